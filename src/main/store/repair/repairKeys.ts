import { existsSync } from 'node:fs';
import { inspectKeys, KEY_COPY, KEY_FILE, type KeyFinding, keyPath } from '../keys/inspect';
import { type Mended, mendKeys } from '../keys/mend';
import { FolderLock } from '../lock';
import type { Inspection } from './inspect';

/** What is wrong with a folder's data keys: in the file, and names that the journal needs and no key is there for. */
export interface KeysFound {
  readonly findings: readonly KeyFinding[];
  readonly missing: readonly string[];
}

/** Look at the data keys of a folder whose journal was looked at. A folder that sealed nothing needs none. */
export function lookAtKeys(dataDir: string, centreKey: Uint8Array, { keyNames }: Inspection): KeysFound {
  const { wanted, erased } = keyNames;
  const erasedNames = new Set(erased);
  const { findings, names } = inspectKeys(dataDir, { centreKey, erased });
  const missing = wanted.filter((name) => !erasedNames.has(name) && !names.has(name));
  return { findings: wanted.length === 0 ? [] : findings, missing };
}

/**
 * Put the key file together again from itself, its copy and another folder's (`from`). Takes the lock. Errors: `store.locked`, the
 * disk's.
 */
export function repairKeys(
  options: { readonly dataDir: string; readonly witnessDir: string; readonly at: string },
  centreKey: Uint8Array,
  { keyNames }: Inspection,
  from: string | undefined,
): Mended {
  const { dataDir, witnessDir, at } = options;
  const files = from === undefined ? [] : [KEY_FILE, KEY_COPY].map((file) => keyPath(from, file));
  const lock = FolderLock.take(dataDir, witnessDir);
  try {
    return mendKeys(dataDir, {
      centreKey,
      ...keyNames,
      files: files.filter((path) => existsSync(path)),
      stamp: at.replace(/[^0-9A-Za-z]/g, ''),
    });
  } finally {
    lock.release();
  }
}
