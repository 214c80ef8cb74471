import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import { readIdentity } from '../journal/identity';
import { type KeyProtector, readSecret, writeSecret } from './secretFile';

/** A device's one secret (32 bytes) and how it is kept: `file` means that whoever can read the folder can speak for it. */
export interface DeviceSeed {
  readonly seed: Buffer;
  readonly protection: 'os' | 'file';
}

const NAME = 'keys/device.json';

/** Path of the device's secret. */
export function deviceSeedPath(dataDir: string): string {
  return join(dataDir, 'keys', 'device.json');
}

/**
 * Open the device's secret, making it at first. A device that belongs to a centre never gets another one: the centre believes what
 * is signed with the first. Errors: `store.secretMissing` there; `store.key` where the key store is needed and not there, or refuses.
 */
export function openDeviceSeed(dataDir: string, protector: KeyProtector | undefined): DeviceSeed {
  const path = deviceSeedPath(dataDir);
  const there = readSecret(path, protector, NAME);
  if (!there && readIdentity(dataDir)?.street !== undefined)
    throw new CodedError('store.secretMissing', { file: NAME });
  const kept = there ?? writeSecret(path, randomBytes(32), protector);
  return { seed: kept.key, protection: kept.protection };
}
