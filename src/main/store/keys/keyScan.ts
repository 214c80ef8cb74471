import { decodeKeyLine, ERASED, type KeyLine, remainsOf } from './keyLine';

/** Names of the key file and of its copy, as messages show them. */
export const KEY_FILE = 'keys/data-keys.jsonl';
export const KEY_COPY = 'keys/data-keys.copy.jsonl';

/**
 * What is wrong at a place of a key file. `missing`: the file is not there; `line`: a line is not what was written; `torn`: the last
 * piece has no newline (nothing was sealed with it); `behind`: the copy holds keys that the file has not (then at its end);
 * `otherKey`: wrapped by another centre's key; `seal`: it does not open under the centre's key.
 */
export type KeyFault = 'missing' | 'line' | 'torn' | 'behind' | 'otherKey' | 'seal';

/** A finding with its place: `line` counts from 1, `offset` in bytes from 0. `name` where it can be read. */
export interface KeyFinding {
  readonly file: string;
  readonly line: number;
  readonly offset: number;
  readonly kind: KeyFault;
  readonly name?: string | undefined;
}

/** A line of a key file with its place; `read` is undefined where it is damaged. `length` counts the newline. */
export interface ScannedLine {
  readonly line: number;
  readonly offset: number;
  readonly length: number;
  /** The bytes without the newline. */
  readonly bytes: Buffer;
  readonly read: KeyLine | undefined;
}

/** A key file taken apart: its complete lines, and where a last piece without newline begins. */
export interface KeyScan {
  readonly lines: readonly ScannedLine[];
  readonly end: number;
  readonly torn: number;
}

/** Take the bytes of a key file apart, from `from` on (the beginning of a line, from which lines are counted then). */
export function scanKeys(bytes: Buffer, from = 0): KeyScan {
  const lines: ScannedLine[] = [];
  let offset = from;
  for (let line = 1; offset < bytes.length; line += 1) {
    const newline = bytes.indexOf(10, offset);
    if (newline < 0) break;
    const length = newline + 1 - offset;
    const raw = bytes.subarray(offset, newline);
    lines.push({ line, offset, length, bytes: raw, read: decodeKeyLine(raw) });
    offset += length;
  }
  return { lines, end: offset, torn: bytes.length - offset };
}

/** Names with a key, and names whose key was overwritten. */
export function namesOf(scan: KeyScan): { names: Set<string>; erased: Set<string> } {
  const names = new Set<string>();
  const erased = new Set<string>();
  for (const { read } of scan.lines) if (read) (read.box === ERASED ? erased : names).add(read.name);
  for (const name of erased) names.delete(name);
  return { names, erased };
}

/** The first key that the copy holds and the file has not, told at the file's end. Keys are in the file before they are in its copy. */
export function behindOf(
  scan: KeyScan,
  copy: KeyScan,
  erasedNames: ReadonlySet<string>,
): KeyFinding | undefined {
  const held = new Set<string>();
  const erased = new Set(erasedNames);
  for (const { read } of scan.lines) {
    if (read?.box === ERASED) erased.add(read.name);
    else if (read) held.add(`${read.box}${read.name}`);
  }
  const lacking = copy.lines.find(
    ({ read }) =>
      read && read.box !== ERASED && !erased.has(read.name) && !held.has(`${read.box}${read.name}`),
  );
  if (!lacking) return undefined;
  return { file: KEY_FILE, line: scan.lines.length + 1, offset: scan.end, kind: 'behind' };
}

/** Is a damaged line one that was being overwritten when the power failed? The journal says that its name is erased. */
export function halfErased(line: Buffer, erasedNames: ReadonlySet<string>): boolean {
  if (erasedNames.size === 0) return false;
  const name = nameOfDamaged(line);
  return name !== undefined && erasedNames.has(name);
}

/** The name in a damaged line, where one can be read. */
export function nameOfDamaged(line: Buffer): string | undefined {
  return remainsOf(line).name;
}

/** The first line from `from` on that is not what was written, one half overwritten by an erasure not counted. */
export function firstBadOf(
  bytes: Buffer,
  from: number,
  erasedNames: ReadonlySet<string>,
): KeyFinding | undefined {
  const scan = scanKeys(bytes, from);
  const bad = scan.lines.find((line) => !line.read && !halfErased(line.bytes, erasedNames));
  const offset = bad?.offset ?? (scan.torn > 0 ? scan.end : undefined);
  if (offset === undefined) return undefined;
  return { file: KEY_FILE, line: lineAt(bytes, offset), offset, kind: bad ? 'line' : 'torn' };
}

/** The number of the line that begins at this offset. */
export function lineAt(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) line += 1;
  return line;
}
