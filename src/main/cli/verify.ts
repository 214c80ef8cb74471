import { statSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import { Blobs } from '../store/blobs/blobs';
import { readIdentity } from '../store/journal/identity';
import { type LostEnd, readLostEnds, stillLost } from '../store/journal/lostEnd';
import { recoverJournal } from '../store/journal/recover';
import { type Damage, walk } from '../store/journal/scan';
import { listSegments, segmentName, segmentPath } from '../store/journal/segments';
import type { CentreKey } from '../store/keys/centre';
import { differences } from '../store/projection/compare';
import type { Projection } from '../store/projection/projection';
import { rebuild } from '../store/projection/rebuild';
import { SCHEMA_HASH } from '../store/projection/schema';
import { vectorOf } from '../store/repair/inspect';
import { foldersOf, openProjection } from '../store/service/open';
import { StreamReader } from '../store/service/streams';
import { type KeyProof, SealedEvents } from './verifyKeys';

/** What a proof of a data folder found. `ok` is true where nothing at all is wrong. */
export interface Verification {
  readonly ok: boolean;
  readonly data: string;
  readonly device: string;
  readonly incarnation: number;
  readonly commits: number;
  readonly events: number;
  readonly segments: number;
  readonly bytes: number;
  readonly damages: readonly Damage[];
  /** Bytes of a command that was never acknowledged, behind the last whole line; the next start sets them aside. */
  readonly tornBytes: number;
  /** Ends that were lost since, told by every start until they come back or a repair has told of them. */
  readonly lost: readonly LostEnd[];
  readonly projection: {
    readonly schema: string;
    readonly equalsRebuild: boolean;
    readonly differs: readonly string[];
  };
  readonly blobs: {
    readonly used: number;
    readonly missing: readonly string[];
    readonly changed: readonly string[];
  };
  readonly keys: KeyProof;
}

/**
 * Walk the journal and prove chain, CRC and shape; prove that the projection equals a rebuild, the pictures their names, and that every
 * sealed event opens unless it was erased (without the centre's key: that there is a key of its name). Needs no lock.
 */
export async function verify(
  dataDir: string,
  centreKey?: CentreKey | CodedError | undefined,
): Promise<Verification> {
  const identity = readIdentity(dataDir);
  if (!identity) throw new CodedError('store.empty');
  const { journal } = foldersOf(dataDir);
  const damages: Damage[] = [];
  let commits = 0;
  let events = 0;
  const sealed = new SealedEvents();
  for (const { commit } of walk(journal, { prove: true, onDamage: (damage) => damages.push(damage) })) {
    commits += 1;
    sealed.add(commit);
    events += commit.events.length;
  }
  const { torn } = recoverJournal(dataDir, false);
  const real = damages.filter((damage) => !isTorn(damage, dataDir));
  const { projection, blobs, lost } = await compareProjection(dataDir);
  const sizes = listSegments(journal).map((segment) => statSync(segmentPath(journal, segment)).size);
  const keys = sealed.prove(dataDir, centreKey);
  const ok =
    real.length === 0 &&
    lost.length === 0 &&
    projection.equalsRebuild &&
    blobs.missing.length === 0 &&
    blobs.changed.length === 0 &&
    keys.ok;
  return {
    ok,
    data: dataDir,
    device: identity.device,
    incarnation: identity.incarnation,
    commits,
    events,
    segments: sizes.length,
    bytes: sizes.reduce((a, b) => a + b, 0),
    damages: real,
    tornBytes: torn?.kind === 'cut' ? torn.bytes.length : 0,
    lost,
    projection,
    blobs,
    keys,
  };
}

/** What a kill left of a command is no damage: nobody was told that it is there. */
function isTorn(damage: Damage, dataDir: string): boolean {
  const { torn, end } = recoverJournal(dataDir, false);
  return torn?.kind === 'cut' && damage.file === segmentName(end.segment) && damage.offset >= end.offset;
}

async function compareProjection(
  dataDir: string,
): Promise<Pick<Verification, 'projection' | 'blobs' | 'lost'>> {
  const opened = await openReading(dataDir);
  const fresh = await rebuild(foldersOf(dataDir).journal, () => null);
  const differs = differences(opened.db, fresh.projection.db);
  const used = opened.db
    .all<{ sha256: string }>('SELECT DISTINCT sha256 FROM blob_use ORDER BY sha256')
    .map((row) => row.sha256);
  const blobs = new Blobs(dataDir);
  const state = new Map(used.map((sha256) => [sha256, blobs.check(sha256)]));
  const of = (what: string): string[] => used.filter((sha256) => state.get(sha256) === what);
  const lost = stillLost(readLostEnds(dataDir), vectorOf(fresh.projection, foldersOf(dataDir).journal));
  opened.db.close();
  fresh.projection.db.close();
  return {
    lost,
    projection: { schema: SCHEMA_HASH, equalsRebuild: differs.length === 0, differs },
    blobs: { used: used.length, missing: of('missing'), changed: of('changed') },
  };
}

/** The projection as a start would open it: newest snapshot and tail. */
async function openReading(dataDir: string): Promise<Projection> {
  let projection: Projection | undefined;
  const reader = new StreamReader(join(dataDir, 'journal'), () => {
    if (!projection) throw new Error('not open');
    return projection.db;
  });
  const opened = await openProjection(
    dataDir,
    (stream) => reader.load(stream).state,
    (stream) => reader.forget(stream),
    (one) => {
      projection = one;
    },
    () => {},
  );
  reader.close();
  return opened.projection;
}
