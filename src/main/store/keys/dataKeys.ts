import { hash } from 'node:crypto';
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
import { storable } from '@shared/rules/text/storable';
import { writeError } from '../journal/writer';
import { macUnder, open, random, seal } from './seal';

/** base64 of iv (12) ‖ key (32) ‖ tag (16): every wrapped key has the same length, so that it can be overwritten in place. */
const BOX_LENGTH = 80;
const ERASED = '-'.repeat(BOX_LENGTH);
/** Opened keys that are kept in memory. */
const CACHED = 4000;

interface Entry {
  readonly boxAt: number;
  box: string;
}

/** A data key as it travels between stations of a centre: wrapped by the centre's key. `id` tells keys of one name apart. */
export interface WrappedKey {
  readonly name: string;
  readonly id: string;
  readonly box: string;
}

/** What tells two wrapped keys apart. */
function idOf(box: string): string {
  return hash('sha256', box, 'hex').slice(0, 16);
}

/** Between a name and the number of times that it was erased. */
const AGAIN = '~';

const isErased = (entries: readonly Entry[] | undefined): boolean =>
  entries?.some(({ box }) => box === ERASED) ?? false;

/**
 * One data key per report, wrapped by the centre's key, in `keys/data-keys.jsonl` outside the journal. Erasing a person is
 * overwriting the wrapped key where it lies: what the journal holds sealed can then be opened by nobody. Two stations that
 * took in the same report made a key each: then a name has several, and what is sealed tells by itself which one opens it.
 */
export class DataKeys {
  private readonly path: string;
  private entries: Map<string, Entry[]> | undefined;
  private size = 0;
  private readonly opened = new Map<string, readonly Buffer[]>();
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

  /** Make the keys that are missing, to be flushed before anything sealed with them is. What was erased goes on under another name. */
  prepare(names: readonly string[]): void {
    const entries = this.load();
    for (const name of names.map((one) => this.living(one))) {
      if (this.fresh.has(name) || entries.get(name)?.some(({ box }) => box !== ERASED)) continue;
      const key = Buffer.from(random(32));
      const line = Buffer.from(`${JSON.stringify({ name, box: seal(this.centreKey, key, name) })}\n`);
      this.fresh.set(name, line);
      this.opened.set(name, [key]);
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
  seal(wanted: string, value: unknown): Sealed {
    const name = this.living(wanted);
    const key = this.keysOf(name)[0];
    if (!key) throw new Error(`No data key ${name}`);
    return { key: name, box: seal(key, Buffer.from(JSON.stringify(value)), name) };
  }

  /** Open what was sealed; undefined where the key was erased, or has not come yet. */
  open(sealed: Sealed): Record<string, unknown> | undefined {
    for (const key of this.keysOf(sealed.key)) {
      try {
        return storable(JSON.parse(open(key, sealed.box, sealed.key).toString('utf8')));
      } catch {
        // Sealed under another key of this name, which may not have come yet.
      }
    }
    return undefined;
  }

  /**
   * Keyed digests of a text under each key of this name, the one that seals first; none where it was erased or has not come.
   * Once the key is gone nobody can try words against them.
   */
  macs(name: string, text: string): string[] {
    return this.keysOf(name).map((key) => macUnder(key, text));
  }

  /** Is a key of this name here, or was it erased? Then nothing more is wanted. */
  settled(name: string): boolean {
    return this.fresh.has(name) || this.load().has(name);
  }

  /** Was the key of this name erased for good? */
  isErased(name: string): boolean {
    return isErased(this.load().get(name));
  }

  /** The wrapped keys with these names, to be handed on. */
  wrapped(names: readonly string[]): WrappedKey[] {
    const entries = this.load();
    return names.flatMap((name) =>
      (entries.get(name) ?? [])
        .filter(({ box }) => box !== ERASED)
        .map(({ box }) => ({ name, id: idOf(box), box })),
    );
  }

  /** Take wrapped keys of other stations; those of erased names, those known already, and those that do not open are left. */
  take(keys: readonly WrappedKey[]): void {
    const entries = this.load();
    const fresh = keys.filter(({ name, id, box }) => {
      const known = entries.get(name);
      if (isErased(known) || known?.some((one) => idOf(one.box) === id)) return false;
      return box.length === BOX_LENGTH && this.opens(box, name);
    });
    if (fresh.length === 0) return;
    const lines = fresh.map(({ name, box }) => Buffer.from(`${JSON.stringify({ name, box })}\n`));
    this.append(Buffer.concat(lines));
    for (const line of lines) this.remember(line);
    for (const { name } of fresh) this.opened.delete(name);
  }

  /** Erase the keys of a name for good; a name without any is remembered as erased. Returns false where nothing was left to erase. */
  erase(name: string): boolean {
    const entries = this.load().get(name);
    const left = entries?.filter(({ box }) => box !== ERASED) ?? [];
    if (!entries) {
      const line = Buffer.from(`${JSON.stringify({ name, box: ERASED })}\n`);
      this.append(line);
      this.remember(line);
      return false;
    }
    if (left.length === 0) return false;
    const fd = openSync(this.path, 'r+');
    try {
      for (const { boxAt } of left) writeSync(fd, ERASED, boxAt);
      fdatasyncSync(fd);
    } finally {
      closeSync(fd);
    }
    for (const entry of left) entry.box = ERASED;
    this.opened.delete(name);
    return true;
  }

  /** An erased name is dead at every station and hub: whatever is sealed for it from now on has a name of its own. */
  private living(name: string): string {
    let now = name;
    for (let n = 2; this.isErased(now); n += 1) now = `${name}${AGAIN}${n}`;
    return now;
  }

  private opens(box: string, name: string): boolean {
    try {
      open(this.centreKey, box, name);
      return true;
    } catch {
      return false;
    }
  }

  /** The keys of a name, opened; the one made here first. */
  private keysOf(name: string): readonly Buffer[] {
    const known = this.opened.get(name);
    if (known) return known;
    const boxes = (this.load().get(name) ?? []).filter(({ box }) => box !== ERASED);
    if (boxes.length === 0) return [];
    const keys = boxes.map(({ box }) => open(this.centreKey, box, name));
    if (this.opened.size > CACHED)
      for (const old of this.opened.keys()) if (!this.fresh.has(old)) this.opened.delete(old);
    this.opened.set(name, keys);
    return keys;
  }

  /** Read the key file on first need, not at start: the first screen needs no key. A torn last line is a key nothing was sealed with. */
  private load(): Map<string, Entry[]> {
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
    const entry = { box, boxAt: this.size + line.length - BOX_LENGTH - 3 };
    this.entries?.set(name, [...(this.entries.get(name) ?? []), entry]);
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
