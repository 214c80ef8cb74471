import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit } from '@shared/domain/envelope';
import { decodeLine, hashLine } from './line';
import { type Damage, scanTail, type TailScan } from './scan';
import { listSegments, type Place, segmentName, segmentPath } from './segments';

/** What the start found at the end of the journal. */
export interface Recovered {
  /** Where the next commit goes. */
  readonly end: Place;
  /** The last sound commit and the hash of its line, if the journal has any. */
  readonly head?: { readonly commit: Commit; readonly hash: string };
  /** Torn bytes that were set aside, with the file they were put into. */
  readonly setAside?: { readonly file: string; readonly bytes: number };
  readonly damages: readonly Damage[];
}

/** Put torn bytes beside the journal, flushed, before they are cut off. */
function setAside(
  dataDir: string,
  segment: number,
  torn: NonNullable<TailScan['torn']>,
): { file: string; bytes: number } {
  const folder = join(dataDir, 'aside');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${segmentName(segment)}.${torn.offset}.torn`);
  writeFileSync(file, torn.bytes, { flush: true, mode: 0o600 });
  const fd = openSync(segmentPath(join(dataDir, 'journal'), segment), 'r+');
  try {
    ftruncateSync(fd, torn.offset);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  return { file, bytes: torn.bytes.length };
}

/**
 * Scan the end of the journal at start. A torn last line is set aside and cut (with `repair`, i.e. holding the lock);
 * damage anywhere else is reported with its place. A segment that holds nothing sound yields to the one before it for the head.
 */
export function recoverJournal(dataDir: string, repair: boolean): Recovered {
  const folder = join(dataDir, 'journal');
  const segments = listSegments(folder);
  const last = segments.at(-1);
  if (last === undefined) return { end: { segment: 1, offset: 0 }, damages: [] };
  const scan = scanTail(folder, last);
  const damages = [...scan.damages];
  const aside = scan.torn && repair ? setAside(dataDir, last, scan.torn) : undefined;
  let headScan = scan;
  for (let i = segments.length - 2; i >= 0 && !headScan.last; i -= 1) {
    headScan = scanTail(folder, segments[i] ?? 1);
    damages.push(...headScan.damages);
  }
  const raw = headScan.last;
  const commit = raw ? decodeLine(raw.bytes) : undefined;
  return {
    end: { segment: last, offset: scan.end },
    ...(raw && commit ? { head: { commit, hash: hashLine(raw.bytes) } } : {}),
    ...(aside ? { setAside: aside } : {}),
    damages,
  };
}
