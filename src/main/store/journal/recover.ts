import { closeSync, existsSync, fsyncSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit } from '@shared/domain/envelope';
import { syncFolder } from '../files';
import { announcedSegments } from './begins';
import { decodeLine, hashLine } from './line';
import { noteLostEnd } from './lostEnd';
import { type Damage, scanTail, type TornEnd } from './scan';
import { listSegments, type Place, segmentName, segmentPath } from './segments';

/** What the start found at the end of the journal. */
export interface Recovered {
  /** Where the next commit goes. */
  readonly end: Place;
  /** The last sound commit and the hash of its line, if the journal has any. */
  readonly head?: { readonly commit: Commit; readonly hash: string };
  /** Bytes behind the last sound line: left of a command that nobody was told of, or damage at the very end. */
  readonly torn?: TornEnd;
  /** The file that they were put into before they were cut off. */
  readonly setAside?: { readonly file: string; readonly bytes: number };
  readonly damages: readonly Damage[];
}

/** Put bytes of a segment aside, flushed; returns the file's path, below `aside/`, named by their place. */
export function putAside(dataDir: string, place: Place, bytes: Uint8Array, kind: 'torn' | 'damaged'): string {
  const folder = join(dataDir, 'aside');
  mkdirSync(folder, { recursive: true });
  const base = join(folder, `${segmentName(place.segment)}.${place.offset}`);
  let file = `${base}.${kind}`;
  // The same place may be torn again, by another kill: what lies there stays.
  for (let n = 2; existsSync(file); n += 1) file = `${base}-${n}.${kind}`;
  writeFileSync(file, bytes, { flush: true, mode: 0o600 });
  syncFolder(folder);
  return file;
}

/** Put a torn end beside the journal before it is cut off; what may have been acknowledged is noted to be told. */
function setAside(dataDir: string, segment: number, torn: TornEnd): { file: string; bytes: number } {
  const file = putAside(dataDir, { segment, offset: torn.offset }, torn.bytes, 'torn');
  if (torn.kind === 'broken') noteLostEnd(dataDir, { torn, file });
  const fd = openSync(segmentPath(join(dataDir, 'journal'), segment), 'r+');
  try {
    ftruncateSync(fd, torn.offset);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  return { file, bytes: torn.bytes.length };
}

/** A segment that was announced and not made yet, since a kill came between: it is the last. */
function makeAnnounced(folder: string, segments: readonly number[], repair: boolean): number | undefined {
  const announced = announcedSegments(folder).at(-1) ?? 0;
  const last = segments.at(-1);
  if (last === undefined || announced !== last + 1) return last;
  if (!repair) return last;
  closeSync(openSync(segmentPath(folder, announced), 'a', 0o600));
  syncFolder(folder);
  return announced;
}

/**
 * Scan the end of the journal at start. A torn end is set aside and cut (with `repair`, i.e. holding the lock); damage anywhere
 * else is reported with its place. A segment that holds nothing sound yields to the one before it for the head.
 */
export function recoverJournal(dataDir: string, repair: boolean): Recovered {
  const folder = join(dataDir, 'journal');
  const segments = listSegments(folder);
  const last = makeAnnounced(folder, segments, repair);
  if (last === undefined) return { end: { segment: 1, offset: 0 }, damages: [] };
  const scan = scanTail(folder, last);
  const damages = [...scan.damages];
  const aside = scan.torn && repair ? setAside(dataDir, last, scan.torn) : undefined;
  let headScan = scan;
  for (const segment of segments.filter((one) => one < last).toReversed()) {
    if (headScan.last) break;
    headScan = scanTail(folder, segment);
    damages.push(...headScan.damages);
  }
  const raw = headScan.last;
  const commit = raw ? decodeLine(raw.bytes) : undefined;
  return {
    end: { segment: last, offset: scan.end },
    ...(raw && commit ? { head: { commit, hash: hashLine(raw.bytes) } } : {}),
    ...(scan.torn ? { torn: scan.torn } : {}),
    ...(aside ? { setAside: aside } : {}),
    damages,
  };
}
