import { type Disk, realDisk } from '../journal/disk';

/** A disk with so many bytes of room, on real files underneath; `readOnly` refuses every change. Counts what was refused. */
export class FaultDisk implements Disk {
  room = Number.POSITIVE_INFINITY;
  readOnly = false;
  failTruncate = false;
  failFlush = false;
  failRename = false;
  refused = 0;

  readonly close = realDisk.close;
  readonly syncFolder = realDisk.syncFolder;

  open(path: string): number {
    if (this.readOnly) this.fail('EROFS');
    return realDisk.open(path);
  }

  write(fd: number, bytes: Uint8Array, position: number): number {
    if (this.readOnly) this.fail('EROFS');
    if (this.room <= 0) this.fail('ENOSPC');
    // A disk that is nearly full takes the part that fits: the caller learns of the rest by the next write.
    const part = bytes.subarray(0, Math.min(bytes.length, this.room));
    const count = realDisk.write(fd, part, position);
    this.room -= count;
    return count;
  }

  flush(fd: number): void {
    if (this.readOnly) this.fail('EROFS');
    if (this.failFlush) this.fail('EIO');
    realDisk.flush(fd);
  }

  truncate(fd: number, length: number): void {
    if (this.readOnly || this.failTruncate) this.fail('EIO');
    realDisk.truncate(fd, length);
  }

  rename(from: string, to: string): void {
    if (this.readOnly || this.failRename) this.fail('EIO');
    realDisk.rename(from, to);
  }

  /** Every fault is gone. */
  heal(): void {
    Object.assign(this, { room: Number.POSITIVE_INFINITY, readOnly: false });
    Object.assign(this, { failTruncate: false, failFlush: false, failRename: false });
  }

  private fail(code: string): never {
    this.refused += 1;
    throw Object.assign(new Error(code), { code });
  }
}
