import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storable, storableText } from './storable';

const SEED = 20241231;

describe('a storable text', () => {
  it.each([
    ['堵塞\u000b污水', '堵塞\n污水'],
    ['甲\u0000乙\u001b[31m丙', '甲乙[31m丙'],
    ['员\u202egnoW\u202c', '员gnoW'],
    ['\u2066138\u2069\u200f\u061c', '138'],
    ['甲\r\n乙\r丙', '甲\n乙\n丙'],
    ['甲\ud83d乙\uffff\ufdd0', '甲乙'],
    ['😀 家👨‍👩‍👧 〇\t', '😀 家👨‍👩‍👧 〇\t'],
  ])('%j is kept as %j', (text, kept) => expect(storableText(text)).toBe(kept));

  it('holds in every nested value, and leaves alone what needs nothing', () => {
    const value = { a: ['x\u0000', { b: '\u202ey' }], n: 1, bytes: new Uint8Array([0, 27]) };
    expect(storable(value)).toEqual({ a: ['x', { b: 'y' }], n: 1, bytes: new Uint8Array([0, 27]) });
    const fine = { a: ['x', { b: '甲\n乙' }], none: null, missing: undefined };
    expect(storable(fine)).toBe(fine);
  });

  it('is what XML and PostgreSQL can hold, and stays as it is the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const kept = storableText(text);
        expect(kept).toMatch(/^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
        expect(kept).not.toMatch(/\p{Cs}/u);
        expect(storableText(kept)).toBe(kept);
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });
});
