import type { SheetFormat } from './book';
import { decodeText } from './decode';
import { ParseError } from './errors';

const HEAD = 2048;

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, k) => bytes[k] === byte);
}

/** Text has no control characters but tab and line ends; pictures and programs soon show one. */
function looksLikeText(text: string): boolean {
  for (let k = 0; k < text.length; k++) {
    const code = text.charCodeAt(k);
    if (code < 32 && code !== 9 && code !== 10 && code !== 12 && code !== 13) return false;
  }
  return true;
}

/**
 * What a file is by its first bytes; its name is not asked. An `.xls` may be a web page, XML or tab text.
 * @throws ParseError `parse.notASpreadsheet` (pictures, PDF, other binary files) or `parse.empty`.
 */
export function sniffFormat(bytes: Uint8Array, fileName: string): SheetFormat {
  if (bytes.length === 0) throw new ParseError('parse.empty', { file: fileName });
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) return 'xlsx';
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return 'xls';
  // BIFF2 to BIFF5 without the container.
  if (bytes[0] === 0x09 && [0x00, 0x02, 0x04, 0x08].includes(bytes[1] ?? -1) && bytes[3] === 0x00)
    return 'xls';
  // A cut inside a character would make UTF-8 fail: decode up to the last line end or ASCII byte.
  let end = Math.min(bytes.length, HEAD);
  while (end > 0 && end < bytes.length && (bytes[end - 1] ?? 0) >= 0x80) end--;
  const head = decodeText(bytes.subarray(0, end)).text.trimStart();
  if (head.startsWith('%PDF') || !looksLikeText(head))
    throw new ParseError('parse.notASpreadsheet', { file: fileName });
  if (/<Workbook[\s>]/.test(head) && head.startsWith('<')) return 'xml';
  if (
    head.startsWith('<') &&
    /<(?:!doctype\s+html|html|head|body|meta|table|div|style|center|font)\b/i.test(head)
  ) {
    return 'html';
  }
  if (head.startsWith('<?xml') || head.startsWith('{'))
    throw new ParseError('parse.notASpreadsheet', { file: fileName });
  return 'text';
}
