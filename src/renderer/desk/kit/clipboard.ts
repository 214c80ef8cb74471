import type { Photo } from '@shared/domain/common';
import { blobUrl } from './blobs';
import { copyText } from './calls';

/** Longest side of a picture on a slip, in pixels: enough to see what is meant, small enough for a chat. */
const SIDE = 960;
/** More pictures than this make a slip that nobody scrolls through. */
export const SLIP_PICTURES = 4;

/** What came onto the clipboard: words with pictures, words only, or nothing. */
export type Copied = 'both' | 'text' | 'none';

async function draw(photo: Photo): Promise<HTMLCanvasElement> {
  const image = new Image();
  // Without it the canvas would be closed to reading.
  image.crossOrigin = 'anonymous';
  image.src = blobUrl(photo.sha256);
  await image.decode();
  const share = Math.min(1, SIDE / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.naturalWidth * share);
  canvas.height = Math.round(image.naturalHeight * share);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function htmlOf(text: string): string {
  const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  return text.replace(/[&<>]/g, (mark) => marks[mark] ?? mark);
}

async function slipHtml(text: string, photos: readonly Photo[]): Promise<string> {
  const pictures = await Promise.all(photos.slice(0, SLIP_PICTURES).map(draw));
  const images = pictures.map((one) => `<p><img src="${one.toDataURL('image/jpeg', 0.82)}"></p>`);
  return `<p>${htmlOf(text).replaceAll('\n', '<br>')}</p>${images.join('')}`;
}

/** Put a slip on the clipboard: plain words for every chat, and the words with the pictures where a program takes both. */
export async function copySlip(text: string, photos: readonly Photo[]): Promise<Copied> {
  if (photos.length > 0) {
    try {
      const html = await slipHtml(text, photos);
      await navigator.clipboard.write([
        new ClipboardItem({
          'text/plain': new Blob([text], { type: 'text/plain' }),
          'text/html': new Blob([html], { type: 'text/html' }),
        }),
      ]);
      return 'both';
    } catch {
      // A picture that cannot be read takes nothing from the words.
    }
  }
  return (await copyText(text)) ? 'text' : 'none';
}

/** The pictures under one another as a single picture: a clipboard holds one, and a chat group takes it as it is. */
async function sheetOf(photos: readonly Photo[]): Promise<Blob> {
  const pictures = await Promise.all(photos.slice(0, SLIP_PICTURES).map(draw));
  const sheet = document.createElement('canvas');
  const gap = pictures.length > 1 ? 8 : 0;
  sheet.width = Math.max(...pictures.map((one) => one.width));
  sheet.height = pictures.reduce((sum, one) => sum + one.height + gap, -gap);
  const pen = sheet.getContext('2d');
  if (!pen) throw new Error('no canvas');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, sheet.width, sheet.height);
  let top = 0;
  for (const one of pictures) {
    pen.drawImage(one, 0, top);
    top += one.height + gap;
  }
  return new Promise((done, fail) => {
    sheet.toBlob((blob) => (blob ? done(blob) : fail(new Error('no picture'))), 'image/png');
  });
}

/** Put the pictures alone on the clipboard, for the paste after the words. */
export async function copyPictures(photos: readonly Photo[]): Promise<boolean> {
  try {
    const blob = await sheetOf(photos);
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
    return true;
  } catch {
    return false;
  }
}
