import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import { type KeptSecret, type KeyProtector, readSecret, writeSecret } from './secretFile';

export type { KeyProtector } from './secretFile';

/** The centre's key opened, and how it is kept: `file` means that whoever can read the folder can open personal data. */
export type CentreKey = KeptSecret;

/** Path of the centre's key: beside the journal, never in it. */
export function centreKeyPath(dataDir: string): string {
  return join(dataDir, 'keys', 'centre.json');
}

/**
 * Open the centre's key, making it at first. Errors: `store.key` where the key store is needed and not there, or where it
 * refuses. A folder made without a key store keeps its file until an administrator re-wraps it.
 */
export function openCentreKey(dataDir: string, protector: KeyProtector | undefined): CentreKey {
  const path = centreKeyPath(dataDir);
  return readSecret(path, protector, 'keys/centre.json') ?? writeSecret(path, randomBytes(32), protector);
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
  const there = readSecret(path, protector, 'keys/centre.json');
  if (there?.key.equals(key)) return there;
  if (hasDataKeys(dataDir)) throw new CodedError('sync.notEmpty');
  return writeSecret(path, Buffer.from(key), protector);
}

function hasDataKeys(dataDir: string): boolean {
  const path = join(dataDir, 'keys', 'data-keys.jsonl');
  return existsSync(path) && readFileSync(path).includes(10);
}
