import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { writeFileSafely } from '../files';

/** What can be wrong with a journal; see `Damage`. */
export const damageKinds = [
  'crc',
  'shape',
  'gap',
  'chain',
  'missingSegment',
  'short',
  'begins',
  'twice',
] as const;
export type DamageKind = (typeof damageKinds)[number];

/** Bytes of a segment that a repair set aside: they stay where they lie, and the walk passes over them. */
const passedSchema = z.object({
  segment: z.number().int().positive(),
  offset: z.number().int().min(0),
  length: z.number().int().min(0),
  /** CRC-32 of these bytes (8 hex digits): what was not looked at by the repair is not passed over. */
  crc: z.string(),
  what: z.enum(damageKinds),
  /** File in `aside/` that holds them too. */
  file: z.string(),
  /** When, by the host's clock. */
  at: z.string(),
});
export type Passed = z.infer<typeof passedSchema>;

/** Numbers of a chain that were lost everywhere, as far as the repair could reach. */
const lostSchema = z.object({
  chain: z.string(),
  from: z.number().int().positive(),
  to: z.number().int().positive(),
});
export type LostNumbers = z.infer<typeof lostSchema>;

const repairsSchema = z.object({
  v: z.literal(1),
  passed: z.array(passedSchema),
  lost: z.array(lostSchema),
});
/** `journal/repairs.json`: what repairs of this journal passed over, and what they told as lost. */
export type Repairs = z.infer<typeof repairsSchema>;

export const NO_REPAIRS: Repairs = { v: 1, passed: [], lost: [] };

function path(journalDir: string): string {
  return join(journalDir, 'repairs.json');
}

/** What was repaired; nothing where the file is missing or cannot be read: the damage shows again then. */
export function readRepairs(journalDir: string): Repairs {
  try {
    return repairsSchema.parse(JSON.parse(readFileSync(path(journalDir), 'utf8')));
  } catch {
    return NO_REPAIRS;
  }
}

export function saveRepairs(journalDir: string, repairs: Repairs): void {
  writeFileSafely(path(journalDir), `${JSON.stringify(repairs, null, 1)}\n`);
}

/** CRC-32 of bytes, 8 hex digits. */
export function checksumOf(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}

/** The repair that covers exactly what begins here; the bytes are asked for only where a place fits. */
export function passedAt(
  repairs: Repairs,
  segment: number,
  offset: number,
  bytes: (length: number) => Uint8Array,
): Passed | undefined {
  return repairs.passed.find(
    (one) =>
      one.segment === segment &&
      one.offset === offset &&
      one.length > 0 &&
      one.crc === checksumOf(bytes(one.length)),
  );
}
