import { mkdirSync } from 'node:fs';
import { CodedError } from '@shared/contract/errors';
import { readIdentity, saveIdentity } from '../journal/identity';
import { saveWitness } from '../journal/witness';

/** Who a computer is that was let into a centre: its device id was made before it asked. */
export interface Joined {
  readonly device: string;
  readonly letter: string;
  readonly street: string;
  readonly demo: boolean;
}

/**
 * Begin a data folder that gets everything from its centre: an identity and no commits. The centre's key lies in it already.
 * Errors: `sync.notEmpty` where the folder is somebody's.
 */
export function joinFolder(dataDir: string, joined: Joined, witnessDir?: string): void {
  if (readIdentity(dataDir)) throw new CodedError('sync.notEmpty');
  mkdirSync(dataDir, { recursive: true });
  saveIdentity(dataDir, { v: 1, incarnation: 1, ...joined });
  if (witnessDir) {
    mkdirSync(witnessDir, { recursive: true });
    saveWitness(witnessDir, dataDir, { device: joined.device, incarnation: 1, seq: 0 });
  }
}
