import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A place in the journal: segment number and byte offset in it. */
export interface Place {
  readonly segment: number;
  readonly offset: number;
}

/** A segment is closed and the next begun when it has grown to this many bytes: cheap to scan whole at every start. */
export const SEGMENT_BYTES = 8 * 1024 * 1024;

const NAME = /^(\d{10})\.jsonl$/;

/** File name of a segment: `0000000001.jsonl`. */
export function segmentName(segment: number): string {
  return `${String(segment).padStart(10, '0')}.jsonl`;
}

/** Path of a segment in the journal folder. */
export function segmentPath(folder: string, segment: number): string {
  return join(folder, segmentName(segment));
}

/** The numbers of the files in a folder whose names a pattern finds (its first group), ascending; none where there is no folder. */
export function numbered(folder: string, pattern: RegExp): number[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .map((name) => pattern.exec(name)?.[1])
    .filter((digits): digits is string => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

/** The numbers of the segments that exist, ascending. */
export function listSegments(folder: string): number[] {
  return numbered(folder, NAME);
}
