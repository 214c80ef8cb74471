import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formulaSafe } from './formulaSafe';

describe('formulaSafe', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+86 20', "'+86 20"],
    ['-3', "'-3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['清运=单车', '清运=单车'],
    ['', ''],
  ])('%j becomes %j', (text, safe) => {
    expect(formulaSafe(text)).toBe(safe);
  });

  it('leaves nothing that begins like a formula, and is done once', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('', '=', '+', '-', '@'), (text, sign) => {
        const safe = formulaSafe(sign + text);
        expect(safe).not.toMatch(/^[=+\-@]/);
        expect(formulaSafe(safe)).toBe(safe);
        expect(safe.endsWith(sign + text)).toBe(true);
      }),
      { seed: 20241231 },
    );
  });
});
