import { closeSync, fdatasyncSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type ChainId, chainOf } from '@shared/sync/vector';
import { renameFile } from '../../renames';
import { syncFolder, writeFileSafely } from '../files';
import { type CopyPlace, givenBackOf } from '../journal/givenBack';
import { decodeLine } from '../journal/line';
import { listSegments, segmentPath } from '../journal/segments';
import { supersededId } from './commitIndex';
import { Db } from './database';
import { Projection } from './projection';
import { SCHEMA_HASH } from './schema';

const KEPT = 2;

/** The name carries schema, position and the CRC-32 of the bytes: proving these costs a tenth of asking the engine to check itself. */
function fileName(position: number, bytes: Uint8Array): string {
  return `projection-${SCHEMA_HASH}-${String(position).padStart(10, '0')}-${checksum(bytes)}.sqlite`;
}

function checksum(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}

const NAME = /^projection-([0-9a-f]+)-(\d{10})-([0-9a-f]{8})\.sqlite$/;

function snapshots(folder: string): { name: string; position: number; crc: string }[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .map((name) => ({ name, parts: NAME.exec(name) }))
    .filter(({ parts }) => parts?.[1] === SCHEMA_HASH)
    .map(({ name, parts }) => ({ name, position: Number(parts?.[2]), crc: parts?.[3] ?? '' }))
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
  const id = decodeLine(bytes.subarray(last.offset, last.offset + last.length - 1), true)?.id;
  return id !== undefined && (last.id === id || last.id === supersededId(id, head.position));
}

/** The newest snapshot that opens, has its own checksum and is not ahead of the journal; undefined means: build from the journal. */
export async function loadSnapshot(
  cacheDir: string,
  journalDir: string,
  stateOf: (stream: string) => unknown,
): Promise<Projection | undefined> {
  for (const { name, crc } of snapshots(cacheDir)) {
    let db: Db | undefined;
    try {
      const bytes = readFileSync(join(cacheDir, name));
      if (checksum(bytes) === crc) db = await Db.open(bytes);
      if (db && fitsJournal(journalDir, db)) return new Projection(db, stateOf, givenBackIn(journalDir, db));
    } catch {
      // A snapshot is a cache: one that does not open is passed over, and goes when the next good one is written.
    }
    db?.close();
  }
  return undefined;
}

function givenBackIn(journalDir: string, db: Db): Set<ChainId> {
  const copies = (): CopyPlace[] =>
    db
      .all<{ device: string; incarnation: number; seq: number }>(
        'SELECT device, incarnation, seq FROM commits JOIN chains USING (cid) WHERE copy IS NOT NULL',
      )
      .map(({ device, incarnation, seq }) => ({ chain: chainOf(device, incarnation), seq }));
  return givenBackOf(journalDir, copies);
}

const SLICE = 512 * 1024;
/** Between slices, in milliseconds: the disk and the processor belong to those who work. */
const PAUSE_MS = 3;
const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Replace a file whole or not at all, a slice at a time, each flushed by itself: a flush of the journal in between waits
 * for one slice, not for the whole file.
 */
function writeInSlices(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.${process.pid}.slices.tmp`;
  try {
    const fd = openSync(temporary, 'w', 0o600);
    try {
      for (let at = 0; at < bytes.length; at += SLICE) {
        writeSync(fd, bytes, at, Math.min(SLICE, bytes.length - at));
        fdatasyncSync(fd);
        // This is a thread of its own: nobody waits for it.
        Atomics.wait(pause, 0, 0, PAUSE_MS);
      }
    } finally {
      closeSync(fd);
    }
    renameFile(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/**
 * Write bytes of a projection as a snapshot of its position; older ones beyond the last two, those ahead of it, what a kill
 * left half-written, and other schemas', go. `gently` where commands are served meanwhile.
 */
export function saveSnapshot(cacheDir: string, bytes: Uint8Array, position: number, gently = false): void {
  const write = gently ? writeInSlices : writeFileSafely;
  write(join(cacheDir, fileName(position, bytes)), bytes);
  const keep = new Set(
    snapshots(cacheDir)
      // What is ahead of the journal is of another past: it would never fit again.
      .filter((one) => one.position <= position)
      .slice(0, KEPT)
      .map((one) => one.name),
  );
  for (const name of readdirSync(cacheDir)) {
    if (name.startsWith('projection-') && !keep.has(name)) rmSync(join(cacheDir, name), { force: true });
  }
}
