import { hkdfSync } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { open } from './seal';

/** base64 of iv (12) ‖ key (32) ‖ tag (16): every wrapped key has the same length, so that it can be overwritten in place. */
export const BOX_LENGTH = 80;
/** What lies in the place of a wrapped key that was erased. No sign of it occurs in base64. */
export const ERASED = '-'.repeat(BOX_LENGTH);

/** Bytes that are put over others in place. */
export interface Patch {
  readonly at: number;
  readonly bytes: Buffer;
}

/** Bytes from the end of a line (without newline) back to its box, and back to the digits of its checksum. */
const BOX_BACK = BOX_LENGTH + 2;
const CRC_BACK = BOX_BACK + 17;

/** One line of the key file: a wrapped key, or `ERASED` in its place. `wrap`: id of the key that wraps it; lines of before have none. */
export interface KeyLine {
  readonly name: string;
  readonly wrap: string | undefined;
  readonly box: string;
}

/** The id of a centre's key (16 hex digits): derived one way, so that it can stand in journal and key file and tells nothing of the key. */
export function wrapIdOf(centreKey: Uint8Array): string {
  return Buffer.from(hkdfSync('sha256', centreKey, '', 'xiuhua centre key id v1', 8)).toString('hex');
}

function checksum(head: string, tail: string): string {
  return crc32(head + tail)
    .toString(16)
    .padStart(8, '0');
}

/** A line with its newline. The checksum (CRC-32) is over the whole line without its own field. */
export function encodeKeyLine(name: string, wrap: string, box: string): Buffer {
  const head = `{"name":${JSON.stringify(name)},"wrap":"${wrap}"`;
  const tail = `,"box":"${box}"}`;
  return Buffer.from(`${head},"crc":"${checksum(head, tail)}"${tail}\n`);
}

const LINE =
  /^(\{"name":("(?:[^"\\]|\\.)*")(?:,"wrap":"([0-9a-f]{16})")?)(?:,"crc":"([0-9a-f]{8})")?(,"box":"([A-Za-z0-9+/]{80}|-{80})"\})$/;

/**
 * Read a line without its newline. Undefined where it is not exactly what was written. An erased box needs no checksum: eighty
 * dashes do not come about by damage, and an older program overwrites the box alone.
 */
export function decodeKeyLine(line: Buffer): KeyLine | undefined {
  const [, head = '', quoted = '', wrap, crc, tail = '', box = ''] = LINE.exec(line.toString('utf8')) ?? [];
  if (head === '' || (wrap === undefined) !== (crc === undefined)) return undefined;
  if (crc !== undefined && box !== ERASED && checksum(head, tail) !== crc) return undefined;
  try {
    const name: unknown = JSON.parse(quoted);
    return typeof name === 'string' ? { name, wrap, box } : undefined;
  } catch {
    return undefined;
  }
}

/** Where a line that begins at `at` and has `length` bytes with its newline is overwritten to erase its key, and with what. */
export function erasureOf({ name, wrap }: KeyLine, at: number, length: number): Patch {
  const end = at + length - 1;
  if (wrap === undefined) return { at: end - BOX_BACK, bytes: Buffer.from(ERASED) };
  // Checksum and box in one write: the line is consistent again as soon as it is whole.
  const line = encodeKeyLine(name, wrap, ERASED);
  const from = line.length - 1 - CRC_BACK;
  return { at: end - CRC_BACK, bytes: line.subarray(from, line.length - 3) };
}

/** An erased line with its newline of exactly this length, in the form of now or of before; undefined where neither has it. */
export function erasedLine(name: string, wrap: string, length: number): Buffer | undefined {
  const forms = [
    encodeKeyLine(name, wrap, ERASED),
    Buffer.from(`${JSON.stringify({ name, box: ERASED })}\n`),
  ];
  return forms.find((form) => form.length === length);
}

/** Does this wrapped key open under this centre's key, for this name? That proves a line that has no checksum. */
export function boxOpens(centreKey: Uint8Array, box: string, name: string): boolean {
  try {
    open(centreKey, box, name);
    return true;
  } catch {
    return false;
  }
}

/** What can be guessed of a damaged line: its name where one can be read, and boxes that may be whole. */
export function remainsOf(line: Buffer): { name: string | undefined; boxes: readonly string[] } {
  const text = line.toString('latin1');
  const name = /^\{"name":"([^"\\]*)"/.exec(text)?.[1];
  const boxes = [...text.matchAll(/[A-Za-z0-9+/]{80,}/g)].flatMap(([run]) => [
    run.slice(0, BOX_LENGTH),
    run.slice(-BOX_LENGTH),
  ]);
  return { name: name === undefined ? undefined : Buffer.from(name, 'latin1').toString('utf8'), boxes };
}
