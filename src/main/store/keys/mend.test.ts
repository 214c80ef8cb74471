import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DataKeys } from './dataKeys';
import { inspectKeys, KEY_COPY, KEY_FILE, keyPath } from './inspect';
import { mendKeys } from './mend';
import { seal } from './seal';

const base = mkdtempSync(join(tmpdir(), 'xiuhua-mend-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const CENTRE = Buffer.alloc(32, 5);
const NAMES = ['report:1', 'report:2', 'report:3', 'report:4'];
const STAMP = '20241231-160000';

function filled(): { dir: string; sealed: ReturnType<DataKeys['seal']>[] } {
  const dir = mkdtempSync(join(base, 'd-'));
  const keys = new DataKeys(dir, CENTRE);
  for (const name of NAMES) keys.ensure([name]);
  return { dir, sealed: NAMES.map((name) => keys.seal(name, { name })) };
}

const opened = (dir: string, sealed: readonly ReturnType<DataKeys['seal']>[]): boolean[] => {
  const keys = new DataKeys(dir, CENTRE);
  return sealed.map((one) => keys.open(one) !== undefined);
};

const lineOf = (dir: string, n: number): { at: number; text: string } => {
  const lines = readFileSync(keyPath(dir, KEY_FILE), 'utf8').split('\n');
  return { at: lines.slice(0, n).join('\n').length + (n > 0 ? 1 : 0), text: lines[n] ?? '' };
};

function damage(dir: string, n: number, from: number, put: string): void {
  const { at } = lineOf(dir, n);
  const bytes = readFileSync(keyPath(dir, KEY_FILE));
  bytes.write(put, at + from, 'latin1');
  writeFileSync(keyPath(dir, KEY_FILE), bytes);
}

describe('looking at a key file', () => {
  it('tells the place of the damaged line that once cost all keys behind it, and changes nothing', () => {
    const dir = mkdtempSync(join(base, 'd-'));
    const found = readFileSync(
      resolve(import.meta.dirname, '../../../../test/fixtures/keys/data-keys.damaged.jsonl'),
    );
    mkdirSync(join(dir, 'keys'));
    writeFileSync(keyPath(dir, KEY_FILE), found);
    const { findings, names, lines } = inspectKeys(dir);
    expect(findings).toEqual([{ file: KEY_FILE, line: 3, offset: 288, kind: 'line' }]);
    expect([lines, names.size]).toEqual([10, 9]);
    expect(readFileSync(keyPath(dir, KEY_FILE)).equals(found)).toBe(true);
    expect(readdirSync(join(dir, 'keys'))).toEqual(['data-keys.jsonl']);
  });

  it('tells a missing file, a torn end, a line of another centre, and what only the copy holds', () => {
    const { dir } = filled();
    new DataKeys(dir, CENTRE).follow();
    expect(inspectKeys(dir, { centreKey: CENTRE }).findings).toEqual([]);
    appendFileSync(keyPath(dir, KEY_FILE), '{"name":"report:5"');
    expect(inspectKeys(dir).findings).toMatchObject([{ kind: 'torn', line: 5 }]);
    const whole = readFileSync(keyPath(dir, KEY_COPY));
    writeFileSync(keyPath(dir, KEY_FILE), whole.subarray(0, lineOf(dir, 3).at));
    expect(inspectKeys(dir).findings).toMatchObject([{ kind: 'behind', line: 4 }]);
    expect(inspectKeys(dir, { centreKey: Buffer.alloc(32, 6) }).findings[0]).toMatchObject({
      kind: 'otherKey',
      line: 1,
      name: 'report:1',
    });
    rmSync(keyPath(dir, KEY_FILE));
    expect(inspectKeys(dir).findings).toMatchObject([{ kind: 'missing', file: KEY_FILE }]);
  });

  it('proves lines without a checksum by opening them', () => {
    const dir = mkdtempSync(join(base, 'd-'));
    mkdirSync(join(dir, 'keys'));
    const line = (name: string, sealedAs: string) =>
      `${JSON.stringify({ name, box: seal(CENTRE, Buffer.alloc(32), sealedAs) })}\n`;
    writeFileSync(keyPath(dir, KEY_FILE), line('report:1', 'report:1') + line('report:2', 'report:3'));
    expect(inspectKeys(dir).findings).toEqual([]);
    expect(inspectKeys(dir, { centreKey: CENTRE }).findings).toMatchObject([
      { kind: 'seal', line: 2, name: 'report:2' },
    ]);
  });
});

describe('mending a key file', () => {
  const from = (more: object = {}) => ({
    centreKey: CENTRE,
    erased: [],
    wanted: NAMES,
    stamp: STAMP,
    ...more,
  });

  it('takes what its copy holds, sets the damaged file aside, and goes on soundly', () => {
    const { dir, sealed } = filled();
    new DataKeys(dir, CENTRE).follow();
    damage(dir, 1, 40, '\0'.repeat(90));
    const before = readFileSync(keyPath(dir, KEY_FILE));
    const done = mendKeys(dir, from());
    expect(done).toMatchObject({ keys: 4, regained: 1, erased: 0, missing: [] });
    expect(readFileSync(String(done.aside[0])).equals(before)).toBe(true);
    expect(opened(dir, sealed)).toEqual([true, true, true, true]);
    expect(inspectKeys(dir, { centreKey: CENTRE }).findings).toEqual([]);
    new DataKeys(dir, CENTRE).ensure(['report:5']);
  });

  it('finds the name of a box whose name was destroyed by what it opens under', () => {
    const { dir, sealed } = filled();
    damage(dir, 2, 12, ' '.repeat(20));
    expect(mendKeys(dir, from())).toMatchObject({ keys: 4, regained: 1, missing: [] });
    expect(opened(dir, sealed)).toEqual([true, true, true, true]);
  });

  it('names what stays missing, and takes it from another folder’s file or from keys handed in', () => {
    const { dir, sealed } = filled();
    const other = mkdtempSync(join(base, 'd-'));
    cpSync(dir, other, { recursive: true });
    const handed = new DataKeys(dir, CENTRE).wrapped(['report:2']);
    for (const n of [1, 3]) damage(dir, n, 60, '?'.repeat(90));
    const lost = mkdtempSync(join(base, 'd-'));
    cpSync(dir, lost, { recursive: true });
    expect(mendKeys(lost, from()).missing).toEqual(['report:2', 'report:4']);
    expect(mendKeys(dir, from({ wrapped: handed })).missing).toEqual(['report:4']);
    expect(mendKeys(dir, from({ files: [keyPath(other, KEY_FILE)], stamp: 'again' })).missing).toEqual([]);
    expect(opened(dir, sealed)).toEqual([true, true, true, true]);
  });

  it('brings back nothing that was erased, from wherever it is offered, and leaves no such key in what it sets aside', () => {
    const { dir, sealed } = filled();
    new DataKeys(dir, CENTRE).follow();
    const wrapped = new DataKeys(dir, CENTRE).wrapped(NAMES);
    damage(dir, 0, 60, '?'.repeat(30));
    const done = mendKeys(dir, from({ erased: ['report:3'], wrapped }));
    expect(done).toMatchObject({ keys: 3, erased: 1, missing: [] });
    expect(opened(dir, sealed)).toEqual([true, true, false, true]);
    const box = wrapped.find(({ name }) => name === 'report:3')?.box ?? 'none';
    for (const path of [keyPath(dir, KEY_FILE), keyPath(dir, KEY_COPY), ...done.aside])
      expect(readFileSync(path, 'utf8')).not.toContain(box);
  });
});
