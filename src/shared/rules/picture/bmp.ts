import { broken, type Size } from './bytes';

/** Lengths of the headers that decoders know, from Windows 3 on. */
const HEADERS = new Set([40, 52, 56, 64, 108, 124]);
const BITS = new Set([1, 4, 8, 16, 24, 32]);

/** Without compression, and with masks for the colours. */
const PLAIN = new Set([0, 3, 6]);
/** Run lengths, for 8 and 4 bits. */
const RUNS = new Set([1, 2]);

/** The header, and that all rows of an uncompressed picture are there. A JPEG or PNG inside (4, 5) would have a size of its own. */
export function bmpSize(bytes: Uint8Array, view: DataView): Size {
  const header = view.getUint32(14, true);
  const width = view.getInt32(18, true);
  const height = Math.abs(view.getInt32(22, true));
  const bits = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  if (view.getUint32(2, true) > bytes.length) throw broken('truncated');
  if (!HEADERS.has(header) || !BITS.has(bits) || width < 1) throw broken('decode');
  if (RUNS.has(compression)) return { width, height };
  if (!PLAIN.has(compression)) throw broken('decode');
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  if (view.getUint32(10, true) + rowBytes * height > bytes.length) throw broken('truncated');
  return { width, height };
}
