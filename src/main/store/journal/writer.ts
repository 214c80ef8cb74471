import { existsSync, mkdirSync } from 'node:fs';
import { CodedError } from '@shared/contract/errors';
import { prepareBegins, publishBegins } from './begins';
import { type Disk, errnoOf, realDisk } from './disk';
import { type Place, SEGMENT_BYTES, segmentPath } from './segments';

/** Where a line came to lie. */
export interface Written extends Place {
  readonly length: number;
}

const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const NO_RIGHT = ['EROFS', 'EACCES', 'EPERM'];
const REFUSED = [...FULL, ...NO_RIGHT];

/** A failed write as the error that screens show: full disk, read-only disk, or the system's own word. */
export function writeError(error: unknown, folder: string): CodedError {
  const errno = errnoOf(error);
  if (FULL.includes(errno)) return new CodedError('store.diskFull', {}, errno);
  if (NO_RIGHT.includes(errno)) return new CodedError('store.readOnlyDisk', { path: folder }, errno);
  return new CodedError('store.writeFailed', { reason: errno }, String(error));
}

/**
 * Appends lines to the journal and flushes them. `append` either has all its lines durable on return, or it has cut the
 * segment back to the last acknowledged offset and throws. Where even cutting back fails, what became of its lines is
 * unknown (`store.fateUnknown`: after a crash they may be there) until `settle` or the next append has cut them back, or
 * has noted the acknowledged length beside a new segment, in which the journal goes on.
 */
export class JournalWriter {
  private segment: number;
  private offset: number;
  private fd: number | undefined;
  /** Set while bytes behind the acknowledged offset may lie in the open segment. */
  private dirty = false;
  /** How many bytes of the last append may have been written. */
  private reached = 0;
  /** Set once the next segment may have been announced: from then on nothing more goes into this one. */
  private moving = false;
  /** The folder's own flush is due: a segment was made in it. */
  private folderDue = false;

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

  /** Bytes that nobody was told of may lie behind the acknowledged ones. */
  get unsettled(): boolean {
    return this.dirty;
  }

  /**
   * Write these lines with one flush. Errors: `store.diskFull`, `store.readOnlyDisk`, `store.writeFailed` (surely not written),
   * `store.fateUnknown`.
   */
  append(lines: readonly Buffer[]): Written[] {
    this.settle();
    this.reached = 0;
    try {
      if (this.moving || this.offset >= this.segmentBytes) this.move();
      const fd = this.open();
      const bytes = lines.length === 1 && lines[0] ? lines[0] : Buffer.concat(lines);
      this.writeAll(fd, bytes);
      this.disk.flush(fd);
      this.dirty = false;
    } catch (error) {
      const whole = this.reached >= (lines[0]?.length ?? 0);
      // The beginning of a line alone is no command: it cannot come back.
      if (!this.cutBack() && whole)
        throw new CodedError('store.fateUnknown', { reason: errnoOf(error) }, String(error));
      throw writeError(error, this.folder);
    }
    return lines.map((line) => {
      const written = { segment: this.segment, offset: this.offset, length: line.length };
      this.offset += line.length;
      return written;
    });
  }

  /**
   * See to it that nothing of what was refused can come back: cut it back, or note beside a new segment where this one ends.
   * On return every command that was refused is surely not written. Errors: as `append`, without `store.fateUnknown`.
   */
  settle(): void {
    if (!this.dirty || (!this.moving && this.cutBack())) return;
    try {
      this.move();
    } catch (error) {
      throw writeError(error, this.folder);
    }
  }

  close(): void {
    if (this.fd !== undefined) this.disk.close(this.fd);
    this.fd = undefined;
  }

  private writeAll(fd: number, bytes: Uint8Array): void {
    let done = 0;
    while (done < bytes.length) {
      const count = this.writeSome(fd, bytes, done);
      if (count <= 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' });
      done += count;
    }
  }

  private writeSome(fd: number, bytes: Uint8Array, done: number): number {
    try {
      const count = this.disk.write(fd, bytes.subarray(done), this.offset + done);
      this.reached = done + count;
      this.dirty ||= this.reached > 0;
      return count;
    } catch (error) {
      // No room and no right mean that nothing was written; any other error leaves that open.
      if (!REFUSED.includes(errnoOf(error))) {
        this.reached = bytes.length;
        this.dirty = true;
      }
      throw error;
    }
  }

  private open(): number {
    if (this.fd === undefined) {
      mkdirSync(this.folder, { recursive: true });
      const path = segmentPath(this.folder, this.segment);
      this.folderDue ||= !existsSync(path);
      this.fd = this.disk.open(path);
    }
    // Repeated until it has succeeded once: without it a power cut takes the whole segment.
    if (this.folderDue) this.disk.syncFolder(this.folder);
    this.folderDue = false;
    return this.fd;
  }

  /** Is nothing left behind the acknowledged offset? */
  private cutBack(): boolean {
    if (!this.dirty || this.fd === undefined) return true;
    try {
      this.disk.truncate(this.fd, this.offset);
      this.disk.flush(this.fd);
      this.dirty = false;
      return true;
    } catch {
      // Tried again, or given up for a new segment, before anything else is written.
      return false;
    }
  }

  /** Go on in a new segment, once what was acknowledged of this one stands durably beside it. */
  private move(): void {
    mkdirSync(this.folder, { recursive: true });
    const next = this.segment + 1;
    const temporary = prepareBegins(this.disk, this.folder, next, this.offset);
    this.moving = true;
    publishBegins(this.disk, this.folder, next, temporary);
    try {
      this.close();
    } catch {
      this.fd = undefined;
    }
    this.segment = next;
    this.offset = 0;
    this.dirty = false;
    this.moving = false;
    // Made at once: an older program goes on in the last segment that is there.
    this.open();
  }
}
