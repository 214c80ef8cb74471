import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type Commit, commitSchema } from '@shared/domain/envelope';

const CRC_FIELD = ',"crc":"';
/** Bytes from `,"crc":"` to the closing brace: the field, eight hex digits, quote and brace. */
const TAIL_LENGTH = CRC_FIELD.length + 10;

/** `prev` of the very first commit of a device. */
export const NO_PREV = '0'.repeat(64);

function hex8(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}

/** A commit as its line, newline included: JSON whose last field is the CRC-32 of everything before that field. */
export function encodeLine(commit: Commit): Buffer {
  const body = JSON.stringify(commit).slice(0, -1);
  const line = Buffer.from(`${body}${CRC_FIELD}00000000"}\n`);
  const cut = line.length - TAIL_LENGTH - 1;
  line.write(hex8(crc32(line.subarray(0, cut))), cut + CRC_FIELD.length, 'latin1');
  return line;
}

/** SHA-256 (hex) of a line without its newline: the `prev` of the device's next commit. */
export function hashLine(line: Uint8Array): string {
  const end = line.length > 0 && line[line.length - 1] === 10 ? line.length - 1 : line.length;
  return hash('sha256', line.subarray(0, end), 'hex');
}

/** Is the CRC of this line (without newline) right? Cheap: nothing is parsed. */
export function lineIsSound(line: Buffer): boolean {
  const cut = line.length - TAIL_LENGTH;
  if (cut <= 0 || line.toString('latin1', cut, cut + CRC_FIELD.length) !== CRC_FIELD) return false;
  if (line.toString('latin1', line.length - 2) !== '"}') return false;
  const stated = line.toString('latin1', cut + CRC_FIELD.length, line.length - 2);
  return stated === hex8(crc32(line.subarray(0, cut)));
}

/** The commit of a sound line; undefined where CRC or shape is wrong. With `trusted` (CRC just checked) the shape is taken as written. */
export function decodeLine(line: Buffer, trusted = false): Commit | undefined {
  if (!lineIsSound(line)) return undefined;
  try {
    const { crc: _crc, ...commit } = JSON.parse(line.toString('utf8')) as Commit & { crc: string };
    return trusted ? commit : commitSchema.parse(commit);
  } catch {
    return undefined;
  }
}
