import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { countOf } from './counts.mjs';
import { HANG_MS } from './limits.mjs';
import { outDir, root, tool } from './paths.mjs';
import { ProgressWriter, readProgress } from './progress.mjs';
import { killTree, start } from './run.mjs';

// Below the checkout, where the runners find their packages.
mkdirSync(outDir, { recursive: true });
const folder = mkdtempSync(join(outDir, 'counts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const ended = { code: 0, silent: false };
const silenced = { code: 124, silent: true };

/** @param {string} name @param {readonly import('./progress.mjs').Progress[]} lines */
function record(name, lines) {
  const file = join(folder, name);
  const writer = new ProgressWriter(file);
  for (const line of lines) writer.write(line);
  return file;
}

/** @type {import('./progress.mjs').Progress[]} */
const half = [
  { what: 'file', file: 'a' },
  { what: 'file', file: 'b' },
  { what: 'file', file: 'c' },
  { what: 'test', id: '1', file: 'a', name: 'one' },
  { what: 'test', id: '2', file: 'a', name: 'two' },
  { what: 'test', id: '3', file: 'a', name: 'three' },
  { what: 'begun', id: '1' },
  { what: 'ended', id: '1', state: 'passed', ms: 1 },
  { what: 'begun', id: '2' },
];

describe('the count of a stage', () => {
  it('of one that was ended: what ran stands, what did not is counted, what was at work is named', () => {
    expect(countOf(record('half', half), silenced)).toEqual({
      passed: 1,
      failed: 1,
      note: 'ended, because it was silent for too long; 2 tests and 2 files of tests did not run; at work then: a > two',
    });
  });

  it('a runner that says all is well without having run everything has failed', () => {
    expect(countOf(record('lacking', half), ended)).toMatchObject({ passed: 1, failed: 1 });
  });

  it('a record that was cut off within a line is read up to there', () => {
    const file = record('torn', half);
    writeFileSync(file, '{"what":"ended","id":"2","sta', { flag: 'a' });
    expect(countOf(file, silenced)).toMatchObject({ passed: 1, failed: 1 });
  });

  it('a runner that never began, ran nothing, or ended badly has failed', () => {
    expect(countOf(join(folder, 'none'), { code: 1, silent: false })).toEqual({
      passed: 0,
      failed: 1,
      note: 'the runner ended with code 1',
    });
    expect(countOf(join(folder, 'none'), ended)).toEqual({ passed: 0, failed: 1, note: 'no test ran' });
    const whole = record('whole', [
      { what: 'file', file: 'a' },
      { what: 'test', id: '1', file: 'a', name: 'one' },
      { what: 'ended', id: '1', state: 'passed', ms: 1 },
      { what: 'fileEnded', file: 'a', broken: false, ms: 2 },
    ]);
    expect(countOf(whole, ended)).toEqual({ passed: 1, failed: 0 });
    expect(countOf(whole, { code: 7, silent: false })).toMatchObject({ passed: 1, failed: 1 });
  });
});

describe('the reporter of real runs', () => {
  const head = "import { beforeAll, describe, expect, it } from 'vitest';\n";

  /** @param {Record<string, string>} files */
  function vitest(files) {
    const dir = mkdtempSync(join(folder, 'run-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, `${name}.test.mjs`), text);
    writeFileSync(join(dir, 'vitest.config.mjs'), 'export default { test: { fileParallelism: false } };');
    const progress = join(dir, 'progress.jsonl');
    const reporter = join(root, 'scripts/lib/vitest-progress.mjs');
    const args = [tool('vitest/vitest.mjs'), 'run', '--root', dir, `--reporter=${reporter}`];
    const env = { ...process.env, XIUHUA_PROGRESS: progress };
    return { progress, child: start(process.execPath, args, { env, stdio: 'ignore' }) };
  }

  it('counts passed, failed, skipped, and files that cannot be loaded', async () => {
    const { progress, child } = vitest({
      good: `${head}it('a', () => {}); it.skip('b', () => {});`,
      bad: `${head}it('a', () => expect(1).toBe(2));`,
      hook: `${head}describe('x', () => { beforeAll(() => { throw new Error('no'); }); it('a', () => {}); });`,
      unloadable: "import './nothing.mjs';",
    });
    const [code] = await once(child, 'close');
    const count = countOf(progress, { code, silent: false });
    expect(count).toMatchObject({ passed: 1, failed: 3 });
    expect(count.note).toMatch(/^\d skipped$/);
  });

  it('keeps what ran of a run that hangs in the middle', async () => {
    // The larger file is run first.
    const { progress, child } = vitest({
      a: `${head}it('quick', () => {}); // ${'and more '.repeat(200)}`,
      b: `${head}it('first', () => {}); it('hangs', () => new Promise(() => {}), 0); it('after', () => {});`,
    });
    const hangs = () => readProgress(progress).running.some((name) => name.endsWith('hangs'));
    await vi.waitUntil(() => hangs() && readProgress(progress).passed === 2, {
      timeout: HANG_MS,
      interval: 50,
    });
    const ended = once(child, 'close');
    killTree(child, 'SIGKILL');
    await ended;
    const { passed, failed, note } = countOf(progress, silenced);
    expect({ passed, failed }).toEqual({ passed: 2, failed: 1 });
    expect(note).toMatch(/silent for too long; 2 tests did not run; at work then: .*b\.test\.mjs > hangs$/);
  });
});
