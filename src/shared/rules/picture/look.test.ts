import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookAt } from './look';

const seed = { seed: 20241231 };
const root = resolve(import.meta.dirname, '../../../..');
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
  'IDAT',
  [1, 2, 3, 4],
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
const gifFrame = (left: number, width: number): number[] => [
  ...[0x2c, left % 256, left >> 8, 0, 0, width % 256, width >> 8, 0xf0, 0x00, 0],
  ...[2, 2, 0x4c, 0x01, 0],
];
const gif = bytes(
  'GIF89a',
  [0x40, 0x01, 0xf0, 0x00, 0x80, 0, 0, 0, 0, 0, 255, 255, 255],
  // A comment, and a frame of the whole screen.
  [0x21, 0xfe, 3, 0x2c, 0x3b, 0x2c, 0],
  gifFrame(0, 320),
  [0x3b],
);
const bmp = bytes(
  'BM',
  [62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0],
  new Array<number>(24).fill(0),
  [1, 2, 3, 4, 5, 6, 0, 0],
);

/** A copy with some bytes of its own. */
function changed(picture: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = picture.slice();
  copy.set(values, at);
  return copy;
}

/** Two pictures or pieces one behind the other. */
function joined(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

function chunk(name: string, data: number[]): Uint8Array {
  return bytes(name, [data.length % 256, data.length >> 8, 0, 0], data, new Array(data.length % 2).fill(0));
}

/** An extended WebP of these chunks. */
function riff(...chunks: Uint8Array[]): Uint8Array {
  const body = joined(bytes('WEBP'), ...chunks);
  return joined(bytes('RIFF', [body.length % 256, body.length >> 8, 0, 0]), body);
}

const low = (value: number): number[] => [(value - 1) % 256, (value - 1) >> 8, 0];
const canvas = (width: number, height: number) => chunk('VP8X', [0, 0, 0, 0, ...low(width), ...low(height)]);
const lossy = (width: number, height: number): number[] => [
  ...[0, 0, 0, 0x9d, 0x01, 0x2a],
  ...[width % 256, width >> 8, height % 256, height >> 8],
];
const frame = (x: number, width: number, height: number, coded = lossy(width, height)) =>
  chunk('ANMF', [x / 2, 0, 0, 0, 0, 0, ...low(width), ...low(height), 1, 0, 0, 0, ...chunk('VP8 ', coded)]);

describe('looking at a picture before decoding it', () => {
  it.each([
    ['jpeg', jpeg, 1920, 1080],
    ['png', png, 1920, 1080],
    ['webp', webp, 1920, 1080],
    ['gif', gif, 320, 240],
    ['bmp', bmp, 2, 1],
  ])('%s: kind and size by the bytes', (kind, picture, width, height) => {
    expect(lookAt(picture)).toEqual({ mime: `image/${kind}`, width, height });
  });

  it.each([
    ['jpeg', jpeg],
    ['png', png],
    ['webp', webp],
    ['gif', gif],
    ['bmp', bmp],
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

  it('the decoy and the huge frame of the audit are refused before anything is decoded', () => {
    const hostile = (name: string) => readFileSync(join(root, 'test/fixtures/hostile', name));
    expect(lookAt(hostile('pic.decoy.png'))).toEqual({ broken: 'inconsistent' });
    expect(lookAt(hostile('pic.frame-20000.gif'))).toEqual({ broken: 'inconsistent' });
  });

  it.each<[string, Uint8Array]>([
    ['a PNG with a chunk before its header', joined(png.slice(0, 8), png.slice(33, 49), png.slice(8))],
    ['a PNG with two headers', joined(png.slice(0, 33), png.slice(8))],
    [
      'a PNG whose animation is larger than itself',
      joined(
        png.slice(0, 33),
        bytes([0, 0, 0, 26], 'fcTL', [0, 0, 0, 0, 0, 0, 0x4e, 0x20, 0, 0, 0, 1], new Array(18).fill(0)),
        png.slice(33),
      ),
    ],
    ['a GIF whose frame is wider than the screen', changed(gif, 31, 0x41)],
    ['a GIF whose frame leaves the screen', changed(gif, 27, 1)],
    ['a GIF whose second frame is larger', joined(gif.slice(0, -1), bytes(gifFrame(0, 20000), [0x3b]))],
    [
      'a JPEG with a second frame header before the scan',
      joined(jpeg.slice(0, 21), bytes([0xff, 0xc0, 0, 8, 8, 0x4e, 0x20, 0x4e, 0x20, 3]), jpeg.slice(21)),
    ],
    [
      'a JPEG with a second frame header behind the scan',
      joined(jpeg.slice(0, -2), bytes([0xff, 0xc0, 0, 8, 8, 0x4e, 0x20, 0x4e, 0x20, 3]), jpeg.slice(-2)),
    ],
    [
      'a WebP whose canvas is smaller than its picture',
      riff(canvas(1, 1), chunk('VP8 ', lossy(16000, 16000))),
    ],
    ['a WebP with two pictures', riff(chunk('VP8 ', lossy(2, 2)), chunk('VP8 ', lossy(16000, 16000)))],
    ['a WebP with a header behind the picture', riff(chunk('VP8 ', lossy(2, 2)), canvas(16000, 16000))],
    ['a WebP whose frame leaves the canvas', riff(canvas(20, 20), frame(2, 20, 20))],
    ['a WebP whose frame is coded larger', riff(canvas(20, 20), frame(0, 20, 20, lossy(16000, 16000)))],
  ])('%s states several sizes', (_what, picture) => {
    expect(lookAt(picture)).toEqual({ broken: 'inconsistent' });
  });

  it('an animation on its canvas, a BMP upside down and a JPEG with several scans are pictures', () => {
    expect(lookAt(riff(canvas(20, 20), frame(2, 18, 20), frame(0, 20, 20)))).toMatchObject({ width: 20 });
    expect(lookAt(changed(bmp, 22, 0xff, 0xff, 0xff, 0xff))).toMatchObject({ width: 2, height: 1 });
    const scan = bytes([0xff, 0xda, 0, 3, 1, 0x55, 0xff, 0xd0, 0x66]);
    expect(lookAt(joined(jpeg.slice(0, -2), scan, scan, jpeg.slice(-2)))).toMatchObject({ width: 1920 });
  });

  it('a BMP says no more than is there, and holds no picture of another format', () => {
    expect(lookAt(changed(bmp, 18, 0x20, 0x4e))).toEqual({ broken: 'truncated' });
    expect(lookAt(changed(bmp, 30, 4))).toEqual({ broken: 'decode' });
  });

  it('every picture that comes with the program and with the samples is one', () => {
    const folders = ['test/fixtures/samples/cctv', 'resources/demo', 'resources/icons'];
    const files = folders
      .flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
          join(root, folder, name),
        ),
      )
      .filter((path) => /\.(jpe?g|png|webp|gif|bmp)$/i.test(path));
    expect(files.length).toBeGreaterThan(7);
    // One still was cut off by its recorder.
    const torn = '10.44.6.22_02_20241101162000000_TIMING.jpg';
    for (const path of files)
      expect(lookAt(readFileSync(path)), path).toHaveProperty(path.endsWith(torn) ? 'broken' : 'mime');
  });

  it('never throws and always ends, whatever the bytes', () => {
    const starts = [jpeg, png, webp, gif, bmp].map((picture) => [...picture.subarray(0, 12)]);
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.array(fc.nat(255), { maxLength: 300 }), (start, rest) => {
        const look = lookAt(new Uint8Array([...start, ...rest]));
        if (!('broken' in look)) expect(look.width * look.height).toBeGreaterThan(0);
      }),
      seed,
    );
  });
});
