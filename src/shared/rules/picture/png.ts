import { broken, fourCC, type Size, within } from './bytes';

/** Chunk by chunk to IEND (PNG 5.3): IHDR comes first and once, pictures of an animation lie within it. */
export function pngSize(bytes: Uint8Array, view: DataView): Size {
  let size: Size | undefined;
  let data = false;
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    const length = view.getUint32(at);
    const name = fourCC(bytes, at + 4);
    if (at + 12 + length > bytes.length) break;
    if ((name === 'IHDR') !== (size === undefined)) throw broken('inconsistent');
    if (name === 'IHDR') {
      if (length !== 13) throw broken('decode');
      size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    } else if (name === 'fcTL') {
      if (size && !frameFits(size, view, at + 8)) throw broken('inconsistent');
    } else if (name === 'IDAT') data = true;
    else if (name === 'IEND') {
      if (!size || !data) throw broken('decode');
      return size;
    }
  }
  throw broken('truncated');
}

function frameFits(size: Size, view: DataView, at: number): boolean {
  const frame = { width: view.getUint32(at + 4), height: view.getUint32(at + 8) };
  return within(size, frame, view.getUint32(at + 12), view.getUint32(at + 16));
}
