import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { measureAll } from './bench-process.mjs';
import { BenchRecord } from './bench-record.mjs';
import { compareRuns, rangeOf, verdictOf } from './bench-verdict.mjs';

const folder = mkdtempSync(join(tmpdir(), 'xiuhua-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @param {string} name @param {number} value @param {string} [against] */
const figure = (name, value, against = 'peer: 1.0 ms') => ({
  name,
  value,
  unit: 'ms',
  against,
  ratio: value,
});
const read = (/** @type {string} */ file) => JSON.parse(readFileSync(file, 'utf8'));
const quiet = () => {};

describe('the record of a benchmark', () => {
  it('has what was measured although the part, and then another, fails', async () => {
    const file = join(folder, 'failing.json');
    const record = await BenchRecord.open(file, '2026-11-30T08:00:00.000Z');
    /** @type {string[]} */
    const told = [];
    await record.run(
      'store',
      async (tell) => {
        await tell([figure('store.a', 1)]);
        expect(read(file)).toHaveLength(1);
        throw new Error('the display is gone');
      },
      (line) => told.push(line),
    );
    await record.run('desk', (tell) => tell([figure('desk.a', 2)]), quiet);
    expect(told).toEqual(['store failed: the display is gone']);
    expect(record.failures).toEqual([{ part: 'store', message: 'the display is gone' }]);
    expect(
      read(file).map((/** @type {{ name: string, part: string }} */ one) => [one.name, one.part]),
    ).toEqual([
      ['store.a', 'store'],
      ['desk.a', 'desk'],
    ]);
  });

  it('keeps older figures with their date where a part did not come so far, and drops them where it did', async () => {
    const file = join(folder, 'older.json');
    const all = [figure('a', 1), figure('b', 1), figure('b', 1, 'other: 2 ms'), figure('gone', 1)];
    const first = await BenchRecord.open(file, '2026-11-29T08:00:00.000Z');
    await first.run('store', (tell) => tell(all), quiet);

    const second = await BenchRecord.open(file, '2026-11-30T08:00:00.000Z');
    await second.run(
      'store',
      async (tell) => {
        await tell([figure('b', 7)]);
        await tell([figure('b', 8, 'other: 2 ms')]);
        throw new Error('no');
      },
      quiet,
    );
    expect(second.old().map(({ name, at }) => [name, at])).toEqual([
      ['a', '2026-11-29T08:00:00.000Z'],
      ['gone', '2026-11-29T08:00:00.000Z'],
    ]);
    expect(second.fresh().map(({ value }) => value)).toEqual([7, 8]);

    const third = await BenchRecord.open(file, '2026-11-30T09:00:00.000Z');
    await third.run('store', (tell) => tell([figure('a', 3)]), quiet);
    expect(read(file)).toEqual([{ ...figure('a', 3), part: 'store', at: '2026-11-30T09:00:00.000Z' }]);
  });

  it('reads figures without a date, and refuses a file that it would have to throw away', async () => {
    const file = join(folder, 'undated.json');
    writeFileSync(file, JSON.stringify([figure('x', 1)]));
    const record = await BenchRecord.open(file, '2026-11-30T08:00:00.000Z');
    await record.run('desk', (tell) => tell([figure('y', 2)]), quiet);
    expect(record.old()).toEqual([figure('x', 1)]);
    writeFileSync(file, '[{');
    await expect(BenchRecord.open(file, '2026-11-30T08:00:00.000Z')).rejects.toThrow('cannot be read');
  });

  it('takes figures of a process as they come, and runs the next process after one that died', async () => {
    /** @type {string[]} */
    const names = [];
    const say = (/** @type {string} */ name) => `console.log('figure ${JSON.stringify(figure(name, 1))}');`;
    const processes = [
      { title: 'first', args: ['-e', `${say('a')} console.log('else'); process.exit(9)`] },
      { title: 'second', args: ['-e', say('b')] },
    ];
    const measuring = measureAll(processes, async (figures) => {
      names.push(...figures.map(({ name }) => name));
    });
    await expect(measuring).rejects.toThrow(/first \(code 9\)/);
    expect(names).toEqual(['a', 'b']);
  });
});

describe('the verdict of a comparison', () => {
  const range = (/** @type {number[]} */ ...values) => rangeOf(values);

  it('is worse only by more than 10 % with the ranges apart', () => {
    expect(verdictOf(range(100, 101, 102), range(112, 113, 114))).toBe('worse');
    expect(verdictOf(range(100, 100, 100), range(110, 110, 110))).toBe('same');
    expect(verdictOf(range(100, 100, 113), range(112, 120, 130))).toBe('same');
    expect(verdictOf(range(100, 100, 112), range(112, 120, 130))).toBe('same');
    expect(verdictOf(range(112, 113, 114), range(100, 101, 102))).toBe('better');
  });

  it('has least, middle and most of the runs', () => {
    expect(rangeOf([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 });
    expect(rangeOf([4, 1])).toEqual({ min: 1, median: 2.5, max: 4 });
  });

  it('holds a figure to the same peer, whatever that measured, and says where one side lacks a run', () => {
    const old = [1, 2, 3].map((n) => [
      figure('a', 10 + n, `bare: ${n} ms`),
      figure('a', 50, `sqlite: ${n} ms`),
    ]);
    const now = [4, 5, 6].map((n) => [figure('a', 20 + n, `bare: ${n} ms`), figure('new', 1)]);
    now[0]?.push(figure('a', 50, 'sqlite: 9 ms'));
    expect(compareRuns(old, now)).toEqual([
      {
        name: 'a',
        against: 'bare',
        unit: 'ms',
        old: range(11, 12, 13),
        now: range(24, 25, 26),
        verdict: 'worse',
      },
      { name: 'a', against: 'sqlite', unit: 'ms', old: range(50), now: range(50), verdict: 'not comparable' },
      { name: 'new', against: 'peer', unit: 'ms', old: null, now: range(1), verdict: 'not comparable' },
    ]);
  });
});
