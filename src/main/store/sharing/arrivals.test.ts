import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type Arrival, Arrivals } from './arrivals';

const base = mkdtempSync(join(tmpdir(), 'xiuhua-arrivals-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const CHAIN = 'aaaaaaaaaaaaaaaaaaaa.1';

function arrival(from: number, to = from, more: Partial<Arrival> = {}): Arrival {
  const at = '2024-12-31T16:00:00.000+08:00';
  return { at, source: 'link1', chain: CHAIN, from, to, position: from, signature: 'c2ln', ...more };
}

function filled(arrivals: readonly Arrival[]): string {
  const dir = mkdtempSync(join(base, 'd-'));
  writeFileSync(join(dir, 'arrivals.jsonl'), arrivals.map((one) => `${JSON.stringify(one)}\n`).join(''));
  return dir;
}

describe('arrivals', () => {
  // Copying the list for each arrival took half a minute for this many.
  it('are as quickly at hand after years of single commits as in the first week', () => {
    const years = Array.from({ length: 50_000 }, (_, i) => arrival(i + 1));
    const arrivals = new Arrivals(filled(years));
    for (let after = 0; after < 50_000; after += 1)
      if (arrivals.signedBeyond(CHAIN, after)?.from !== after + 1) throw new Error(`wrong behind ${after}`);
    expect(arrivals.signedBeyond(CHAIN, 50_000)).toBeUndefined();
  });

  it('speak for what lies behind a number; the same numbers again replace what was noted, in memory as in the file', () => {
    const steps = fc.array(
      fc.record({ back: fc.nat(6), length: fc.integer({ min: 1, max: 4 }), signed: fc.boolean() }),
      { maxLength: 20 },
    );
    let cut = 0;
    fc.assert(
      fc.property(steps, (all) => {
        const dir = mkdtempSync(join(base, 'p-'));
        const arrivals = new Arrivals(dir);
        expect(arrivals.signedBeyond(CHAIN, 0)).toBeUndefined();
        // What speaks for each number, if anything: the signature over it or over the next that has one.
        let numbers: (Arrival | undefined)[] = [];
        for (const [i, { back, length, signed }] of all.entries()) {
          const from = Math.max(1, numbers.length + 1 - back);
          const one = arrival(from, from + length - 1, { position: i, signature: signed ? 'c2ln' : '' });
          if (from <= numbers.length) cut += 1;
          numbers = numbers.slice(0, from - 1);
          while (numbers.length < one.to) numbers.push(undefined);
          if (signed) numbers[one.to - 1] = one;
          arrivals.note(one);
        }
        const again = new Arrivals(dir);
        for (let after = 0; after <= numbers.length; after += 1) {
          const expected = numbers.slice(after).find((one) => one !== undefined);
          expect(arrivals.signedBeyond(CHAIN, after)).toEqual(expected);
          expect(again.signedBeyond(CHAIN, after)).toEqual(expected);
        }
      }),
      { seed: 20241231, numRuns: 100 },
    );
    expect(cut).toBeGreaterThan(100);
  });

  it('go on behind what a write left that failed while the program runs: the next one is not swallowed', () => {
    const dir = filled([arrival(1)]);
    const path = join(dir, 'arrivals.jsonl');
    const arrivals = new Arrivals(dir);
    arrivals.note(arrival(2));
    rmSync(path);
    mkdirSync(path);
    expect(() => arrivals.note(arrival(3))).toThrow();
    rmSync(path, { recursive: true });
    writeFileSync(path, `${JSON.stringify(arrival(1))}\n{"at":"2024`);
    arrivals.note(arrival(4));
    expect(new Arrivals(dir).signedBeyond(CHAIN, 1)?.from).toBe(4);
  });

  it('go on behind what a kill left of a line', () => {
    const dir = filled([arrival(1), arrival(2)]);
    const path = join(dir, 'arrivals.jsonl');
    appendFileSync(path, '{"at":"2024');
    const arrivals = new Arrivals(dir);
    arrivals.note(arrival(3));
    arrivals.note(arrival(4));
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(6);
    const again = new Arrivals(dir);
    expect([1, 2, 3].map((after) => again.signedBeyond(CHAIN, after)?.from)).toEqual([2, 3, 4]);
  });
});
