import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApartOptions, readSheetApart } from '../../../src/main/cli/sheet';
import { parseLimits } from '../../../src/main/parse/limits';
import type { WatchLimits } from '../../../src/main/watchdog';

const root = resolve(import.meta.dirname, '../../..');
const outDir = mkdtempSync(join(tmpdir(), 'xiuhua-hostile-'));
const profile = join(root, 'resources/import-profiles/12345.json');
const fixture = (name: string) => join(root, 'test/fixtures', name);
const MB = 1_048_576;

beforeAll(async () => {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'src/shared') } },
    build: {
      ssr: join(root, 'test/unit/hostile/child.ts'),
      outDir,
      target: 'node20.18',
      rollupOptions: { output: { entryFileNames: 'child.mjs' } },
    },
    ssr: { noExternal: true },
  });
}, 60_000);

afterAll(() => rmSync(outDir, { recursive: true, force: true }));

/** How a real parse process ended: rows or a code, and the most memory that it held against what it may. */
async function parsed(path: string, options: ApartOptions = {}) {
  const limits = options.limits ?? parseLimits(statSync(path).size);
  let peak = 0;
  const took = (bytes: number): void => {
    peak = bytes;
  };
  try {
    const script = join(outDir, 'child.mjs');
    const sheet = await readSheetApart(script, path, profile, { ...options, peak: took });
    return { rows: sheet.rows.length, ratio: peak / limits.rssBytes };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { code: error.code, params: error.params, ratio: peak / limits.rssBytes };
  }
}

function written(name: string, text: string): string {
  const path = join(outDir, name);
  writeFileSync(path, text);
  return path;
}

const roomy: WatchLimits = { wallMs: 120_000, rssBytes: 3000 * MB };

/** A busy machine may take its time; none is asserted. */
const patient = { timeout: 180_000 };

describe('hostile sheets in a real parse process', patient, () => {
  it.each([
    ['hostile/sheet.bomb-zip64.xlsx', 'parse.zipBomb'],
    ['hostile/sheet.row-2e9.xlsx', 'parse.tooManyRows'],
    ['hostile/pic.decoy.png', 'parse.notASpreadsheet'],
  ])('%s ends as %s, with a fraction of the memory that it may take', async (name, code) => {
    const end = await parsed(fixture(name));
    expect(end.code).toBe(code);
    expect(end.ratio).toBeLessThan(0.5);
  });

  it.each(['hostile/zip64-sizes.xlsx', 'samples/12345-2024-12-31.xlsx'])('%s is read', async (name) => {
    const end = await parsed(fixture(name));
    expect(end.rows).toBeGreaterThan(0);
    expect(end.ratio).toBeLessThan(0.5);
  });

  it('columns up to two billion, in a sheet that only the second reader opens, end at the limit', async () => {
    const limits = { ...roomy, rssBytes: 160 * MB };
    const end = await parsed(fixture('hostile/sheet.cols-2e9.xlsx'), { limits });
    expect(end).toMatchObject({
      code: 'parse.tooMuchMemory',
      params: { file: 'sheet.cols-2e9.xlsx', mb: 160 },
    });
    expect(end.ratio).toBeLessThan(2);
  });
});

describe('the watchdog', patient, () => {
  it('ends a process that fills memory without ever giving its thread back', async () => {
    const path = written('fill.csv', '');
    const end = await parsed(path, { limits: { ...roomy, rssBytes: 400 * MB } });
    expect(end).toMatchObject({ code: 'parse.tooMuchMemory', params: { file: 'fill.csv', mb: 400 } });
    expect(end.ratio).toBeGreaterThan(1);
    expect(end.ratio).toBeLessThan(2);
  });

  it('ends a process that does not come to an end', async () => {
    const path = written('loop.csv', '');
    const end = await parsed(path, { limits: { ...roomy, wallMs: 1500 } });
    expect(end).toMatchObject({ code: 'parse.tooLong', params: { file: 'loop.csv' } });
  });

  it('ends a process when somebody wishes, before and while it runs', async () => {
    const path = written('loop.csv', '');
    expect(await parsed(path, { signal: AbortSignal.abort() })).toMatchObject({ code: 'parse.cancelled' });
    expect(await parsed(path, { signal: AbortSignal.timeout(1500) })).toMatchObject({
      code: 'parse.cancelled',
      params: { file: 'loop.csv' },
    });
  });

  it('Ctrl+C ends the command line with a code, and the parse with it', async () => {
    const path = written('loop.csv', '');
    const child = fork(join(outDir, 'child.mjs'), ['--import', path, profile], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const said: unknown[] = [];
    child.on('message', (message) => {
      said.push(message);
      if (message === 'ready') child.kill('SIGINT');
    });
    const [exit] = (await once(child, 'exit')) as [number | null];
    expect([said, exit]).toEqual([['ready', 'parse.cancelled'], 0]);
  });

  it('says that a process died without a word', async () => {
    expect(await parsed(written('die.csv', ''))).toMatchObject({ code: 'parse.crashed' });
  });
});

describe('what a parse may take', () => {
  it('grows with the file, and has an end', () => {
    expect(parseLimits(1500, 64_000 * MB).rssBytes).toBeLessThan(800 * MB);
    expect(parseLimits(6 * MB, 64_000 * MB).rssBytes).toBeGreaterThan(2000 * MB);
    expect(parseLimits(200 * MB, 64_000 * MB).rssBytes).toBe(3072 * MB);
    expect(parseLimits(200 * MB, 4096 * MB).rssBytes).toBe(2048 * MB);
    expect(parseLimits(200 * MB, 512 * MB).rssBytes).toBe(768 * MB);
  });
});
