import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { syncFolder, writeFileSafely } from '../files';
import type { WrappedKey } from './dataKeys';
import { KEY_COPY, KEY_FILE, keyPath, readKeyBytes } from './inspect';
import { boxOpens, ERASED, encodeKeyLine, remainsOf, wrapIdOf } from './keyLine';
import { scanKeys } from './keyScan';
import { scrubAside } from './scrub';

/** From what a key file is put together again. */
export interface MendFrom {
  readonly centreKey: Uint8Array;
  /** Names that the journal erased: none of them comes back. */
  readonly erased: Iterable<string>;
  /** Names that the journal has something sealed under, erased ones included. */
  readonly wanted: Iterable<string>;
  /** Paths of other folders' key files (a backup's, another desk's). */
  readonly files?: readonly string[] | undefined;
  /** Wrapped keys from a hub or a courier package. */
  readonly wrapped?: readonly WrappedKey[] | undefined;
  /** Distinguishes what is set aside, e.g. an instant without signs that a file name may not have. */
  readonly stamp: string;
}

/** What mending did. */
export interface Mended {
  /** Keys in the file now, and how many of them the file had not, or not readable. */
  readonly keys: number;
  readonly regained: number;
  /** Names that are erased. */
  readonly erased: number;
  /** Where the files as they were lie now. */
  readonly aside: readonly string[];
  /** Wanted names for which no key was found, not erased: what is sealed under them opens nowhere in this folder. */
  readonly missing: readonly string[];
}

/** Keys that were found to open, in the order of finding; two of one name where two stations made one each. */
class Found {
  readonly keys = new Map<string, { readonly name: string; readonly box: string }>();
  readonly names = new Set<string>();

  constructor(
    private readonly centreKey: Uint8Array,
    private readonly erasedNames: ReadonlySet<string>,
  ) {}

  /** Taken only where it opens: the seal binds the name. */
  add(name: string, box: string): boolean {
    const known = this.keys.has(box);
    if (known || this.erasedNames.has(name) || box === ERASED) return known;
    if (!boxOpens(this.centreKey, box, name)) return false;
    this.keys.set(box, { name, box });
    this.names.add(name);
    return true;
  }
}

/**
 * Put the key file together again from itself, its copy, other files and keys handed in; every key is proved by opening it. The
 * files as they were are set aside (without what is erased), the new one and its copy are durable on return, and all erasures are
 * applied. The folder must be locked by whoever calls. Errors as the journal's.
 */
export function mendKeys(dataDir: string, from: MendFrom): Mended {
  const own = [KEY_FILE, KEY_COPY].flatMap((file) => readKeyBytes(dataDir, file) ?? []);
  const others = (from.files ?? []).map((path) => readFileSync(path));
  const erasedNames = erasedNamesOf(from, own);
  const found = new Found(from.centreKey, erasedNames);
  const before = new Set(namesReadable(own[0], from.centreKey));
  const broken: string[] = [];
  for (const bytes of [...own, ...others]) broken.push(...collect(bytes, found));
  for (const { name, box } of from.wrapped ?? []) found.add(name, box);
  salvage(found, broken, from.wanted, erasedNames);
  const aside = setAside(dataDir, from.stamp);
  const wrap = wrapIdOf(from.centreKey);
  const lines = [
    ...[...found.keys.values()].map(({ name, box }) => encodeKeyLine(name, wrap, box)),
    ...[...erasedNames].map((name) => encodeKeyLine(name, wrap, ERASED)),
  ];
  const bytes = Buffer.concat(lines);
  writeFileSafely(keyPath(dataDir, KEY_FILE), bytes);
  writeFileSafely(keyPath(dataDir, KEY_COPY), bytes);
  scrubAside(dataDir, erasedNames, new Set([...own, ...others].flatMap((one) => boxesOf(one, erasedNames))));
  const missing = [...new Set(from.wanted)].filter(
    (name) => !found.names.has(name) && !erasedNames.has(name),
  );
  const regained = [...found.names].filter((name) => !before.has(name)).length;
  return { keys: found.keys.size, regained, erased: erasedNames.size, aside, missing: missing.sort() };
}

/** What the journal erased, and what the folder's own files say was: an old journal put back must not bring a key to life. */
function erasedNamesOf({ erased }: MendFrom, own: readonly Buffer[]): Set<string> {
  const erasedNames = new Set(erased);
  for (const bytes of own)
    for (const { read } of scanKeys(bytes).lines) if (read?.box === ERASED) erasedNames.add(read.name);
  return erasedNames;
}

function namesReadable(bytes: Buffer | undefined, centreKey: Uint8Array): string[] {
  if (!bytes) return [];
  return scanKeys(bytes).lines.flatMap(({ read }) =>
    read && read.box !== ERASED && boxOpens(centreKey, read.box, read.name) ? [read.name] : [],
  );
}

/** Take every line that is whole, and of damaged ones what opens; returns boxes whose name is not known. */
function collect(bytes: Buffer, found: Found): string[] {
  const scan = scanKeys(bytes);
  const pieces = scan.torn > 0 ? [bytes.subarray(scan.end)] : [];
  const broken = scan.lines.flatMap(({ read, bytes: line }) => {
    if (read && (read.box === ERASED || found.add(read.name, read.box))) return [];
    return [line];
  });
  return [...broken, ...pieces].flatMap((line) => {
    const { name, boxes } = remainsOf(line);
    return boxes.filter((box) => name === undefined || !found.add(name, box));
  });
}

/** A box without its name: it opens under the right one only. */
function salvage(
  found: Found,
  boxes: readonly string[],
  wanted: Iterable<string>,
  erasedNames: ReadonlySet<string>,
): void {
  const lacking = [...new Set(wanted)].filter((name) => !found.names.has(name) && !erasedNames.has(name));
  for (const box of new Set(boxes)) {
    const at = lacking.findIndex((name) => found.add(name, box));
    if (at >= 0) lacking.splice(at, 1);
  }
}

function boxesOf(bytes: Buffer, erasedNames: ReadonlySet<string>): string[] {
  return scanKeys(bytes).lines.flatMap(({ read }) =>
    read && read.box !== ERASED && erasedNames.has(read.name) ? [read.box] : [],
  );
}

/** Nothing is thrown away: the files as they were, below `aside/`. */
function setAside(dataDir: string, stamp: string): string[] {
  const folder = join(dataDir, 'aside');
  return [KEY_FILE, KEY_COPY].flatMap((file) => {
    const path = keyPath(dataDir, file);
    if (!existsSync(path)) return [];
    mkdirSync(folder, { recursive: true });
    const to = join(folder, `${basename(file, '.jsonl')}.${stamp}.jsonl`);
    copyFileSync(path, to);
    syncFolder(folder);
    return [to];
  });
}
