import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readQuantity } from './quantity';

describe('a quantity as it is typed', () => {
  it.each([
    ['2000', 2000],
    ['2,000', 2000],
    [' ２，０００ ', 2000],
    ['2000辆', 2000],
    ['1 138', 1138],
  ])('%s is read', (text, quantity) => {
    expect(readQuantity(text, '辆')).toBe(quantity);
  });

  it.each(['', '0', '-3', '3.5', '二十', '12处', '辆', '99999999', '1e3', '1000001'])(
    '%s is none',
    (text) => {
      expect(readQuantity(text, '辆')).toBeUndefined();
    },
  );

  it('is the number whatever separators stand in it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (n) => {
        expect(readQuantity(n.toLocaleString('en-US'))).toBe(n);
      }),
      { seed: 20241231 },
    );
  });
});
