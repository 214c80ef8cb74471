/** Why bytes are no picture for us; part of the contract with whoever shows the error. */
export type BrokenReason = 'empty' | 'type' | 'truncated' | 'pixels' | 'decode';

/** What the head of a picture says, before anything is decoded. */
export type Look = { mime: string; width: number; height: number } | { broken: BrokenReason };

const TRUNCATED: Look = { broken: 'truncated' };

function ascii(bytes: Uint8Array, at: number, text: string): boolean {
  for (let k = 0; k < text.length; k++) if (bytes[at + k] !== text.charCodeAt(k)) return false;
  return true;
}

/** First place of the two bytes from `from` on, or -1. */
function find(bytes: Uint8Array, from: number, a: number, b: number): number {
  for (let k = bytes.indexOf(a, from); k >= 0; k = bytes.indexOf(a, k + 1)) if (bytes[k + 1] === b) return k;
  return -1;
}

/** Markers that begin a frame and give its size: SOF0…SOF15 without DHT, JPG and DAC, which lie between them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Segment by segment to the scan; what follows must hold the end marker, which coded data never does (ISO 10918-1 B.1.1). */
function lookAtJpeg(bytes: Uint8Array, view: DataView): Look {
  let size: { width: number; height: number } | undefined;
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return { broken: 'decode' };
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (isFrame(marker) && at + 9 <= bytes.length)
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    if (marker === 0xda) {
      if (!size) return { broken: 'decode' };
      return find(bytes, at, 0xff, 0xd9) < 0 ? TRUNCATED : { mime: 'image/jpeg', ...size };
    }
    at += 2 + view.getUint16(at + 2);
  }
  return TRUNCATED;
}

/** Chunk by chunk to IEND (PNG 5.3). */
function lookAtPng(bytes: Uint8Array, view: DataView): Look {
  if (bytes.length < 33) return TRUNCATED;
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    if (ascii(bytes, at + 4, 'IEND'))
      return { mime: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
  }
  return TRUNCATED;
}

function lookAtWebp(bytes: Uint8Array, view: DataView): Look {
  if (bytes.length < 30 || view.getUint32(4, true) + 8 > bytes.length) return TRUNCATED;
  const mime = 'image/webp';
  if (ascii(bytes, 12, 'VP8X')) {
    const three = (at: number): number => view.getUint16(at, true) + ((bytes[at + 2] ?? 0) << 16) + 1;
    return { mime, width: three(24), height: three(27) };
  }
  if (ascii(bytes, 12, 'VP8L')) {
    const bits = view.getUint32(21, true);
    return { mime, width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
  }
  return { mime, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

function lookAtGif(bytes: Uint8Array, view: DataView): Look {
  const end = bytes.findLastIndex((byte) => byte !== 0);
  if (bytes.length < 14 || bytes[end] !== 0x3b) return TRUNCATED;
  return { mime: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

function lookAtBmp(bytes: Uint8Array, view: DataView): Look {
  if (bytes.length < 30 || view.getUint32(2, true) > bytes.length) return TRUNCATED;
  return { mime: 'image/bmp', width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

/**
 * Kind and size of a picture by its bytes, and whether it is all there: a browser would draw the upper part of a torn
 * JPEG and call it well. Pixels are counted here, before any memory is taken for them.
 */
export function lookAt(bytes: Uint8Array, mostPixels = 60_000_000): Look {
  if (bytes.length === 0) return { broken: 'empty' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = kindOf(bytes, view);
  if ('broken' in found) return found;
  if (found.width < 1 || found.height < 1) return { broken: 'decode' };
  return found.width * found.height > mostPixels ? { broken: 'pixels' } : found;
}

function kindOf(bytes: Uint8Array, view: DataView): Look {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return lookAtJpeg(bytes, view);
  if (bytes[0] === 0x89 && ascii(bytes, 1, 'PNG\r\n\x1a\n')) return lookAtPng(bytes, view);
  if (ascii(bytes, 0, 'RIFF') && ascii(bytes, 8, 'WEBP')) return lookAtWebp(bytes, view);
  if (ascii(bytes, 0, 'GIF8')) return lookAtGif(bytes, view);
  if (ascii(bytes, 0, 'BM')) return lookAtBmp(bytes, view);
  return { broken: 'type' };
}
