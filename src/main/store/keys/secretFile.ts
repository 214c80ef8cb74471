import { existsSync, readFileSync } from 'node:fs';
import { CodedError } from '@shared/contract/errors';
import { z } from 'zod';
import { writeFileSafely } from '../files';

const secretFileSchema = z.object({ v: z.literal(1), protection: z.enum(['os', 'file']), key: z.string() });

/** The operating system's key store, where there is one (Electron's safeStorage); absent on the command line. */
export interface KeyProtector {
  encrypt(text: string): Buffer;
  decrypt(bytes: Buffer): string;
}

/** A secret opened, and how it is kept: `file` means that whoever can read the folder has it. */
export interface KeptSecret {
  readonly key: Buffer;
  readonly protection: 'os' | 'file';
}

/** Read a kept secret; undefined where there is none. Errors: `store.key` where the file or the key store does not give it. */
export function readSecret(
  path: string,
  protector: KeyProtector | undefined,
  name: string,
): KeptSecret | undefined {
  if (!existsSync(path)) return undefined;
  const { protection, key } = parseSecret(path, name);
  if (protection === 'file') return { key: rightLength(Buffer.from(key, 'base64'), name), protection };
  if (!protector) throw new CodedError('store.key', { reason: 'safeStorage' });
  return { key: rightLength(decrypted(protector, key), name), protection };
}

function decrypted(protector: KeyProtector, key: string): Buffer {
  try {
    return Buffer.from(protector.decrypt(Buffer.from(key, 'base64')), 'base64');
  } catch (error) {
    throw new CodedError('store.key', { reason: 'safeStorage' }, String(error));
  }
}

/** Secrets have 32 bytes: what has not was cut or overwritten. */
function rightLength(key: Buffer, name: string): Buffer {
  if (key.length !== 32) throw new CodedError('store.key', { reason: name }, `${key.length} bytes`);
  return key;
}

function parseSecret(path: string, name: string): z.infer<typeof secretFileSchema> {
  try {
    return secretFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    throw new CodedError('store.key', { reason: name });
  }
}

/** Keep a secret, durable on return, under the key store where there is one. */
export function writeSecret(path: string, key: Buffer, protector: KeyProtector | undefined): KeptSecret {
  const text = key.toString('base64');
  const content = protector
    ? { v: 1, protection: 'os', key: protector.encrypt(text).toString('base64') }
    : { v: 1, protection: 'file', key: text };
  writeFileSafely(path, `${JSON.stringify(content)}\n`);
  return { key, protection: protector ? 'os' : 'file' };
}
