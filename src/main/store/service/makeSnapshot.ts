import type { Damage } from '../journal/scan';
import type { Projection } from '../projection/projection';
import { loadSnapshot, saveSnapshot } from '../projection/snapshot';
import { applyTail, foldersOf, readTail } from './open';
import { StreamReader } from './streams';

/** A snapshot to be made apart from the store: of which folder, up to which durable position. */
export interface SnapshotJob {
  readonly dataDir: string;
  readonly position: number;
}

/** Makes snapshots while the store goes on serving. */
export interface SnapshotMaker {
  /** Resolves when the snapshot lies in its place; rejects where it could not be made. */
  make(job: SnapshotJob): Promise<void>;
  /** The store closes: what is being made is given up. */
  stop(): void;
}

/**
 * Make the next snapshot from the last one and the journal's lines behind it. Needs nothing of the running store: the
 * journal up to a durable position never changes. Where a kill ends it, the old snapshot is still there.
 * Errors: no snapshot to begin with, or lines that cannot be read.
 */
export async function makeSnapshot({ dataDir, position }: SnapshotJob): Promise<void> {
  const { journal, cache } = foldersOf(dataDir);
  let projection: Projection | undefined;
  const reader = new StreamReader(journal, () => {
    if (!projection) throw new Error('The snapshot is not open yet');
    return projection.db;
  });
  try {
    projection = await loadSnapshot(cache, journal, (stream) => reader.load(stream).state);
    if (!projection) throw new Error('there is no snapshot to begin with');
    projection.onStale = (stream) => reader.forget(stream);
    const damages: Damage[] = [];
    const behind = projection.head().position < position;
    const tail = behind ? readTail(journal, projection, damages, position) : [];
    applyTail(projection, tail, (stream) => reader.forget(stream));
    const reached = projection.head().position;
    if (damages.length > 0 || reached !== position)
      throw new Error(`the journal could not be read to position ${position}: ${reached}`);
    saveSnapshot(cache, projection.db.export(), position, true);
  } finally {
    reader.close();
    projection?.db.close();
  }
}
