import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileSafely } from '../files';

/** What is remembered about a data folder outside of it: enough to notice that it is a clone or a restored backup. */
const witnessSchema = z.object({
  v: z.literal(1),
  device: z.string(),
  host: z.string(),
  folder: z.string(),
  incarnation: z.number().int(),
  seq: z.number().int(),
});
export type Witness = z.infer<typeof witnessSchema>;

/** Facts of this host as one short hash: name and hardware addresses. */
export function hostFacts(): string {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((one) => !one.internal && one.mac !== '00:00:00:00:00:00')
    .map((one) => one.mac);
  const facts = [hostname(), ...[...new Set(addresses)].sort()].join('|');
  return createHash('sha256').update(facts).digest('hex').slice(0, 24);
}

/** A folder's own identity on this host: its real path and inode, so that a copy beside it differs. */
function folderFacts(dataDir: string): string {
  const path = realpathSync(dataDir);
  return `${path}#${statSync(path).ino}`;
}

function witnessPath(witnessDir: string, device: string): string {
  return join(witnessDir, `${device}.json`);
}

function readWitness(witnessDir: string, device: string): Witness | undefined {
  try {
    return witnessSchema.parse(JSON.parse(readFileSync(witnessPath(witnessDir, device), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Why a new incarnation is needed, if it is: the folder came to another host or place, or lies behind what was witnessed. */
export type Difference = 'none' | 'unwitnessed' | 'otherHost' | 'otherFolder' | 'behind';

/** Compare a folder with its witness at start. A folder without any commit has nothing to fork. */
export function compareWitness(
  witnessDir: string,
  dataDir: string,
  now: { device: string; incarnation: number; seq: number },
): Difference {
  if (now.seq === 0 && now.incarnation === 1) return 'none';
  const witness = readWitness(witnessDir, now.device);
  if (!witness) return 'unwitnessed';
  if (witness.host !== hostFacts()) return 'otherHost';
  if (witness.folder !== folderFacts(dataDir)) return 'otherFolder';
  const behind =
    witness.incarnation > now.incarnation ||
    (witness.incarnation === now.incarnation && witness.seq > now.seq);
  return behind ? 'behind' : 'none';
}

/** Remember how far this folder has come. */
export function saveWitness(
  witnessDir: string,
  dataDir: string,
  now: { device: string; incarnation: number; seq: number },
): void {
  const witness: Witness = { v: 1, ...now, host: hostFacts(), folder: folderFacts(dataDir) };
  writeFileSafely(witnessPath(witnessDir, now.device), JSON.stringify(witness));
}

/** The incarnation that follows everything known about a device. */
export function nextIncarnation(witnessDir: string, device: string, current: number): number {
  return Math.max(current, readWitness(witnessDir, device)?.incarnation ?? 0) + 1;
}
