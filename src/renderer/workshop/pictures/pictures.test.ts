import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dhash, greyOf } from './dhash';
import { lookAt } from './look';

const seed = { seed: 20241231 };
const bytes = (...parts: (string | number[])[]): Uint8Array =>
  new Uint8Array(
    parts.flatMap((part) => (typeof part === 'string' ? [...part].map((sign) => sign.charCodeAt(0)) : part)),
  );

/** Heads of pictures as the formats' standards lay them out; the pixels in them are nonsense. */
const jpeg = bytes(
  [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2],
  // An APP1 with a thumbnail of its own: its end marker is not the picture's.
  [0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9],
  [0xff, 0xc4, 0, 3, 9],
  [0xff, 0xc2, 0, 8, 8, 0x04, 0x38, 0x07, 0x80, 3],
  [0xff, 0xda, 0, 3, 1, 0x55, 0xff, 0x00, 0x66, 0xff, 0xd9],
);
const png = bytes(
  [0x89],
  'PNG\r\n\x1a\n',
  [0, 0, 0, 13],
  'IHDR',
  [0, 0, 7, 0x80, 0, 0, 4, 0x38, 8, 2, 0, 0, 0, 1, 2, 3, 4],
  [0, 0, 0, 0],
  'IEND',
  [0xae, 0x42, 0x60, 0x82],
);
const webp = bytes(
  'RIFF',
  [22, 0, 0, 0],
  'WEBPVP8 ',
  [10, 0, 0, 0, 0, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x07, 0x38, 0x04],
);
const gif = bytes('GIF89a', [0x40, 0x01, 0xf0, 0x00, 0, 0, 0, 0x2c, 0x3b]);

describe('looking at a picture before decoding it', () => {
  it.each([
    ['jpeg', jpeg, 1920, 1080],
    ['png', png, 1920, 1080],
    ['webp', webp, 1920, 1080],
    ['gif', gif, 320, 240],
  ])('%s: kind and size by the bytes', (kind, picture, width, height) => {
    expect(lookAt(picture)).toEqual({ mime: `image/${kind}`, width, height });
  });

  it.each([
    ['jpeg', jpeg],
    ['png', png],
    ['webp', webp],
    ['gif', gif],
  ])('%s: cut anywhere it is not taken for whole', (_kind, picture) => {
    for (let length = 0; length < picture.length; length++)
      expect(lookAt(picture.subarray(0, length)), `${length} bytes`).toHaveProperty('broken');
  });

  it('says why: nothing there, no picture, cut off, too many pixels', () => {
    expect(lookAt(new Uint8Array())).toEqual({ broken: 'empty' });
    expect(lookAt(bytes('%PDF-1.7 and more'))).toEqual({ broken: 'type' });
    expect(lookAt(jpeg.subarray(0, jpeg.length - 1))).toEqual({ broken: 'truncated' });
    expect(lookAt(jpeg, 1920 * 1080 - 1)).toEqual({ broken: 'pixels' });
    expect(lookAt(jpeg, 1920 * 1080)).toHaveProperty('mime');
  });

  it('never throws and always ends, whatever the bytes', () => {
    const starts = [jpeg, png, webp, gif, bytes('BM')].map((picture) => [...picture.subarray(0, 12)]);
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.array(fc.nat(255), { maxLength: 300 }), (start, rest) => {
        const look = lookAt(new Uint8Array([...start, ...rest]));
        if (!('broken' in look)) expect(look.width * look.height).toBeGreaterThan(0);
      }),
      seed,
    );
  });
});

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
