import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import { z } from 'zod';
import { writeFileSafely } from '../files';
import { checksumOf } from './repairs';
import { listSegments } from './segments';

/** Who writes this folder's commits. `letter` is part of readable case numbers and is unique in a centre. */
export const identitySchema = z.object({
  v: z.literal(1),
  device: z.string(),
  incarnation: z.number().int().positive(),
  letter: z.string().regex(/^[A-Z]$/),
  demo: z.boolean(),
  /** Code of the street whose centre this is, once it shares with others. */
  street: z.string().optional(),
});
export type Identity = z.infer<typeof identitySchema>;
const fileSchema = identitySchema.extend({ crc: z.string().optional() });

const MAIN = 'device.json';
/** The same once more: where the first was damaged, this stands for it. Folders of older programs get it when they are opened. */
const COPY = 'device.copy.json';

/** Over what the file says, so that a changed byte does not make another device of it; files of older programs have none. */
function checksum({ device, incarnation, letter, demo, street }: Identity): string {
  return checksumOf(Buffer.from([device, incarnation, letter, demo, street ?? ''].join('|')));
}

function readFile(dataDir: string, name: string): Identity | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(join(dataDir, name), 'utf8'));
    const { crc, ...identity } = fileSchema.parse(content);
    return crc === undefined || crc === checksum(identity) ? identity : undefined;
  } catch {
    return undefined;
  }
}

/** A folder whose building was killed has parts of a journal, and no identity yet. */
function isBuilt(dataDir: string): boolean {
  return listSegments(join(dataDir, 'journal')).length > 0 && !existsSync(join(dataDir, 'building'));
}

/**
 * The identity of a folder; undefined in an empty one. Errors: `store.identity` where there are data, and neither the file nor
 * its copy can be read.
 */
export function readIdentity(dataDir: string): Identity | undefined {
  const there = existsSync(join(dataDir, MAIN));
  const identity = readFile(dataDir, MAIN);
  if (identity || (!there && !isBuilt(dataDir))) return identity;
  const copy = readFile(dataDir, COPY);
  if (!copy) throw new CodedError('store.identity', { file: MAIN });
  return copy;
}

/** Write an identity, durable before the first commit that carries it. The copy goes first: it is never behind. */
export function saveIdentity(dataDir: string, identity: Identity): void {
  const content = `${JSON.stringify({ ...identity, crc: checksum(identity) }, null, 2)}\n`;
  writeFileSafely(join(dataDir, COPY), content);
  writeFileSafely(join(dataDir, MAIN), content);
}

/** See to it that both files say the same; for whoever holds the lock. */
export function keepIdentity(dataDir: string, identity: Identity): void {
  const same = (name: string): boolean =>
    JSON.stringify(readFile(dataDir, name)) === JSON.stringify(identity);
  if (!same(MAIN) || !same(COPY)) saveIdentity(dataDir, identity);
}

/** A new device: 80 random bits, never derived from the machine's image. */
export function newIdentity(demo: boolean, letter = 'A'): Identity {
  return { v: 1, device: randomBytes(10).toString('hex'), incarnation: 1, letter, demo };
}
