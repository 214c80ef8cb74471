import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FaultDisk } from '../testing/faultDisk';
import { DataKeys } from './dataKeys';
import { inspectKeys, KEY_COPY, KEY_FILE, keyPath } from './inspect';
import { type OpenedKeys, openKeys } from './openKeys';
import { seal } from './seal';

const base = mkdtempSync(join(tmpdir(), 'xiuhua-damage-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const CENTRE = Buffer.alloc(32, 5);
const NAMES = ['report:1', 'report:2', 'report:3', 'report:4', 'report:5'];

function filled(oldLines = 0): { dir: string; sealed: ReturnType<DataKeys['seal']>[] } {
  const dir = mkdtempSync(join(base, 'd-'));
  const first = new DataKeys(dir, CENTRE);
  if (oldLines > 0) {
    first.ensure(NAMES.slice(0, 1));
    const old = NAMES.slice(0, oldLines).map(
      (name) => `${JSON.stringify({ name, box: seal(CENTRE, Buffer.alloc(32, name.length), name) })}\n`,
    );
    writeFileSync(keyPath(dir, KEY_FILE), old.join(''));
  }
  const keys = new DataKeys(dir, CENTRE);
  for (const name of NAMES) keys.ensure([name]);
  return { dir, sealed: NAMES.map((name) => keys.seal(name, { name })) };
}

function open(dir: string, erased: readonly string[] = [], disk?: FaultDisk): OpenedKeys {
  const journal = { named: [], erased, sealedHere: () => true };
  return openKeys(dir, { key: CENTRE, protection: 'file' }, journal, true, disk);
}

const states = ({ keys }: OpenedKeys, sealed: readonly ReturnType<DataKeys['seal']>[]): boolean[] =>
  sealed.map((one) => keys?.open(one) !== undefined);

const file = (dir: string): Buffer => readFileSync(keyPath(dir, KEY_FILE));
const lineAt = (bytes: Buffer, at: number): number => bytes.subarray(0, at).filter((b) => b === 10).length;

describe.each([
  ['lines with checksums', 0, false],
  ['lines of before', 3, false],
  ['both, with a copy', 3, true],
])('one damaged byte anywhere in the key file (%s)', (_name, old, copied) => {
  it('leaves the folder read-only with its place, costs no other key, and nothing is cut or written', () => {
    const { dir, sealed } = filled(old);
    if (copied) new DataKeys(dir, CENTRE).follow();
    const whole = file(dir);
    const wrong: string[] = [];
    for (let at = 0; at < whole.length; at += 1) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 7));
      writeFileSync(keyPath(dir, KEY_FILE), bytes);
      const opened = open(dir);
      const line = lineAt(whole, at);
      const last = at === whole.length - 1;
      // Without its newline the last line is a piece that is set aside: only where a copy knows of it that is a loss.
      const told =
        opened.problem?.code === 'store.keysDamaged' && Number(opened.problem.params.line) === line + 1;
      const torn = last && !copied && opened.problem === undefined;
      const kept = states(opened, sealed).every(
        (one, i) => one || i === line || (whole[at] === 10 && i === line + 1),
      );
      const refused = torn || refusesToWrite(opened.keys);
      const same = torn || file(dir).equals(bytes);
      if (!(told || torn) || !kept || !refused || !same)
        wrong.push(`byte ${at}: ${told} ${kept} ${refused} ${same}`);
    }
    expect(wrong).toEqual([]);
  });
});

function refusesToWrite(keys: DataKeys | undefined): boolean {
  try {
    keys?.ensure(['report:new']);
    return false;
  } catch (error) {
    return (error as { code?: string }).code === 'store.keysDamaged';
  }
}

it('every line taken out, and the file cut at every byte, is told where the copy knows better; no whole line is cut off', () => {
  const { dir } = filled();
  new DataKeys(dir, CENTRE).follow();
  const whole = file(dir);
  const lines = whole.toString().split('\n').slice(0, -1);
  for (const gone of lines) {
    writeFileSync(
      keyPath(dir, KEY_FILE),
      lines
        .filter((line) => line !== gone)
        .map((line) => `${line}\n`)
        .join(''),
    );
    expect(open(dir).problem?.code).toBe('store.keysDamaged');
  }
  for (let at = 0; at < whole.length; at += 1) {
    writeFileSync(keyPath(dir, KEY_FILE), whole.subarray(0, at));
    expect(open(dir).problem?.code, `cut at ${at}`).toBe('store.keysDamaged');
    expect(file(dir).length).toBe(at);
  }
});

it('a torn last piece is set aside and cut, and the file goes on behind it', () => {
  const { dir, sealed } = filled();
  const whole = file(dir);
  const piece = '{"name":"report:9","wr';
  writeFileSync(keyPath(dir, KEY_FILE), Buffer.concat([whole, Buffer.from(piece)]));
  const opened = open(dir);
  expect(opened.problem).toBeUndefined();
  expect(file(dir).equals(whole)).toBe(true);
  expect(readFileSync(join(dir, 'aside', `data-keys.${whole.length}.torn`), 'utf8')).toBe(piece);
  opened.keys?.ensure(['report:9']);
  expect(states(open(dir), sealed)).toEqual(NAMES.map(() => true));
});

describe('a file that is gone, and another centre’s key', () => {
  it('are told, whether a copy is left or not', () => {
    const { dir } = filled();
    new DataKeys(dir, CENTRE).follow();
    rmSync(keyPath(dir, KEY_FILE));
    expect(open(dir).problem?.code).toBe('store.keysMissing');
    rmSync(keyPath(dir, KEY_COPY));
    expect(open(dir).problem?.code).toBe('store.keysMissing');
    expect(existsSync(keyPath(dir, KEY_FILE))).toBe(false);
  });

  it('is known by the journal’s name for the right one, and without that by what it opens', () => {
    const { dir } = filled(3);
    const other = { key: Buffer.alloc(32, 6), protection: 'file' as const };
    const journal = { erased: [], sealedHere: () => true };
    const named = [new DataKeys(dir, CENTRE).wrap];
    for (const one of [named, []])
      expect(openKeys(dir, other, { ...journal, named: one }, true).problem?.code).toBe('store.keyWrong');
    const empty = mkdtempSync(join(base, 'd-'));
    expect(openKeys(empty, other, { ...journal, named }, true).problem?.code).toBe('store.keyWrong');
  });
});

describe('erasing', () => {
  const boxOf = (dir: string, name: string): string =>
    new DataKeys(dir, CENTRE).wrapped([name])[0]?.box ?? 'none';
  const everywhere = (dir: string): string =>
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
      .join('\n');

  it('overwrites file, copy, what was set aside and what a killed write left, before it returns', () => {
    const { dir, sealed } = filled(2);
    const keys = new DataKeys(dir, CENTRE);
    keys.follow();
    const boxes = NAMES.map((name) => boxOf(dir, name));
    cpSync(keyPath(dir, KEY_FILE), join(dir, 'keys', 'data-keys.copy.jsonl.99.tmp'));
    cpSync(join(dir, 'keys'), join(dir, 'aside', 'before-build-1', 'keys'), { recursive: true });
    for (const i of [1, 3]) {
      expect(keys.erase(String(NAMES[i]))).toBe(true);
      expect(everywhere(dir)).not.toContain(boxes[i]);
    }
    expect(everywhere(dir)).toContain(boxes[2]);
    const again = open(dir);
    expect(again.problem).toBeUndefined();
    expect(states(again, sealed)).toEqual([true, false, true, false, true]);
    expect(again.keys?.stateOf('report:2')).toBe('erased');
    expect(again.keys?.stateOf('report:99')).toBe('missing');
  });

  it('is done again after old key files were put back, and nothing opens in between', () => {
    const { dir, sealed } = filled();
    new DataKeys(dir, CENTRE).follow();
    const backup = mkdtempSync(join(base, 'b-'));
    cpSync(join(dir, 'keys'), backup, { recursive: true });
    const box = boxOf(dir, 'report:3');
    const handed = new DataKeys(dir, CENTRE).wrapped(['report:3']);
    new DataKeys(dir, CENTRE).erase('report:3');
    rmSync(join(dir, 'keys'), { recursive: true });
    cpSync(backup, join(dir, 'keys'), { recursive: true });
    expect(everywhere(dir)).toContain(box);
    const opened = open(dir, ['report:3']);
    expect(states(opened, sealed)).toEqual([true, true, false, true, true]);
    opened.keys?.take(handed);
    expect(everywhere(dir)).not.toContain(box);
  });

  it('that was cut off at any byte is known for what it is and finished', () => {
    const { dir, sealed } = filled(2);
    const before = file(dir);
    for (const name of ['report:1', 'report:4']) {
      writeFileSync(keyPath(dir, KEY_FILE), before);
      new DataKeys(dir, CENTRE).erase(name);
      const after = file(dir);
      const changed = [...after.keys()].filter((at) => after[at] !== before[at]);
      for (const at of changed) {
        // Either half of the overwriting may have reached the disk.
        for (const [head, tail] of [
          [after, before],
          [before, after],
        ]) {
          const mixed = Buffer.concat([head?.subarray(0, at) ?? '', tail?.subarray(at) ?? ''] as Buffer[]);
          writeFileSync(keyPath(dir, KEY_FILE), mixed);
          rmSync(keyPath(dir, KEY_COPY), { force: true });
          const opened = open(dir, [name]);
          expect(opened.problem, `${name} cut at ${at}`).toBeUndefined();
          expect(states(opened, sealed)).toEqual(NAMES.map((one) => one !== name));
          const found = inspectKeys(dir, { centreKey: CENTRE });
          expect([found.findings, [...found.erased], found.lines], `${name} cut at ${at}`).toEqual([
            [],
            [name],
            NAMES.length,
          ]);
        }
      }
    }
  });

  it('opens nothing while the disk refuses to overwrite, and is done as soon as it does not', () => {
    const { dir, sealed } = filled();
    const disk = new FaultDisk();
    const keys = new DataKeys(dir, CENTRE, disk);
    const box = boxOf(dir, 'report:2');
    disk.readOnly = true;
    expect(() => keys.erase('report:2')).toThrow(/store\.readOnlyDisk/);
    expect([keys.erasuresDone, keys.stateOf('report:2'), keys.wrapped(['report:2'])]).toEqual([
      false,
      'erased',
      [],
    ]);
    expect(sealed[1] && keys.open(sealed[1])).toBeUndefined();
    disk.readOnly = false;
    keys.finishErasures();
    expect([keys.erasuresDone, everywhere(dir).includes(box)]).toEqual([true, false]);
  });
});

describe('a disk that fails while keys are written', () => {
  it('is believed nothing: what follows is written where the last durable line ends', () => {
    for (const fault of ['room', 'flush', 'truncate'] as const) {
      const { dir, sealed } = filled();
      const before = file(dir);
      const disk = new FaultDisk();
      const keys = new DataKeys(dir, CENTRE, disk);
      if (fault === 'room') disk.room = 70;
      else disk.write = writeThenFail(disk);
      if (fault === 'truncate') disk.failTruncate = true;
      expect(() => keys.ensure(['report:a', 'report:b'])).toThrow(/store\./);
      expect(file(dir).length).toBeGreaterThan(before.length);
      disk.room = Number.POSITIVE_INFINITY;
      disk.write = new FaultDisk().write.bind(new FaultDisk());
      if (fault === 'truncate') {
        expect(() => keys.flush()).toThrow(/store\.writeFailed/);
        disk.failTruncate = false;
      }
      keys.ensure(['report:c']);
      const all = NAMES.concat('report:a', 'report:b', 'report:c').map((name) => keys.seal(name, { name }));
      const opened = open(dir);
      expect(opened.problem).toBeUndefined();
      expect(states(opened, [...sealed, ...all])).not.toContain(false);
      expect(file(dir).subarray(0, before.length).equals(before)).toBe(true);
    }
  });
});

/** All bytes arrive in the cache, and then the flush fails. */
function writeThenFail(disk: FaultDisk): FaultDisk['write'] {
  const write = disk.write.bind(disk);
  return (fd, bytes, position) => {
    write(fd, bytes, position);
    throw Object.assign(new Error('EIO'), { code: 'EIO' });
  };
}
