import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import type { StreamId } from '@shared/domain/envelope';
import { factsOf } from '@shared/domain/facts';
import { chainOf } from '@shared/sync/vector';
import { errnoOf } from '../journal/disk';
import { type Identity, keepIdentity, readIdentity, saveIdentity } from '../journal/identity';
import { noteLostNumbers, readLostEnds, saveLostEnds } from '../journal/lostEnd';
import { type Recovered, recoverJournal } from '../journal/recover';
import { type Damage, walk } from '../journal/scan';
import { compareWitness, lastWitnessed, nextIncarnation } from '../journal/witness';
import { writeError } from '../journal/writer';
import { FolderLock } from '../lock';
import type { Applied, Projection } from '../projection/projection';
import { type Progress, rebuild } from '../projection/rebuild';
import { loadSnapshot } from '../projection/snapshot';

/** Folders of a data folder. */
export function foldersOf(dataDir: string): { journal: string; cache: string } {
  return { journal: join(dataDir, 'journal'), cache: join(dataDir, 'cache') };
}

/** What stands in the way of writing, in words for the screen. */
export type Problem = CodedError;

/** A folder as found: identity, journal's end, whether it may be written. */
export interface OpenedFolder {
  readonly identity: Identity | undefined;
  readonly recovered: Recovered;
  readonly lock: FolderLock | undefined;
  readonly problem: Problem | undefined;
}

/** Can this folder be written at all? A read-only disk is no reason not to open. */
function unwritable(dataDir: string): CodedError | undefined {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.W_OK);
    return undefined;
  } catch (error) {
    return new CodedError('store.readOnlyDisk', { path: dataDir }, errnoOf(error));
  }
}

/** Where damage lies, as the error that screens show. */
export function damageError(damage: Damage): CodedError {
  return new CodedError(
    'store.damaged',
    { file: damage.file, line: damage.line, offset: damage.offset },
    damage.what,
  );
}

/**
 * Open a folder: lock it, scan the end of its journal. Without `write` nothing is touched and no lock is needed.
 * Errors: `store.locked`, `store.lockedElsewhere`.
 */
export function openFolder(dataDir: string, write: boolean, witnessDir?: string): OpenedFolder {
  const problem = write ? unwritable(dataDir) : undefined;
  if (!write || problem) {
    const seen = look(dataDir);
    return { ...seen, lock: undefined, problem: problem ?? seen.problem };
  }
  let lock: FolderLock | undefined;
  try {
    lock = FolderLock.take(dataDir, witnessDir);
    const recovered = recoverJournal(dataDir, true);
    const damage = recovered.damages[0];
    const known = identityOf(dataDir);
    if (known.identity && !known.problem) keepIdentity(dataDir, known.identity);
    return { ...known, recovered, lock, problem: known.problem ?? (damage && damageError(damage)) };
  } catch (error) {
    lock?.release();
    if (error instanceof CodedError || !isDiskError(error)) throw error;
    // A disk without room even for the lock can still be read.
    return { ...look(dataDir), lock: undefined, problem: writeError(error, dataDir) };
  }
}

function look(dataDir: string): Pick<OpenedFolder, 'identity' | 'recovered' | 'problem'> {
  return { ...identityOf(dataDir), recovered: recoverJournal(dataDir, false) };
}

/** A folder that does not know any more who writes in it is read all the same, as nobody's. */
function identityOf(dataDir: string): Pick<OpenedFolder, 'identity' | 'problem'> {
  try {
    return { identity: readIdentity(dataDir), problem: undefined };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const demo = existsSync(join(dataDir, 'clock.json'));
    const identity: Identity = { v: 1, device: 'unknown', incarnation: 1, letter: 'A', demo };
    return { identity, problem: error };
  }
}

function isDiskError(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO'].includes(errnoOf(error));
}

/**
 * A clone, a restored backup, or a folder that lost its end must not go on with numbers that may have been used: it opens a new
 * incarnation first. `seq`: how far this folder's running chain has come. Where the witness knows of more than this very folder
 * holds, that is noted to be told.
 */
export function freshIncarnation(
  dataDir: string,
  witnessDir: string,
  identity: Identity,
  seq: number,
): Identity {
  const now = { device: identity.device, incarnation: identity.incarnation, seq };
  const difference = compareWitness(witnessDir, dataDir, now);
  if (difference === 'behind') {
    const last = lastWitnessed(witnessDir, identity.device);
    if (last) noteLostNumbers(dataDir, chainOf(identity.device, last.incarnation), last.seq);
  }
  const lost = readLostEnds(dataDir);
  if (difference === 'none' && lost.every(({ renewed }) => renewed)) return identity;
  const next = {
    ...identity,
    incarnation: nextIncarnation(witnessDir, identity.device, identity.incarnation),
  };
  saveIdentity(dataDir, next);
  if (lost.length > 0)
    saveLostEnds(
      dataDir,
      lost.map((one) => ({ ...one, renewed: true })),
    );
  return next;
}

/** More commits than this behind the snapshot are cheaper to fold from the beginning. */
const TAIL_LIMIT = 20_000;

/**
 * The projection of a folder at its last durable position: from the newest snapshot and the journal's tail, else built
 * from the whole journal. Damaged lines are reported, and what is sound is shown. `check`: throws where a snapshot names lines
 * that cannot be read any more and that nothing goes without; then the journal is read whole as well.
 */
export async function openProjection(
  dataDir: string,
  stateOf: (stream: StreamId) => unknown,
  forget: (stream: StreamId) => void,
  use: (projection: Projection) => void,
  onProgress: Progress,
  check: (projection: Projection) => void = () => {},
): Promise<{ projection: Projection; damages: readonly Damage[]; rebuilt: boolean; tail: number }> {
  const { journal, cache } = foldersOf(dataDir);
  const snapshot = await loadSnapshot(cache, journal, stateOf);
  if (snapshot) {
    snapshot.onStale = forget;
    use(snapshot);
    const damages: Damage[] = [];
    const tail = readTail(journal, snapshot, damages);
    if (tail.length <= TAIL_LIMIT && appliesTo(snapshot, tail, forget, check))
      return { projection: snapshot, damages, rebuilt: false, tail: tail.length };
    snapshot.db.close();
  }
  const { projection, damages } = await rebuild(journal, stateOf, onProgress);
  projection.onStale = forget;
  use(projection);
  return { projection, damages, rebuilt: true, tail: 0 };
}

/** Commits of the journal behind a projection, up to a position. */
export function readTail(
  journal: string,
  snapshot: Projection,
  damages: Damage[],
  until = Number.POSITIVE_INFINITY,
): Applied[] {
  const head = snapshot.head();
  const from = { segment: head.segment, offset: head.offset };
  let { position } = head;
  const tail: Applied[] = [];
  for (const walked of walk(journal, { from, onDamage: (damage) => damages.push(damage) })) {
    position += 1;
    const { commit, segment, offset, end } = walked;
    tail.push({ commit, position, place: { segment, offset, length: end - offset } });
    if (position >= until) break;
  }
  return tail;
}

/** Apply a tail, unless the journal holds what does not go together: a rebuild tells what and where. */
function appliesTo(
  projection: Projection,
  tail: readonly Applied[],
  forget: (stream: StreamId) => void,
  check: (projection: Projection) => void,
): boolean {
  try {
    applyTail(projection, tail, forget);
    check(projection);
    return true;
  } catch {
    return false;
  }
}

/** Apply commits that the journal holds already: index first, so that their streams can be read back. */
export function applyTail(
  projection: Projection,
  tail: readonly Applied[],
  forget: (stream: StreamId) => void,
): void {
  for (let at = 0; at < tail.length; at += 500) {
    const batch = tail.slice(at, at + 500);
    for (const { commit } of batch) for (const fact of factsOf(commit)) forget(fact.stream);
    projection.apply(batch);
    for (const { commit } of batch) for (const fact of factsOf(commit)) forget(fact.stream);
  }
}
