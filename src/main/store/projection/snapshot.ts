import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileSafely } from '../files';
import { decodeLine } from '../journal/line';
import { listSegments, segmentPath } from '../journal/segments';
import { Db } from './database';
import { Projection } from './projection';
import { SCHEMA_HASH } from './schema';

const KEPT = 2;

function fileName(position: number): string {
  return `projection-${SCHEMA_HASH}-${String(position).padStart(10, '0')}.sqlite`;
}

function snapshots(folder: string): { name: string; position: number }[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .map((name) => ({
      name,
      position: Number(/^projection-[0-9a-f]+-(\d{10})\.sqlite$/.exec(name)?.[1] ?? Number.NaN),
    }))
    .filter(({ name, position }) => name.startsWith(`projection-${SCHEMA_HASH}-`) && !Number.isNaN(position))
    .sort((a, b) => b.position - a.position);
}

/** Is the place that a snapshot stands for really behind that commit's line in this journal? */
function fitsJournal(journalDir: string, db: Db): boolean {
  const head = db.get<{ position: number; segment: number; offset: number }>(
    'SELECT position, segment, offset FROM head',
  );
  if (!head) return false;
  if (head.position === 0) return true;
  const last = db.get<{ id: string; segment: number; offset: number; length: number }>(
    'SELECT id, segment, offset, length FROM commits WHERE pos=?',
    [head.position],
  );
  if (!last || !listSegments(journalDir).includes(last.segment)) return false;
  const bytes = readFileSync(segmentPath(journalDir, last.segment));
  if (last.offset + last.length > bytes.length) return false;
  // The very commit must lie there: another journal may have been put in place of the one that was snapshotted.
  return decodeLine(bytes.subarray(last.offset, last.offset + last.length - 1), true)?.id === last.id;
}

/** The newest snapshot that opens, is sound and not ahead of the journal; undefined means: build from the journal. */
export async function loadSnapshot(
  cacheDir: string,
  journalDir: string,
  stateOf: (stream: string) => unknown,
): Promise<Projection | undefined> {
  for (const { name } of snapshots(cacheDir)) {
    let db: Db | undefined;
    try {
      db = await Db.open(readFileSync(join(cacheDir, name)));
      if (
        db.get<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check === 'ok' &&
        fitsJournal(journalDir, db)
      ) {
        return new Projection(db, stateOf);
      }
    } catch {
      // A snapshot is a cache: one that does not open is passed over, and the next start will not see it again.
    }
    db?.close();
    rmSync(join(cacheDir, name), { force: true });
  }
  return undefined;
}

/** Write bytes of a projection as a snapshot of its position; older ones beyond the last two, and other schemas', go. */
export function saveSnapshot(cacheDir: string, bytes: Uint8Array, position: number): void {
  writeFileSafely(join(cacheDir, fileName(position)), bytes);
  const keep = new Set(
    snapshots(cacheDir)
      .slice(0, KEPT)
      .map((one) => one.name),
  );
  for (const name of readdirSync(cacheDir)) {
    if (name.startsWith('projection-') && !keep.has(name)) rmSync(join(cacheDir, name), { force: true });
  }
}
