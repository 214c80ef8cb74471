import { CodedError } from '@shared/contract/errors';
import { CENTRE } from '@shared/domain/centre/events';
import type { CentreState } from '@shared/domain/centre/evolve';
import { DEVICES } from '@shared/domain/devices/events';
import type { Commit } from '@shared/domain/envelope';
import type { Instant } from '@shared/rules/time';
import { Blobs } from '../blobs/blobs';
import type { Disk } from '../journal/disk';
import { HybridClock } from '../journal/hlc';
import type { Identity } from '../journal/identity';
import { type Damage, walk } from '../journal/scan';
import type { Place } from '../journal/segments';
import { JournalWriter } from '../journal/writer';
import type { CentreKey } from '../keys/centre';
import type { DataKeys } from '../keys/dataKeys';
import { type JournalOnKeys, openKeys } from '../keys/openKeys';
import type { FolderLock } from '../lock';
import type { Db } from '../projection/database';
import type { Projection } from '../projection/projection';
import type { Progress } from '../projection/rebuild';
import type { ReadResource } from '../seed/resources';
import { ownHead, ownLastCommit } from '../sharing/chains';
import { aheadOf } from '../sharing/incoming';
import { makeCommitter } from './assemble';
import { CentreClock } from './centreClock';
import { ClockGuard } from './clockGuard';
import type { Committer, CommitterDependencies } from './committer';
import { Knowledge } from './knowledge';
import type { SnapshotMaker } from './makeSnapshot';
import { damageError, foldersOf, freshIncarnation, openFolder, openProjection } from './open';
import { SnapshotKeeper } from './snapshotKeeper';
import { StreamReader } from './streams';

/** How to open a store. Without `write` it reads at the last durable position and needs neither lock nor keys. */
export interface StoreOptions {
  readonly dataDir: string;
  readonly witnessDir: string;
  readonly readResource: ReadResource;
  readonly centreKey?: CentreKey | CodedError | undefined;
  readonly write: boolean;
  readonly start?: Instant | undefined;
  /** The host's wall clock, epoch ms; tests bring their own. */
  readonly hostNow?: (() => number) | undefined;
  /** Milliseconds that only grow, beside `hostNow`: with them tests have the host's clock watched, as it is in real work. */
  readonly monotonicNow?: (() => number) | undefined;
  readonly disk?: Disk | undefined;
  readonly onProgress?: Progress | undefined;
  /** Makes snapshots apart from the store; without it the store makes them itself, and stands still meanwhile. */
  readonly snapshots?: SnapshotMaker | undefined;
}

/** What an opened store is made of. */
export interface StoreDependencies {
  readonly identity: Identity;
  readonly clock: CentreClock;
  readonly clockGuard: ClockGuard;
  readonly projection: Projection;
  readonly reader: StreamReader;
  readonly knowledge: Knowledge;
  readonly blobs: Blobs;
  readonly keys: DataKeys | undefined;
  readonly hlc: HybridClock;
  readonly writer: JournalWriter;
  readonly lock: FolderLock | undefined;
  /** Why it may only be read. */
  readonly problem: CodedError | undefined;
  readonly committer: Committer;
  readonly snapshots: SnapshotKeeper;
  /** The projection was built from the journal. */
  readonly rebuilt: boolean;
}

/** What the committer calls back for. */
export type StoreHooks = Pick<CommitterDependencies, 'before' | 'apply' | 'committed' | 'onWriteFailed'>;

/** Open the parts of a folder that has an identity. Errors: `store.locked`, `store.empty` where it has none yet. */
export async function prepareStore(options: StoreOptions, hooks: StoreHooks): Promise<StoreDependencies> {
  const folder = openFolder(options.dataDir, options.write, options.witnessDir);
  try {
    if (!folder.identity) {
      throw new CodedError('store.empty');
    }
    return await openParts(options, folder, folder.identity, hooks);
  } catch (error) {
    folder.lock?.release();
    throw error;
  }
}

async function openParts(
  options: StoreOptions,
  { recovered, lock, problem: found }: ReturnType<typeof openFolder>,
  written: Identity,
  hooks: StoreHooks,
): Promise<StoreDependencies> {
  const { dataDir, witnessDir, centreKey } = options;
  const { journal } = foldersOf(dataDir);
  let projection: Projection | undefined;
  const reader = new StreamReader(journal, () => {
    if (!projection) throw new Error('The projection is not open yet');
    return projection.db;
  });
  const stateOf = (stream: string): unknown => reader.load(stream).state;
  const use = (opened: Projection): void => {
    projection = opened;
  };
  const forget = (stream: string): void => reader.forget(stream);
  // Without these nothing works: where one of their lines cannot be read, the start tells it and shows the rest.
  const check = ({ db }: Projection): void => {
    ownHead(db, reader, written);
    for (const stream of ['registry:main', 'rules:main', DEVICES, CENTRE]) reader.load(stream);
  };
  const opened = await openProjection(dataDir, stateOf, forget, use, options.onProgress ?? (() => {}), check);
  const damage = opened.damages.find((one) => !isTorn(one, recovered.end));
  const { db } = opened.projection;
  const damaged = found ?? (damage ? damageError(damage) : undefined);
  const onKeys: JournalOnKeys = {
    named: (stateOf(CENTRE) as CentreState | null)?.keys ?? [],
    erased: erasedNames(db),
    sealedHere: () => sealedBy(journal, written),
  };
  const { keys, problem: locked } = openKeys(
    dataDir,
    centreKey,
    onKeys,
    lock !== undefined && !damaged,
    options.disk,
  );
  const problem = damaged ?? locked;
  const { seq } = ownHead(db, reader, written);
  const identity = lock && !problem ? freshIncarnation(dataDir, witnessDir, written, seq) : written;
  // The journal's last line may be another's: only what was written here says where the clock here stood.
  const mine = ownLastCommit(db, reader, identity);
  const { demo } = identity;
  const { start, hostNow } = options;
  const clock = CentreClock.open(dataDir, { demo, start, notBefore: mine?.recordedAt }, hostNow);
  const knowledge = new Knowledge(options.readResource, (stream) => stateOf(stream) as never);
  const writer = new JournalWriter(journal, recovered.end, options.disk);
  const hlc = new HybridClock();
  for (const seen of [mine, recovered.head?.commit]) if (seen) observe(hlc, seen, clock.nowMs());
  const lastEntry = (mine ?? recovered.head?.commit)?.recordedAt;
  const clockGuard = new ClockGuard(lastEntry, monotonicOf(options, demo));
  const parts = { reader, knowledge, keys, writer, hlc, clock, clockGuard, projection: opened.projection };
  const committer = makeCommitter(options, identity, parts, ownHead(db, reader, identity), hooks);
  const snapshots = new SnapshotKeeper(dataDir, opened.projection, options.snapshots, opened.tail);
  const blobs = new Blobs(dataDir);
  return { ...parts, identity, blobs, lock, problem, committer, snapshots, rebuilt: opened.rebuilt };
}

/** Names whose keys an event erased. A kill may have come between the event and the overwriting of its key. */
export function erasedNames(db: Db): string[] {
  return db
    .all<{ name: string }>('SELECT name FROM key_use WHERE erased=1 ORDER BY name')
    .map(({ name }) => name);
}

/**
 * Did this folder seal anything itself? Then it had keys. What it wrote under a former incarnation comes back from others after a
 * backup was put back, and copies are written again, before their keys have come.
 */
function sealedBy(journal: string, { device, incarnation }: Identity): boolean {
  for (const { commit } of walk(journal)) {
    const own = commit.device === device && commit.incarnation === incarnation && commit.copyOf === undefined;
    if (own && commit.events.some(({ sealed }) => sealed)) return true;
  }
  return false;
}

/** What watches the host's clock. The demo's clock and one that was set for a run are as they are on purpose. */
function monotonicOf(options: StoreOptions, demo: boolean): (() => number) | undefined {
  if (demo || options.start !== undefined) return undefined;
  return options.hostNow ? options.monotonicNow : () => performance.now();
}

/** Take a commit's clock into account, but for one that is far ahead: it must not drag this one along. */
export function observe(hlc: HybridClock, commit: Commit, nowMs: number): void {
  if (aheadOf([commit], nowMs) === 0) hlc.observe(commit.hlc);
}

/** Behind the last whole line lies what is being written, or what a kill left: nobody was told that it is there. */
function isTorn(damage: Damage, end: Place): boolean {
  return damage.segment === end.segment && damage.offset >= end.offset;
}
