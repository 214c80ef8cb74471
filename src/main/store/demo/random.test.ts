import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion, makeRandom, runningSums } from './random';
import { fill } from './texts';

const fixed = { seed: 20241231 };

describe('random', () => {
  it('repeats itself for a seed and differs for another', () => {
    const draw = (seed: number) => Array.from({ length: 20 }, makeRandom(seed).next);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('is spread evenly', () => {
    const random = makeRandom(3);
    const counts = [0, 0, 0, 0];
    for (let k = 0; k < 40_000; k++) {
      const drawn = random.int(4);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  it('never picks what has no weight', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(weights, fc.integer(), (list, seed) => {
        fc.pre(list.some((weight) => weight > 0));
        const random = makeRandom(seed);
        const sums = runningSums(list);
        for (let k = 0; k < 50; k++) expect(list[random.index(sums)]).toBeGreaterThan(0);
      }),
      fixed,
    );
  });
});

describe('apportion', () => {
  it('splits exactly, within one of the share', () => {
    const weights = fc.array(fc.double({ min: 0.01, max: 9, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), weights, (total, list) => {
        const counts = apportion(total, list);
        const sum = list.reduce((a, b) => a + b, 0);
        expect(counts.reduce((a, b) => a + b, 0)).toBe(total);
        for (const [k, count] of counts.entries())
          expect(Math.abs(count - ((list[k] ?? 0) / sum) * total)).toBeLessThan(1.000001);
      }),
      fixed,
    );
  });
});

describe('fill', () => {
  it('puts words into slots and refuses an unknown one', () => {
    expect(fill('{p}有{n}袋垃圾', { p: '花城大道 87 号', n: '7' })).toBe('花城大道 87 号有7袋垃圾');
    expect(() => fill('{x}有', { p: '' })).toThrow(/\{x\}/);
  });
});
