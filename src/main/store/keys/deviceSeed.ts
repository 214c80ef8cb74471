import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type KeyProtector, readSecret, writeSecret } from './secretFile';

/** A device's one secret (32 bytes) and how it is kept: `file` means that whoever can read the folder can speak for it. */
export interface DeviceSeed {
  readonly seed: Buffer;
  readonly protection: 'os' | 'file';
}

/** Path of the device's secret. */
export function deviceSeedPath(dataDir: string): string {
  return join(dataDir, 'keys', 'device.json');
}

/** Open the device's secret, making it at first. Errors: `store.key` where the key store is needed and not there, or refuses. */
export function openDeviceSeed(dataDir: string, protector: KeyProtector | undefined): DeviceSeed {
  const path = deviceSeedPath(dataDir);
  const kept =
    readSecret(path, protector, 'keys/device.json') ?? writeSecret(path, randomBytes(32), protector);
  return { seed: kept.key, protection: kept.protection };
}
