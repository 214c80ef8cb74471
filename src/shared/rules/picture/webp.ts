import { ascii, broken, fourCC, type Size, threeBytes, within } from './bytes';

/** Size of coded data, lossy or lossless, that begins at this place. */
function codedSize(bytes: Uint8Array, view: DataView, name: string, at: number): Size {
  if (name === 'VP8L') {
    if (view.getUint8(at) !== 0x2f) throw broken('decode');
    const bits = view.getUint32(at + 1, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
  }
  if (!ascii(bytes, at + 3, '\x9d\x01\x2a')) throw broken('decode');
  return { width: view.getUint16(at + 6, true) & 0x3fff, height: view.getUint16(at + 8, true) & 0x3fff };
}

function isCoded(name: string): boolean {
  return name === 'VP8 ' || name === 'VP8L';
}

function canvasAt(view: DataView, at: number): Size {
  return { width: threeBytes(view, at) + 1, height: threeBytes(view, at + 3) + 1 };
}

/** Chunks between two places: name, place and length of what each holds. */
function* chunks(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  end: number,
): Generator<{ name: string; at: number; length: number }> {
  for (let at = from; at + 8 <= end; ) {
    const length = view.getUint32(at + 4, true);
    if (at + 8 + length > end) throw broken('truncated');
    yield { name: fourCC(bytes, at), at: at + 8, length };
    at += 8 + length + (length % 2);
  }
}

/** A frame of an animation: it lies on the canvas, and what is coded in it is as large as it says. */
function checkFrame(bytes: Uint8Array, view: DataView, canvas: Size, at: number, length: number): void {
  const frame = canvasAt(view, at + 6);
  if (!within(canvas, frame, threeBytes(view, at) * 2, threeBytes(view, at + 3) * 2))
    throw broken('inconsistent');
  for (const inner of chunks(bytes, view, at + 16, at + length))
    if (isCoded(inner.name)) same(frame, codedSize(bytes, view, inner.name, inner.at));
}

function same(a: Size, b: Size): void {
  if (a.width !== b.width || a.height !== b.height) throw broken('inconsistent');
}

/** What was found so far of a picture. */
interface Found {
  canvas?: Size;
  coded?: Size;
  frames: number;
}

/** The header comes first, once, and only where there is one may frames follow. */
function headerTakes(found: Found, name: string): void {
  const nothingYet = !found.canvas && !found.coded;
  if (name === 'VP8X' && !nothingYet) throw broken('inconsistent');
  if (isCoded(name) && found.coded) throw broken('inconsistent');
  if (name === 'ANMF' && !found.canvas) throw broken('inconsistent');
  if (nothingYet && name !== 'VP8X' && !isCoded(name)) throw broken('decode');
}

/** Chunk by chunk (RFC 9649): the canvas of the header, and what is coded is as large or, in an animation, lies on it. */
export function webpSize(bytes: Uint8Array, view: DataView): Size {
  const end = view.getUint32(4, true) + 8;
  if (end > bytes.length) throw broken('truncated');
  const found: Found = { frames: 0 };
  for (const { name, at, length } of chunks(bytes, view, 12, end)) {
    headerTakes(found, name);
    if (name === 'VP8X') found.canvas = canvasAt(view, at + 4);
    else if (isCoded(name)) {
      found.coded = codedSize(bytes, view, name, at);
      if (found.canvas) same(found.canvas, found.coded);
    } else if (name === 'ANMF' && found.canvas) {
      checkFrame(bytes, view, found.canvas, at, length);
      found.frames += 1;
    }
  }
  const size = found.canvas ?? found.coded;
  if (!size || (!found.coded && found.frames === 0)) throw broken('truncated');
  return size;
}
