import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseText } from './normalise';

const SEED = 20241231;

describe('a normalised text', () => {
  it.each([
    ['１３８－００００', '138-0000'],
    ['1\u200b3\u20608\ufeff0\u00ad0', '13800'],
    ['\u202e138\u202c', '138'],
    ['1\ufe0f\u20e33\ufe0f\u20e3', '13'],
    ['①②③', '123'],
    ['𝟏𝟑𝟖 𝟬', '138 0'],
    ['١٣٨', '138'],
    ['०९', '09'],
    ['8756\r\n1234\u3000\t5', '8756  1234  5'],
    ['138·0000—1111', '138.0000-1111'],
    ['a\u0000b\u001bc', 'abc'],
    ['㈠', '(一)'],
  ])('%j reads %j', (text, read) => expect(normaliseText(text).text).toBe(read));

  it('reads Chinese numerals as digits only where it is asked to', () => {
    expect(normaliseText('幺三八零〇壹').text).toBe('幺三八零〇壹');
    expect(normaliseText('幺三八零〇壹', 'spelled').text).toBe('138001');
  });

  it('says where in the original a piece stands, invisible signs within it included', () => {
    const text = '请打１\u200b３𝟖。';
    const read = normaliseText(text);
    const from = read.text.indexOf('138');
    const { start, end } = read.span(from, from + 3);
    expect(text.slice(start, end)).toBe('１\u200b３𝟖');
  });

  it('never loses its place: every span lies in order, and what is plain stays as it is', () => {
    const piece = fc.constantFrom(
      ...['一', '1', '９', '\u200b', '\u202e', ' ', '\u3000', '𝟖', '㈠', 'ﬁ', '😀', '·', 'a', '\n', '\ud800'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.boolean(), (pieces, spelled) => {
        const text = pieces.join('');
        const read = normaliseText(text, spelled ? 'spelled' : 'plain');
        let before = 0;
        for (let k = 0; k < read.text.length; k += 1) {
          const { start, end } = read.span(k, k + 1);
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          before = start;
        }
        expect(read.span(0, read.text.length).end).toBeLessThanOrEqual(text.length);
        expect(normaliseText(read.text).text).toBe(normaliseText(normaliseText(read.text).text).text);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});
