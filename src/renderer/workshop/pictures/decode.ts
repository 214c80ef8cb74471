import { CodedError } from '@shared/contract/errors';
import type { DecodedPicture } from '@shared/contract/workshop';
import { lookAt } from '@shared/rules/picture/look';
import { DHASH_SIZE, dhash, greyOf, OSD_BAND } from './dhash';

const THUMB_WIDTH = 480;
const THUMB_QUALITY = 0.82;

function canvas(width: number, height: number): [OffscreenCanvas, OffscreenCanvasRenderingContext2D] {
  const area = new OffscreenCanvas(width, height);
  const context = area.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('No canvas.');
  context.imageSmoothingQuality = 'high';
  return [area, context];
}

async function thumbOf(bitmap: ImageBitmap): Promise<Blob> {
  const width = Math.min(THUMB_WIDTH, bitmap.width);
  const height = Math.max(1, Math.round((bitmap.height * width) / bitmap.width));
  const [area, context] = canvas(width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  return area.convertToBlob({ type: 'image/webp', quality: THUMB_QUALITY });
}

/** The picture without the camera's overlay, made small in two steps: one big step would skip most of the pixels. */
function hashOf(bitmap: ImageBitmap): string {
  const band = bitmap.height * OSD_BAND;
  const { width, height } = DHASH_SIZE;
  const [between, first] = canvas(width * 16, height * 16);
  first.drawImage(bitmap, 0, band, bitmap.width, bitmap.height - 2 * band, 0, 0, width * 16, height * 16);
  const [, small] = canvas(width, height);
  small.drawImage(between, 0, 0, width, height);
  return dhash(greyOf(small.getImageData(0, 0, width, height).data));
}

/**
 * Decode a foreign picture: true kind and size, thumbnail, difference hash.
 * @throws CodedError `picture.broken` {name, reason} for what is no whole picture of at most 60 million pixels.
 */
export async function decodePicture(bytes: Uint8Array, name: string): Promise<DecodedPicture> {
  const look = lookAt(bytes);
  if ('broken' in look) throw new CodedError('picture.broken', { name, reason: look.broken });
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([bytes as BlobPart], { type: look.mime }));
  } catch (error) {
    throw new CodedError('picture.broken', { name, reason: 'decode' }, String(error));
  }
  try {
    const thumb = await thumbOf(bitmap);
    return {
      width: bitmap.width,
      height: bitmap.height,
      mime: look.mime,
      thumb: new Uint8Array(await thumb.arrayBuffer()),
      thumbMime: thumb.type,
      dhash: hashOf(bitmap),
    };
  } finally {
    bitmap.close();
  }
}
