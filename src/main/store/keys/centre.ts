import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import { z } from 'zod';
import { writeFileSafely } from '../files';

const centreFileSchema = z.object({ v: z.literal(1), protection: z.enum(['os', 'file']), key: z.string() });

/** The operating system's key store, where there is one (Electron's safeStorage); absent on the command line. */
export interface KeyProtector {
  encrypt(text: string): Buffer;
  decrypt(bytes: Buffer): string;
}

/** The centre's key opened, and how it is kept: `file` means that whoever can read the folder can open personal data. */
export interface CentreKey {
  readonly key: Buffer;
  readonly protection: 'os' | 'file';
}

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
  if (existsSync(path)) return unwrap(path, protector);
  const key = randomBytes(32);
  const text = key.toString('base64');
  const content = protector
    ? { v: 1, protection: 'os', key: protector.encrypt(text).toString('base64') }
    : { v: 1, protection: 'file', key: text };
  writeFileSafely(path, `${JSON.stringify(content)}\n`);
  return { key, protection: protector ? 'os' : 'file' };
}

function unwrap(path: string, protector: KeyProtector | undefined): CentreKey {
  const parsed = centreFileSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.success) throw new CodedError('store.key', { reason: 'keys/centre.json' });
  const { protection, key } = parsed.data;
  if (protection === 'file') return { key: Buffer.from(key, 'base64'), protection };
  if (!protector) throw new CodedError('store.key', { reason: 'safeStorage' });
  try {
    return { key: Buffer.from(protector.decrypt(Buffer.from(key, 'base64')), 'base64'), protection };
  } catch (error) {
    throw new CodedError('store.key', { reason: 'safeStorage' }, String(error));
  }
}
