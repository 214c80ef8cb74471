import { existsSync, mkdirSync } from 'node:fs';
import { CodedError } from '@shared/contract/errors';
import { type Disk, errnoOf, realDisk } from './disk';
import { type Place, SEGMENT_BYTES, segmentPath } from './segments';

/** Where a line came to lie. */
export interface Written extends Place {
  readonly length: number;
}

/** A failed write as the error that screens show: full disk, read-only disk, or the system's own word. */
export function writeError(error: unknown, folder: string): CodedError {
  const errno = errnoOf(error);
  if (errno === 'ENOSPC' || errno === 'EDQUOT' || errno === 'EFBIG')
    return new CodedError('store.diskFull', {}, errno);
  if (errno === 'EROFS' || errno === 'EACCES' || errno === 'EPERM')
    return new CodedError('store.readOnlyDisk', { path: folder }, errno);
  return new CodedError('store.writeFailed', { reason: errno }, String(error));
}

/**
 * Appends lines to the journal and flushes them. `append` either has all its lines durable on return, or it has cut the
 * segment back to the last acknowledged offset and throws; where even cutting back fails, the next append goes on in a
 * new segment, whose predecessor then ends in a torn line.
 */
export class JournalWriter {
  private segment: number;
  private offset: number;
  private fd: number | undefined;
  /** Set while bytes behind the acknowledged offset may lie in the open segment. */
  private dirty = false;

  constructor(
    private readonly folder: string,
    start: Place,
    private readonly disk: Disk = realDisk,
    private readonly segmentBytes = SEGMENT_BYTES,
  ) {
    this.segment = start.segment;
    this.offset = start.offset;
  }

  /** Where the next line will go: everything before it is durable. */
  get place(): Place {
    return { segment: this.segment, offset: this.offset };
  }

  /** Write these lines with one flush. Errors: `store.diskFull`, `store.readOnlyDisk`, `store.writeFailed`. */
  append(lines: readonly Buffer[]): Written[] {
    try {
      if (this.dirty) this.recover();
      if (this.offset >= this.segmentBytes) this.roll();
      const fd = this.open();
      const bytes = lines.length === 1 && lines[0] ? lines[0] : Buffer.concat(lines);
      this.dirty = true;
      this.writeAll(fd, bytes);
      this.disk.flush(fd);
      this.dirty = false;
    } catch (error) {
      this.cutBack();
      throw writeError(error, this.folder);
    }
    return lines.map((line) => {
      const written = { segment: this.segment, offset: this.offset, length: line.length };
      this.offset += line.length;
      return written;
    });
  }

  close(): void {
    if (this.fd !== undefined) this.disk.close(this.fd);
    this.fd = undefined;
  }

  private writeAll(fd: number, bytes: Uint8Array): void {
    let done = 0;
    while (done < bytes.length) {
      const count = this.disk.write(fd, bytes.subarray(done), this.offset + done);
      if (count <= 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' });
      done += count;
    }
  }

  private open(): number {
    if (this.fd !== undefined) return this.fd;
    mkdirSync(this.folder, { recursive: true });
    const path = segmentPath(this.folder, this.segment);
    const fresh = !existsSync(path);
    this.fd = this.disk.open(path);
    if (fresh) this.disk.syncFolder(this.folder);
    return this.fd;
  }

  private roll(): void {
    this.close();
    this.segment += 1;
    this.offset = 0;
  }

  private cutBack(): void {
    if (!this.dirty || this.fd === undefined) return;
    try {
      this.disk.truncate(this.fd, this.offset);
      this.disk.flush(this.fd);
      this.dirty = false;
    } catch {
      // Tried again, or given up for a new segment, before the next line is written.
    }
  }

  /** Before anything else is tried: cut back what a failed write may have left, or go on in a new segment. */
  private recover(): void {
    this.cutBack();
    if (!this.dirty) return;
    try {
      this.close();
    } catch {
      this.fd = undefined;
    }
    this.segment += 1;
    this.offset = 0;
    this.dirty = false;
  }
}
