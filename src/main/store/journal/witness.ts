import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileSafely } from '../files';

/** What is remembered about a data folder outside of it: enough to notice that it is a clone or a restored backup. */
const witnessSchema = z.object({
  /** 1: `host` was made of network addresses, see `formerFacts`. */
  v: z.union([z.literal(1), z.literal(2)]),
  device: z.string(),
  host: z.string(),
  folder: z.string(),
  incarnation: z.number().int(),
  seq: z.number().int(),
});
export type Witness = z.infer<typeof witnessSchema>;

const hashed = (facts: readonly string[]): string =>
  createHash('sha256').update(facts.join('|')).digest('hex').slice(0, 24);

/**
 * Facts of this computer as one short hash: its name, the system's own id where there is one (Linux), and a random id kept
 * beside the witnesses, made once. Nothing that comes and goes: network adapters do, with every cable and dock. A disk that was
 * cloned with all that is on it has the same facts; the hub finds that when both write one chain (`sync/engine/claim.ts`).
 */
export function hostFacts(witnessDir: string): string {
  return hashed([hostname(), machineId(), computerId(witnessDir)]);
}

function machineId(): string {
  try {
    return readFileSync('/etc/machine-id', 'utf8').trim();
  } catch {
    return '';
  }
}

/** The id of this computer, kept beside the witnesses; empty where there is no place for it. */
export function computerIdOf(witnessDir: string): string {
  return computerId(witnessDir);
}

const COMPUTER_ID = /^[0-9a-f]{32}$/;

/** Without a place for it there is none: witnesses cannot be kept then either. */
function computerId(witnessDir: string): string {
  const path = join(witnessDir, 'computer.id');
  const known = readComputerId(path);
  if (known !== undefined) return known;
  const fresh = randomBytes(16).toString('hex');
  try {
    mkdirSync(witnessDir, { recursive: true });
    // Two folders may be opened at once: the first id stays.
    writeFileSync(path, fresh, { flag: 'wx', flush: true, mode: 0o600 });
    return fresh;
  } catch {
    // It was made by somebody else meanwhile, or what is there is no id.
  }
  const made = readComputerId(path);
  if (made !== undefined) return made;
  try {
    writeFileSafely(path, fresh);
    return fresh;
  } catch {
    return '';
  }
}

function readComputerId(path: string): string | undefined {
  try {
    const id = readFileSync(path, 'utf8').trim();
    return COMPUTER_ID.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

/** What witnesses of the first version say of their host: its name and the addresses of the adapters that were up. */
export function formerFacts(): string {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((one) => !one.internal && one.mac !== '00:00:00:00:00:00')
    .map((one) => one.mac);
  return hashed([hostname(), ...[...new Set(addresses)].sort()]);
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
  if (witness.host !== (witness.v === 1 ? formerFacts() : hostFacts(witnessDir))) return 'otherHost';
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
  const witness: Witness = { v: 2, ...now, host: hostFacts(witnessDir), folder: folderFacts(dataDir) };
  writeFileSafely(witnessPath(witnessDir, now.device), JSON.stringify(witness));
}

/** How far a device had come when it was last witnessed here. */
export function lastWitnessed(
  witnessDir: string,
  device: string,
): { readonly incarnation: number; readonly seq: number } | undefined {
  return readWitness(witnessDir, device);
}

/** The incarnation that follows everything known about a device. */
export function nextIncarnation(witnessDir: string, device: string, current: number): number {
  return Math.max(current, readWitness(witnessDir, device)?.incarnation ?? 0) + 1;
}
