import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import { KEY_COPY, KEY_FILE, keyPath } from './inspect';
import { type KeptSecret, type KeyProtector, readSecret, writeSecret } from './secretFile';

export type { KeyProtector } from './secretFile';

/** The centre's key opened, and how it is kept: `file` means that whoever can read the folder can open personal data. */
export type CentreKey = KeptSecret;

const NAME = 'keys/centre.json';

/** Path of the centre's key: beside the journal, never in it. */
export function centreKeyPath(dataDir: string): string {
  return join(dataDir, 'keys', 'centre.json');
}

/**
 * Open the centre's key. It is made in an empty folder alone: where there are data, another key would open nothing of them and seal
 * what follows under a key that no other desk has. Errors: `store.keyMissing` there; `store.key` where the key store is needed and
 * not there, or where it refuses. A folder made without a key store keeps its file until an administrator re-wraps it.
 */
export function openCentreKey(dataDir: string, protector: KeyProtector | undefined): CentreKey {
  const path = centreKeyPath(dataDir);
  const kept = readSecret(path, protector, NAME);
  if (kept) return kept;
  if (holdsData(dataDir)) throw new CodedError('store.keyMissing', { file: NAME });
  return writeSecret(path, randomBytes(32), protector);
}

/**
 * Keep the centre's key that a desk received when it was let in. The same key again changes nothing. Errors: `sync.notEmpty`
 * where data keys of this folder are already wrapped by another one, which would then open no more; `store.key` as above.
 */
export function saveCentreKey(
  dataDir: string,
  key: Uint8Array,
  protector: KeyProtector | undefined,
): CentreKey {
  const path = centreKeyPath(dataDir);
  const there = readSecret(path, protector, NAME);
  if (there?.key.equals(key)) return there;
  if (holdsDataKeys(dataDir)) throw new CodedError('sync.notEmpty');
  return writeSecret(path, Buffer.from(key), protector);
}

/** Has this folder anything that a key may have been made for: an identity, a journal, data keys, a snapshot? */
export function holdsData(dataDir: string): boolean {
  return (
    existsSync(join(dataDir, 'device.json')) ||
    holdsDataKeys(dataDir) ||
    filesIn(join(dataDir, 'journal')) ||
    filesIn(join(dataDir, 'cache'))
  );
}

function holdsDataKeys(dataDir: string): boolean {
  return [KEY_FILE, KEY_COPY].some(
    (file) => (statSync(keyPath(dataDir, file), { throwIfNoEntry: false })?.size ?? 0) > 0,
  );
}

function filesIn(folder: string): boolean {
  if (!existsSync(folder)) return false;
  return readdirSync(folder).some((name) => statSync(join(folder, name)).size > 0);
}
