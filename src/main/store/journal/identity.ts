import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileSafely } from '../files';

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

function identityPath(dataDir: string): string {
  return join(dataDir, 'device.json');
}

/** The identity of a folder; undefined in an empty one. */
export function readIdentity(dataDir: string): Identity | undefined {
  const path = identityPath(dataDir);
  return existsSync(path) ? identitySchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
}

/** Write an identity, durable before the first commit that carries it. */
export function saveIdentity(dataDir: string, identity: Identity): void {
  writeFileSafely(identityPath(dataDir), `${JSON.stringify(identity, null, 2)}\n`);
}

/** A new device: 80 random bits, never derived from the machine's image. */
export function newIdentity(demo: boolean, letter = 'A'): Identity {
  return { v: 1, device: randomBytes(10).toString('hex'), incarnation: 1, letter, demo };
}
