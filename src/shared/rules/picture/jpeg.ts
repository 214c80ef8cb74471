import { broken, type Size } from './bytes';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;

/** Markers that begin a frame and give its size: SOF0…SOF15 without DHT, JPG and DAC, which lie between them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Markers that a segment with a length follows. Coded data holds none but restarts and stuffed zeros (ISO 10918-1 B.1.1). */
function hasSegment(marker: number): boolean {
  return (
    (marker >= 0xc0 && marker <= 0xcf) ||
    (marker >= SOS && marker <= 0xdd) ||
    (marker >= 0xe0 && marker <= 0xef) ||
    marker === 0xfe
  );
}

/** Place of the next marker in coded data, from `from` on: its FF. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1];
    if (marker === undefined) break;
    if (marker === EOI || hasSegment(marker)) return at;
  }
  throw broken('truncated');
}

/** Segment by segment, through all scans to the end marker. A second frame header may have another size: there is only one. */
export function jpegSize(bytes: Uint8Array, view: DataView): Size {
  let size: Size | undefined;
  let scanned = false;
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) throw broken('decode');
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === EOI) {
      if (!size || !scanned) throw broken('decode');
      return size;
    }
    if (marker === SOI || !hasSegment(marker)) throw broken('decode');
    if (isFrame(marker)) {
      if (size) throw broken('inconsistent');
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    const length = view.getUint16(at + 2);
    if (length < 2) throw broken('decode');
    at += 2 + length;
    if (marker !== SOS) continue;
    if (!size) throw broken('decode');
    scanned = true;
    at = nextMarker(bytes, at);
  }
}
