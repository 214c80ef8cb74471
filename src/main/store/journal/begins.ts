import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { Disk } from './disk';
import { numbered } from './segments';

/**
 * What stands beside a segment (`0000000002.begins.json`): how much of the segment before it was acknowledged. Bytes behind
 * that were left by a write that failed and could not be cut back; they are no part of the journal.
 */
const beginsSchema = z.object({
  v: z.literal(1),
  /** Number of the segment before. */
  after: z.number().int().positive(),
  /** Its acknowledged length in bytes. */
  length: z.number().int().min(0),
  /** CRC-32 (8 hex digits) of `<v>|<after>|<length>`. */
  crc: z.string(),
});

function crcOf(after: number, length: number): string {
  return crc32(`1|${after}|${length}`).toString(16).padStart(8, '0');
}

/** File name of what stands beside a segment. */
export function beginsName(segment: number): string {
  return `${String(segment).padStart(10, '0')}.begins.json`;
}

const NAME = /^(\d{10})\.begins\.json$/;

/** Segments that were announced, ascending; the last of them may not have been made yet. */
export function announcedSegments(folder: string): number[] {
  return numbered(folder, NAME);
}

/**
 * Acknowledged length of the segment before `segment`; undefined where nothing stands beside it (folders of older programs),
 * `'unsound'` where what stands there cannot be read.
 */
export function acknowledgedBefore(folder: string, segment: number): number | 'unsound' | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, beginsName(segment)), 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'unsound';
  }
  try {
    const { after, length, crc } = beginsSchema.parse(JSON.parse(text));
    return after === segment - 1 && crc === crcOf(after, length) ? length : 'unsound';
  } catch {
    return 'unsound';
  }
}

/** Write what is to stand beside `segment` under another name, flushed; returns that name. Errors: the disk's. */
export function prepareBegins(disk: Disk, folder: string, segment: number, length: number): string {
  const temporary = `${join(folder, beginsName(segment))}.${process.pid}.tmp`;
  const after = segment - 1;
  const bytes = Buffer.from(`${JSON.stringify({ v: 1, after, length, crc: crcOf(after, length) })}\n`);
  rmSync(temporary, { force: true });
  const fd = disk.open(temporary);
  try {
    for (let done = 0; done < bytes.length; ) {
      const count = disk.write(fd, bytes.subarray(done), done);
      if (count <= 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' });
      done += count;
    }
    disk.flush(fd);
  } finally {
    disk.close(fd);
  }
  return temporary;
}

/** Put it beside its segment, durable on return. Errors: the disk's; it may lie there all the same. */
export function publishBegins(disk: Disk, folder: string, segment: number, temporary: string): void {
  disk.rename(temporary, join(folder, beginsName(segment)));
  disk.syncFolder(folder);
}
