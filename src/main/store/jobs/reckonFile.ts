import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileSafely } from '../files';

/**
 * A reckoning that has yet to be finished, as it lies in `spool/reckon.json`: written before the table is set and deleted
 * when every clock has been asked, so that a kill between the two is found at the next start.
 */
const openReckoningSchema = z.object({
  job: z.string(),
  table: z.string(),
  version: z.string(),
  because: z.enum(['calendar', 'limits', 'policy']),
  actor: z.string(),
  /** Somebody stopped it: it goes on when somebody says so, not by itself. */
  cancelled: z.boolean(),
});
export type OpenReckoning = z.infer<typeof openReckoningSchema>;

const pathOf = (dataDir: string): string => join(dataDir, 'spool', 'reckon.json');

/** Remember what has yet to be reckoned; durable on return. */
export function saveReckoning(dataDir: string, open: OpenReckoning): void {
  writeFileSafely(pathOf(dataDir), JSON.stringify(open));
}

/** What has yet to be reckoned; undefined where nothing is open. A file that nobody can read counts as none. */
export function readReckoning(dataDir: string): OpenReckoning | undefined {
  const path = pathOf(dataDir);
  if (!existsSync(path)) return undefined;
  try {
    return openReckoningSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    console.error(`spool/reckon.json cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}

/** It is done. */
export function dropReckoning(dataDir: string): void {
  rmSync(pathOf(dataDir), { force: true });
}
