import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkSchema } from '@shared/contract/sync';
import { z } from 'zod';

const trustedSchema = z.object({
  device: z.string(),
  name: z.string(),
  letter: z.string(),
  signKey: z.string(),
  boxKey: z.string(),
  revoked: z.object({ at: z.string(), upTo: z.record(z.string(), z.number().int()) }).optional(),
});

const fileSchema = z.object({
  v: z.literal(1),
  links: z.array(linkSchema),
  /** Devices believed before any event told of them: those that let this desk in. */
  anchors: z.array(trustedSchema).default([]),
  /** The device id that an empty folder asks to be let in under: kept, so that asking again is the same request. */
  asking: z.string().optional(),
});
/** `sync.json` in the data folder: the links, and whom to believe from the start. No secret is in it. */
export type SyncFile = z.infer<typeof fileSchema>;

export const NO_LINKS: SyncFile = { v: 1, links: [], anchors: [] };

export function syncFilePath(dataDir: string): string {
  return join(dataDir, 'sync.json');
}

/** Throws where it is there and cannot be read. */
export function readSyncFile(dataDir: string): SyncFile {
  const path = syncFilePath(dataDir);
  return existsSync(path) ? fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : NO_LINKS;
}
