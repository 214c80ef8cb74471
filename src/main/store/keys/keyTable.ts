import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import { writeFileSafely } from '../files';
import type { Disk } from '../journal/disk';
import { writeError } from '../journal/writer';
import { keyPath } from './inspect';
import { KeyCopy } from './keyCopy';
import { KeyFile } from './keyFile';
import {
  boxOpens,
  decodeKeyLine,
  ERASED,
  encodeKeyLine,
  erasedLine,
  erasureOf,
  type KeyLine,
  type Patch,
} from './keyLine';
import {
  halfErased,
  KEY_FILE,
  type KeyFinding,
  lineAt,
  nameOfDamaged,
  type ScannedLine,
  scanKeys,
} from './keyScan';
import { scrubAside } from './scrub';

/** So many names are looked for one by one; reading the whole file is quicker for more. */
const FEW = 40;

/** A line of the key file that holds a key, or held one. */
export interface Entry {
  readonly line: KeyLine;
  readonly at: number;
  readonly length: number;
  box: string;
}

/**
 * The key file and its copy, read into memory whole or not written to at all: with a damaged line in it, what is sound can be read,
 * every write fails with `store.keysDamaged` (file, line, offset), and no line is ever cut off.
 */
export class KeyTable {
  private readonly file: KeyFile;
  private readonly copy: KeyCopy;
  private entries: Map<string, Entry[]> | undefined;
  private fault: CodedError | undefined;
  /** A last piece without newline, as it was found. */
  private torn = Buffer.alloc(0);
  private measured = false;
  /** Lines that an erasure had overwritten in part. */
  private half: readonly ScannedLine[] = [];

  /** `erasedNames`: names that the journal erased. A damaged line of theirs is one that was being overwritten. */
  constructor(
    private readonly dataDir: string,
    private readonly centreKey: Uint8Array,
    private readonly wrap: string,
    private readonly erasedNames: ReadonlySet<string>,
    disk: Disk,
  ) {
    this.file = new KeyFile(keyPath(dataDir, KEY_FILE), KEY_FILE, disk);
    this.copy = new KeyCopy(dataDir, disk);
  }

  /** Why nothing may be written. */
  get damage(): CodedError | undefined {
    this.load();
    return this.fault;
  }

  get(name: string): readonly Entry[] {
    return this.load().get(name) ?? [];
  }

  has(name: string): boolean {
    return this.load().has(name);
  }

  /** Throws where nothing may be written. */
  mustBeWhole(): void {
    this.load();
    if (this.fault) throw this.fault;
  }

  /** Add lines, durable on return. Errors as the journal's, `store.keysDamaged`. */
  append(lines: readonly Buffer[]): void {
    this.cutTorn();
    let at = this.file.size;
    this.file.append(Buffer.concat(lines));
    for (const bytes of lines) {
      this.noteLine(bytes, at);
      at += bytes.length;
    }
  }

  private noteLine(bytes: Buffer, at: number): void {
    const line = decodeKeyLine(bytes.subarray(0, -1));
    if (line && this.entries) keep(this.entries, line, at, bytes.length);
  }

  /**
   * Overwrite the keys of these names in the file, in its copy, and wherever else they may lie; names without a line get an erased
   * one. Can be done again after an error. Errors as the journal's, `store.keysDamaged`.
   */
  erase(names: ReadonlySet<string>): void {
    this.mustBeWhole();
    const living = [...names].flatMap((name) => this.get(name)).filter(({ box }) => box !== ERASED);
    const halves = this.halves(names);
    const patches = [...living.map(({ line, at, length }) => erasureOf(line, at, length)), ...halves];
    this.file.overwrite(patches);
    if (this.copy.strays) this.follow();
    else this.copy.erase(patches);
    try {
      scrubAside(this.dataDir, names, new Set(living.map(({ box }) => box)));
    } catch (error) {
      throw writeError(error, this.dataDir);
    }
    for (const entry of living) entry.box = ERASED;
    for (const { at, bytes } of halves) this.noteLine(bytes, at);
    this.half = [];
    const unknown = [...names].filter((name) => !this.has(name));
    if (unknown.length > 0) this.append(unknown.map((name) => encodeKeyLine(name, this.wrap, ERASED)));
  }

  /**
   * Look at the file as the folder is opened: only what the copy does not prove is read line by line, so that it costs little. Returns
   * what stops all writing. `missing` only where the copy still has lines: whether there should be a file, the caller knows.
   */
  examine(): KeyFinding | undefined {
    const bytes = this.file.read();
    const proven = this.copy.compare(bytes);
    this.measure(bytes);
    if (!this.file.exists && this.copy.holdsLines)
      return { file: KEY_FILE, line: 0, offset: 0, kind: 'missing' };
    const found =
      this.firstBad(bytes, proven) ??
      (this.copy.strays ? this.copy.behind(bytes, this.erasedNames) : undefined);
    if (found) this.setFault(found);
    return found;
  }

  /** Is there a key file? */
  get exists(): boolean {
    return this.file.exists;
  }

  /** Does none of the first keys in the file open under the centre's key? Then it is another centre's. */
  get otherCentre(): boolean {
    const first: boolean[] = [];
    for (const { read } of scanKeys(this.file.read()).lines) {
      if (read && read.box !== ERASED) first.push(boxOpens(this.centreKey, read.box, read.name));
      if (first.length >= 5) break;
    }
    return first.length > 0 && !first.includes(true);
  }

  /**
   * Bring the copy up to the file, cheaply where nothing is new. Errors as the journal's, `store.keysDamaged` where the file is damaged
   * or lacks what the copy holds.
   */
  follow(): void {
    this.mustBeWhole();
    if (!this.file.exists || this.copy.holds(this.file.size)) return;
    const bad = this.copy.follow(this.file.read().subarray(0, this.file.size), this.erasedNames);
    if (bad) throw this.setFault(bad);
  }

  /**
   * Those of these names that may still have a key in the file. Looked for without reading it line by line where they are few, so
   * that a start costs no more for a caller who was erased long ago.
   */
  livingOf(names: ReadonlySet<string>): Set<string> {
    if (this.entries || names.size > FEW) return new Set(names);
    const bytes = this.file.read();
    return new Set([...names].filter((name) => !onlyErased(bytes, name)));
  }

  /** A copy that is not the file's beginning may hold what was erased: it is made anew. */
  mendCopy(): void {
    if (this.copy.strays) this.follow();
  }

  /** Set a last piece without newline aside and cut it off: a key that nothing was sealed with. */
  cutTorn(): void {
    if (!this.measured) this.load();
    if (this.fault) throw this.fault;
    if (this.torn.length === 0) return;
    try {
      const folder = join(this.dataDir, 'aside');
      mkdirSync(folder, { recursive: true });
      writeFileSafely(join(folder, `data-keys.${this.file.size}.torn`), this.torn);
    } catch (error) {
      throw writeError(error, this.dataDir);
    }
    this.file.cut();
    this.torn = Buffer.alloc(0);
  }

  /** How far whole lines reach, and what lies behind them. */
  private measure(bytes: Buffer): void {
    const end = bytes.lastIndexOf(10) + 1;
    this.torn = Buffer.from(bytes.subarray(end));
    this.file.size = end;
    this.measured = true;
  }

  /** Read the file on first need: the first screen needs no key. */
  private load(): Map<string, Entry[]> {
    if (this.entries) return this.entries;
    const all = this.file.read();
    const scan = scanKeys(all);
    const entries = new Map<string, Entry[]>();
    for (const { read, offset: at, length } of scan.lines) if (read) keep(entries, read, at, length);
    this.measure(all);
    this.entries = entries;
    this.half = scan.lines.filter(({ read, bytes }) => !read && halfErased(bytes, this.erasedNames));
    const bad = scan.lines.find((line) => isBad(line, this.erasedNames));
    if (bad && !this.fault) this.setFault(bad);
    return entries;
  }

  /** Lines that were being overwritten when the power failed are overwritten whole. */
  private halves(names: ReadonlySet<string>): Patch[] {
    return this.half.flatMap(({ bytes, offset, length }) => {
      const name = nameOfDamaged(bytes);
      if (name === undefined || !names.has(name)) return [];
      const whole = erasedLine(name, this.wrap, length);
      return whole ? [{ at: offset, bytes: whole }] : [];
    });
  }

  /** The first line that is not what was written; a line without checksum is proved by opening it. */
  private firstBad(bytes: Buffer, from: number): KeyFinding | undefined {
    const bad = scanKeys(bytes, from).lines.find((line) => {
      const { read } = line;
      if (!read) return isBad(line, this.erasedNames);
      const proved = read.wrap !== undefined || read.box === ERASED || this.erasedNames.has(read.name);
      return !proved && !boxOpens(this.centreKey, read.box, read.name);
    });
    if (!bad) return undefined;
    const { offset } = bad;
    return { file: KEY_FILE, line: lineAt(bytes, offset), offset, kind: bad.read ? 'seal' : 'line' };
  }

  private setFault({ line, offset }: { readonly line: number; readonly offset: number }): CodedError {
    this.fault = new CodedError('store.keysDamaged', { file: KEY_FILE, line, offset });
    return this.fault;
  }
}

/** Is there a line of this name, and none that is not erased? */
function onlyErased(bytes: Buffer, name: string): boolean {
  const begin = Buffer.from(`{"name":${JSON.stringify(name)},`);
  let found = 0;
  for (let at = bytes.indexOf(begin); at >= 0; at = bytes.indexOf(begin, at + 1)) {
    const newline = bytes.indexOf(10, at);
    const line = decodeKeyLine(bytes.subarray(at, newline < 0 ? bytes.length : newline));
    if (line?.box !== ERASED) return false;
    found += 1;
  }
  return found > 0;
}

function isBad({ read, bytes }: ScannedLine, erasedNames: ReadonlySet<string>): boolean {
  return !read && !halfErased(bytes, erasedNames);
}

function keep(entries: Map<string, Entry[]>, line: KeyLine, at: number, length: number): void {
  const entry = { line, at, length, box: line.box };
  const known = entries.get(line.name);
  if (known) known.push(entry);
  else entries.set(line.name, [entry]);
}
