import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import { chainOf } from '@shared/sync/vector';
import { prepareBegins, publishBegins } from '../journal/begins';
import { realDisk } from '../journal/disk';
import { type Identity, saveIdentity } from '../journal/identity';
import { type LostEnd, namedIn, readLostEnds, saveLostEnds } from '../journal/lostEnd';
import { putAside, recoverJournal } from '../journal/recover';
import { checksumOf, type Passed, readRepairs, saveRepairs } from '../journal/repairs';
import { assumedLength } from '../journal/scan';
import { lastWitnessed, nextIncarnation } from '../journal/witness';
import { FolderLock } from '../lock';
import { foldersOf } from '../service/open';
import { announcedBy, type DamagedBytes, guessIdentity, type Inspection, inspectFolder } from './inspect';

/** How a folder is to be repaired. */
export interface RepairOptions {
  readonly dataDir: string;
  readonly witnessDir: string;
  /** Letter of this device's case numbers, where the journal does not tell it. */
  readonly letter?: string | undefined;
  /** When, for the record of what was passed over. */
  readonly at: string;
}

/** What a repair did to the files. */
export interface Repaired {
  readonly identity: Identity;
  /** Files below the data folder that hold what was set aside. */
  readonly aside: readonly string[];
  readonly before: Inspection;
}

/** Damage that a repair cannot pass over: sound lines of a chain that do not follow each other. They stay, and stay told. */
const LEFT = ['chain', 'gap'];

/**
 * Make a folder writable again: damaged bytes are copied to `aside/` and passed over where they lie, the torn end is cut, the
 * identity is put back, snapshots go, and a new incarnation begins, since numbers may have been used that are lacking now.
 * Nothing that can be read is touched. Errors: `store.locked`, `repair.identity`, the disk's.
 */
export async function repairFolder(options: RepairOptions): Promise<Repaired> {
  const { dataDir } = options;
  const lock = FolderLock.take(dataDir, options.witnessDir);
  try {
    const { setAside } = recoverJournal(dataDir, true);
    const before = await inspectFolder(dataDir);
    const aside = [...(setAside ? [setAside.file] : []), ...passOver(options, before.damages)];
    const identity = identityFor(options, before);
    const incarnation = nextIncarnation(options.witnessDir, identity.device, identity.incarnation);
    const renewed = { ...identity, incarnation };
    saveIdentity(dataDir, renewed);
    saveLostEnds(dataDir, lostBy(options, before, identity));
    // Snapshots name places and lines that are passed over now; they are built from the journal again.
    rmSync(foldersOf(dataDir).cache, { recursive: true, force: true });
    return { identity: renewed, aside: aside.map((file) => file.slice(dataDir.length + 1)), before };
  } finally {
    lock.release();
  }
}

/**
 * What is to be told of until it comes back: gaps, what the witness knows of more, and damage of which nothing tells whose
 * commits it held.
 */
function lostBy({ dataDir, witnessDir }: RepairOptions, before: Inspection, identity: Identity): LostEnd[] {
  const gaps = before.lacking.map(({ chain, to }) => ({ chain, to }));
  const seen = lastWitnessed(witnessDir, identity.device);
  const chain = seen && chainOf(identity.device, seen.incarnation);
  const witnessed = chain && (before.highest[chain] ?? 0) < seen.seq ? [{ chain, to: seen.seq }] : [];
  const unknown = before.damages
    .filter(({ what }) => ['crc', 'short', 'missingSegment'].includes(what))
    .map(({ bytes }) => namedIn(bytes))
    .filter(({ chain: of }) => of !== undefined || gaps.length + witnessed.length === 0);
  const all = [...readLostEnds(dataDir), ...gaps, ...witnessed, ...unknown];
  const first = (end: LostEnd): number =>
    all.findIndex((one) => one.chain === end.chain && (one.to ?? 0) >= (end.to ?? 0));
  return all.filter((end, i) => first(end) === i).map((end) => ({ ...end, renewed: true }));
}

function identityFor({ dataDir, letter }: RepairOptions, { identity, guessed }: Inspection): Identity {
  const found = identity ?? guessed ?? guessIdentity(dataDir, letter);
  if (!found) throw new CodedError('repair.identity');
  return letter && !identity ? { ...found, letter } : found;
}

/** Copy what is damaged aside, then note that it is passed over; returns the files. */
function passOver({ dataDir, at }: RepairOptions, damages: readonly DamagedBytes[]): string[] {
  const { journal } = foldersOf(dataDir);
  const files: string[] = [];
  const passed: Passed[] = [];
  for (const damage of damages.filter(({ what }) => !LEFT.includes(what))) {
    const { what, segment, offset, bytes } = damage;
    const file = bytes.length > 0 ? putAside(dataDir, { segment, offset }, bytes, 'damaged') : '';
    if (file) files.push(file);
    if (what === 'begins') announceAnew(journal, damage);
    else
      passed.push({
        segment,
        offset,
        length: bytes.length,
        crc: checksumOf(bytes),
        what,
        file: file.slice(dataDir.length + 1),
        at,
      });
  }
  const known = readRepairs(journal);
  if (passed.length > 0) saveRepairs(journal, { ...known, passed: [...known.passed, ...passed] });
  return files;
}

/** What was acknowledged of a segment is not known any more: all of it counts that the walk counts without that. */
function announceAnew(journal: string, damage: DamagedBytes): void {
  const { segment, name } = announcedBy(damage);
  const length = assumedLength(journal, damage.segment);
  rmSync(join(journal, name), { force: true });
  publishBegins(realDisk, journal, segment, prepareBegins(realDisk, journal, segment, length));
}
