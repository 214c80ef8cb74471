import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dhash, greyOf } from './dhash';

const seed = { seed: 20241231 };

describe('the difference hash', () => {
  it('has a bit for every neighbour that is brighter to the right', () => {
    const rising = Array.from({ length: 72 }, (_, k) => k % 9);
    expect(dhash(rising)).toBe('f'.repeat(16));
    expect(dhash(rising.map((value) => -value))).toBe('0'.repeat(16));
    expect(dhash(rising.map((value, k) => (k % 9 === 1 ? -1 : value)))).toBe('7f'.repeat(8));
  });

  it('does not change with brightness', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 72, maxLength: 72 }),
        fc.integer({ min: 1, max: 55 }),
        (grey, more) => {
          expect(dhash(grey.map((value) => value + more))).toBe(dhash(grey));
        },
      ),
      seed,
    );
  });

  it('weighs colours as the eye does', () => {
    expect(greyOf(new Uint8ClampedArray([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255]))).toEqual([
      expect.closeTo(76.2, 1),
      expect.closeTo(149.7, 1),
      expect.closeTo(29.1, 1),
    ]);
  });
});
