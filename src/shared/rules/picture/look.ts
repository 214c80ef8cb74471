import { bmpSize } from './bmp';
import { ascii, Broken, type BrokenReason, broken, type Size } from './bytes';
import { gifSize } from './gif';
import { jpegSize } from './jpeg';
import { pngSize } from './png';
import { webpSize } from './webp';

export type { BrokenReason } from './bytes';

/** What a picture says of itself, before anything is decoded. Width and height in pixels. */
export type Look = { mime: string; width: number; height: number } | { broken: BrokenReason };

/** Larger files are not taken: a 4K still has some 3 MB, a phone's photo up to 15. */
export const MOST_PICTURE_BYTES = 40 * 1_048_576;

/** More pixels are never decoded: 60 million need 240 MB. */
export const MOST_PIXELS = 60_000_000;

interface Kind {
  readonly mime: string;
  readonly is: (bytes: Uint8Array) => boolean;
  readonly size: (bytes: Uint8Array, view: DataView) => Size;
}

/** What is taken. A decoder would know more (AVIF, HEIC, SVG, ICO); they are refused as `type`. */
const KINDS: readonly Kind[] = [
  { mime: 'image/jpeg', is: (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8, size: jpegSize },
  { mime: 'image/png', is: (bytes) => ascii(bytes, 0, '\x89PNG\r\n\x1a\n'), size: pngSize },
  {
    mime: 'image/webp',
    is: (bytes) => ascii(bytes, 0, 'RIFF') && ascii(bytes, 8, 'WEBP'),
    size: webpSize,
  },
  { mime: 'image/gif', is: (bytes) => ascii(bytes, 0, 'GIF87a') || ascii(bytes, 0, 'GIF89a'), size: gifSize },
  { mime: 'image/bmp', is: (bytes) => ascii(bytes, 0, 'BM'), size: bmpSize },
];

/**
 * Kind and size of a picture (图片) by its bytes, whether it is all there, and whether every size that it states is the same: a browser
 * would draw the upper part of a torn JPEG and call it well, and a decoder may heed another size than the first one. Whoever decodes
 * or shows a foreign picture asks here first. Never throws.
 */
export function lookAt(bytes: Uint8Array, mostPixels = MOST_PIXELS): Look {
  if (bytes.length === 0) return { broken: 'empty' };
  const kind = KINDS.find((one) => one.is(bytes));
  if (!kind) return { broken: 'type' };
  try {
    const { width, height } = kind.size(
      bytes,
      new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    );
    if (width < 1 || height < 1) throw broken('decode');
    if (width * height > mostPixels) throw broken('pixels');
    return { mime: kind.mime, width, height };
  } catch (error) {
    if (error instanceof Broken) return { broken: error.reason };
    // Reading beyond the end: it is not all there.
    if (error instanceof RangeError) return { broken: 'truncated' };
    throw error;
  }
}
