/** The encodings in which Chinese back offices write text files. */
export type TextEncoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';

/** Bytes that are looked at to recognise UTF-16 without a mark. */
const SAMPLE = 4096;

function utf16WithoutMark(bytes: Uint8Array): TextEncoding | null {
  const sample = bytes.subarray(0, SAMPLE);
  let evenZeros = 0;
  let oddZeros = 0;
  sample.forEach((byte, k) => {
    if (byte !== 0) return;
    if (k % 2 === 0) evenZeros++;
    else oddZeros++;
  });
  // Line ends, commas and digits have a zero half; text of one byte a character has none at all.
  if (evenZeros + oddZeros < sample.length / 32) return null;
  return oddZeros >= evenZeros ? 'utf-16le' : 'utf-16be';
}

/**
 * Decode a text file: by its mark, else UTF-16 by its zero bytes, else strict UTF-8, else GB18030 (the superset of GBK and
 * GB2312, whatever a `charset=gb2312` in the file says). Guessing libraries fail on short input and are not asked.
 */
export function decodeText(bytes: Uint8Array): { text: string; encoding: TextEncoding } {
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : null;
  const wide = mark ?? utf16WithoutMark(bytes);
  if (wide) return { text: new TextDecoder(wide).decode(bytes), encoding: wide };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return { text: new TextDecoder('gb18030').decode(bytes), encoding: 'gb18030' };
  }
}
