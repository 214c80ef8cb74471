import { hash } from 'node:crypto';
import type { CodedError } from '@shared/contract/errors';
import type { Sealed } from '@shared/domain/envelope';
import { storable } from '@shared/rules/text/storable';
import { type Disk, realDisk } from '../journal/disk';
import { BOX_LENGTH, boxOpens, ERASED, encodeKeyLine, wrapIdOf } from './keyLine';
import type { KeyFinding } from './keyScan';
import { KeyTable } from './keyTable';
import { macUnder, open, random, seal } from './seal';

/** Opened keys that are kept in memory. */
const CACHED = 4000;

/** A data key as it travels between stations of a centre: wrapped by the centre's key. `id` tells keys of one name apart. */
export interface WrappedKey {
  readonly name: string;
  readonly id: string;
  readonly box: string;
}

/** Is a key of a name here, was it erased, or is there none (it has not come yet, or was lost)? */
export type KeyState = 'here' | 'erased' | 'missing';

/** What tells two wrapped keys apart. */
function idOf(box: string): string {
  return hash('sha256', box, 'hex').slice(0, 16);
}

/** Between a name and the number of times that it was erased. */
const AGAIN = '~';

/**
 * One data key per report, wrapped by the centre's key, in `keys/data-keys.jsonl` outside the journal. Erasing a person is
 * overwriting the wrapped key where it lies: what the journal holds sealed can then be opened by nobody. Two stations that
 * took in the same report made a key each: then a name has several, and what is sealed tells by itself which one opens it.
 */
export class DataKeys {
  /** Id of the centre's key, as it stands on each line and in the journal. */
  readonly wrap: string;
  private readonly table: KeyTable;
  private readonly opened = new Map<string, readonly Buffer[]>();
  /** Keys made and not yet flushed, by name: their lines. */
  private readonly fresh = new Map<string, Buffer>();
  /** Names that the journal erased, whatever the file says. */
  private readonly erasedNames = new Set<string>();
  /** Of those the ones whose keys have yet to be overwritten. */
  private readonly undone = new Set<string>();

  constructor(
    dataDir: string,
    private readonly centreKey: Uint8Array,
    disk: Disk = realDisk,
  ) {
    this.wrap = wrapIdOf(centreKey);
    this.table = new KeyTable(dataDir, centreKey, this.wrap, this.erasedNames, disk);
  }

  /** Why nothing may be written: `store.keysDamaged` with file, line and offset. Reads the file where that was not done yet. */
  get damage(): CodedError | undefined {
    return this.table.damage;
  }

  /** Is there a key file? */
  get exists(): boolean {
    return this.table.exists;
  }

  /** Does none of the keys open under this centre's key? */
  get otherCentre(): boolean {
    return this.table.otherCentre;
  }

  /** Look at the file and its copy as the folder is opened; returns what stops all writing. */
  examine(): KeyFinding | undefined {
    return this.table.examine();
  }

  /** After `examine`, with the folder locked: what a kill left is cut and mended, and what is erased is overwritten. Errors as the journal's. */
  settle(): void {
    this.table.cutTorn();
    this.finishErasures();
    this.table.mendCopy();
  }

  /** Bring the copy up to the file. Errors as the journal's, `store.keysDamaged`. */
  follow(): void {
    this.table.follow();
  }

  /** Make sure that keys with these names exist, durable on return. Errors as the journal's, `store.keysDamaged`. */
  ensure(names: readonly string[]): void {
    this.prepare(names);
    this.flush();
  }

  /** Make the keys that are missing, to be flushed before anything sealed with them is. What was erased goes on under another name. */
  prepare(names: readonly string[]): void {
    if (names.length === 0) return;
    this.table.mustBeWhole();
    for (const name of names.map((one) => this.living(one))) {
      if (this.fresh.has(name) || this.table.get(name).some(({ box }) => box !== ERASED)) continue;
      const key = Buffer.from(random(32));
      this.fresh.set(name, encodeKeyLine(name, this.wrap, seal(this.centreKey, key, name)));
      this.opened.set(name, [key]);
    }
  }

  /** Write the prepared keys with one flush. After an error they are still prepared. */
  flush(): void {
    if (this.fresh.size === 0) return;
    this.table.append([...this.fresh.values()]);
    this.fresh.clear();
  }

  /** Seal a value under the key of this name, which `ensure` made. */
  seal(wanted: string, value: unknown): Sealed {
    const name = this.living(wanted);
    const key = this.keysOf(name)[0];
    if (!key) throw new Error(`No data key ${name}`);
    return { key: name, box: seal(key, Buffer.from(JSON.stringify(value)), name) };
  }

  /** Open what was sealed; undefined where no key here opens it: `stateOf` says why. */
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

  /** What became of the key of a name. A name of which one key is here and another's may lack counts as `here`. */
  stateOf(name: string): KeyState {
    if (this.isErased(name)) return 'erased';
    return this.settled(name) ? 'here' : 'missing';
  }

  /** Is a key of this name here, or was it erased? Then nothing more is wanted. */
  settled(name: string): boolean {
    return this.fresh.has(name) || this.erasedNames.has(name) || this.table.has(name);
  }

  /** Was the key of this name erased for good? */
  isErased(name: string): boolean {
    return this.erasedNames.has(name) || this.table.get(name).some(({ box }) => box === ERASED);
  }

  /** The wrapped keys with these names, to be handed on. */
  wrapped(names: readonly string[]): WrappedKey[] {
    return names
      .filter((name) => !this.isErased(name))
      .flatMap((name) => this.table.get(name).map(({ box }) => ({ name, id: idOf(box), box })));
  }

  /** Take wrapped keys of other stations; those of erased names, those known already, and those that do not open are left. */
  take(keys: readonly WrappedKey[]): void {
    const fresh = keys.filter(({ name, id, box }) => {
      if (this.isErased(name) || this.table.get(name).some((one) => idOf(one.box) === id)) return false;
      return box.length === BOX_LENGTH && boxOpens(this.centreKey, box, name);
    });
    if (fresh.length === 0) return;
    this.table.append(fresh.map(({ name, box }) => encodeKeyLine(name, this.wrap, box)));
    for (const { name } of fresh) this.opened.delete(name);
  }

  /**
   * Erase the keys of a name for good, in the file, its copy, and wherever else they may lie; a name without any is remembered as
   * erased. From the call on nothing opens under it, also where overwriting fails (errors as the journal's): `finishErasures`
   * does that again. Returns false where nothing was left to erase.
   */
  erase(name: string): boolean {
    const living = this.table.get(name).some(({ box }) => box !== ERASED);
    this.markErased([name]);
    this.finishErasures();
    return living;
  }

  /** These names are erased by the journal: nothing opens under them from now on, and `finishErasures` has something to do. */
  markErased(names: Iterable<string>): void {
    for (const name of names) {
      if (this.erasedNames.has(name)) continue;
      this.erasedNames.add(name);
      this.undone.add(name);
      this.opened.delete(name);
      this.fresh.delete(name);
    }
  }

  /** Overwrite what is erased and not overwritten yet. Errors as the journal's, `store.keysDamaged`. */
  finishErasures(): void {
    if (this.undone.size === 0) return;
    const names = this.table.livingOf(this.undone);
    if (names.size > 0) this.table.erase(names);
    this.undone.clear();
  }

  /** Are the keys of all erased names overwritten? */
  get erasuresDone(): boolean {
    return this.undone.size === 0;
  }

  /** An erased name is erased at every station and hub: whatever is sealed for it from now on has a name of its own. */
  private living(name: string): string {
    let now = name;
    for (let n = 2; this.isErased(now); n += 1) now = `${name}${AGAIN}${n}`;
    return now;
  }

  /** The keys of a name, opened; the one made here first. */
  private keysOf(name: string): readonly Buffer[] {
    if (this.isErased(name)) return [];
    const known = this.opened.get(name);
    if (known) return known;
    const keys = this.table.get(name).flatMap(({ box }) => this.unwrap(box, name));
    if (keys.length === 0) return [];
    if (this.opened.size > CACHED)
      for (const old of this.opened.keys()) if (!this.fresh.has(old)) this.opened.delete(old);
    this.opened.set(name, keys);
    return keys;
  }

  private unwrap(box: string, name: string): Buffer[] {
    try {
      return [open(this.centreKey, box, name)];
    } catch {
      return [];
    }
  }
}
