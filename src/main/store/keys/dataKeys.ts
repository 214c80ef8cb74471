import {
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Sealed } from '@shared/domain/envelope';
import { writeError } from '../journal/writer';
import { open, random, seal } from './seal';

/** base64 of iv (12) ‖ key (32) ‖ tag (16): every wrapped key has the same length, so that it can be overwritten in place. */
const BOX_LENGTH = 80;
const ERASED = '-'.repeat(BOX_LENGTH);
/** Opened keys that are kept in memory. */
const CACHED = 4000;

interface Entry {
  readonly boxAt: number;
  box: string;
}

/**
 * One data key per report, wrapped by the centre's key, in `keys/data-keys.jsonl` outside the journal. Erasing a person is
 * overwriting the wrapped key where it lies: what the journal holds sealed can then be opened by nobody.
 */
export class DataKeys {
  private readonly path: string;
  private entries: Map<string, Entry> | undefined;
  private size = 0;
  private readonly opened = new Map<string, Buffer>();
  /** Keys made and not yet flushed, by name: their lines. */
  private readonly fresh = new Map<string, Buffer>();

  constructor(
    dataDir: string,
    private readonly centreKey: Uint8Array,
  ) {
    this.path = join(dataDir, 'keys', 'data-keys.jsonl');
  }

  /** Make sure that keys with these names exist, durable on return. Errors as the journal's. */
  ensure(names: readonly string[]): void {
    this.prepare(names);
    this.flush();
  }

  /** Make the keys that are missing, to be flushed before anything sealed with them is. An erased name gets a new key. */
  prepare(names: readonly string[]): void {
    const entries = this.load();
    for (const name of names) {
      if (this.fresh.has(name) || (entries.get(name)?.box ?? ERASED) !== ERASED) continue;
      const key = Buffer.from(random(32));
      const line = Buffer.from(`${JSON.stringify({ name, box: seal(this.centreKey, key, name) })}\n`);
      this.fresh.set(name, line);
      this.opened.set(name, key);
    }
  }

  /** Write the prepared keys with one flush. After an error they are still prepared. */
  flush(): void {
    if (this.fresh.size === 0) return;
    this.append(Buffer.concat([...this.fresh.values()]));
    for (const line of this.fresh.values()) this.remember(line);
    this.fresh.clear();
  }

  /** Seal a value under the key of this name, which `ensure` made. */
  seal(name: string, value: unknown): Sealed {
    const key = this.key(name);
    if (!key) throw new Error(`No data key ${name}`);
    return { key: name, box: seal(key, Buffer.from(JSON.stringify(value)), name) };
  }

  /** Open what was sealed; undefined where the key was erased. */
  open(sealed: Sealed): Record<string, unknown> | undefined {
    const key = this.key(sealed.key);
    return key && JSON.parse(open(key, sealed.box, sealed.key).toString('utf8'));
  }

  /** Erase a key for good. Returns false where there is none. */
  erase(name: string): boolean {
    const entry = this.load().get(name);
    if (!entry || entry.box === ERASED) return false;
    const fd = openSync(this.path, 'r+');
    try {
      writeSync(fd, ERASED, entry.boxAt);
      fdatasyncSync(fd);
    } finally {
      closeSync(fd);
    }
    entry.box = ERASED;
    this.opened.delete(name);
    return true;
  }

  private key(name: string): Buffer | undefined {
    const known = this.opened.get(name);
    if (known) return known;
    const box = this.load().get(name)?.box ?? ERASED;
    if (box === ERASED) return undefined;
    const key = open(this.centreKey, box, name);
    if (this.opened.size > CACHED)
      for (const old of this.opened.keys()) if (!this.fresh.has(old)) this.opened.delete(old);
    this.opened.set(name, key);
    return key;
  }

  /** Read the key file on first need, not at start: the first screen needs no key. A torn last line is a key nothing was sealed with. */
  private load(): Map<string, Entry> {
    if (this.entries) return this.entries;
    this.entries = new Map();
    if (!existsSync(this.path)) return this.entries;
    const bytes = readFileSync(this.path);
    for (let at = 0; at < bytes.length; ) {
      const newline = bytes.indexOf(10, at);
      if (newline < 0) break;
      this.remember(bytes.subarray(at, newline + 1));
      at = newline + 1;
    }
    return this.entries;
  }

  private remember(line: Buffer): void {
    const { name, box } = JSON.parse(line.toString('utf8')) as { name: string; box: string };
    this.entries?.set(name, { box, boxAt: this.size + line.length - BOX_LENGTH - 3 });
    this.size += line.length;
  }

  private append(bytes: Buffer): void {
    mkdirSync(dirname(this.path), { recursive: true });
    let fd: number | undefined;
    try {
      fd = openSync(this.path, constants.O_RDWR | constants.O_CREAT, 0o600);
      if (statSync(this.path).size > this.size) ftruncateSync(fd, this.size);
      for (let done = 0; done < bytes.length; )
        done += writeSync(fd, bytes, done, bytes.length - done, this.size + done);
      fdatasyncSync(fd);
    } catch (error) {
      throw writeError(error, dirname(this.path));
    } finally {
      if (fd !== undefined) closeSync(fd);
    }
  }
}
