import { fstatSync } from 'node:fs';
import { type Disk, realDisk } from '../../src/main/store/journal/disk';

/** What a crash leaves of the flush that it came with: nothing of it, a part of its bytes, or all, and nobody was answered. */
export type Moment = 'before' | 'torn' | 'after';

/** A real disk on which the power fails at a flush to come. Behind that nothing works any more, until the folder is opened anew. */
export class CrashDisk implements Disk {
  dead = false;
  private due: { flushes: number; moment: Moment } | undefined;
  /** Open files with how many of their bytes are safe. */
  private readonly safe = new Map<number, number>();

  /** Fail at the `flushes`th flush from now. */
  arm(flushes: number, moment: Moment): void {
    this.due = { flushes, moment };
  }

  disarm(): void {
    this.due = undefined;
  }

  open(path: string): number {
    this.mustLive();
    const fd = realDisk.open(path);
    this.safe.set(fd, fstatSync(fd).size);
    return fd;
  }

  write(fd: number, bytes: Uint8Array, position: number): number {
    this.mustLive();
    return realDisk.write(fd, bytes, position);
  }

  flush(fd: number): void {
    this.mustLive();
    const { due } = this;
    if (due) {
      due.flushes -= 1;
      if (due.flushes <= 0) this.fail(fd, due.moment);
    }
    this.safe.set(fd, fstatSync(fd).size);
  }

  truncate(fd: number, length: number): void {
    this.mustLive();
    realDisk.truncate(fd, length);
  }

  close(fd: number): void {
    if (this.safe.delete(fd)) realDisk.close(fd);
  }

  rename(from: string, to: string): void {
    this.mustLive();
    realDisk.rename(from, to);
  }

  syncFolder(): void {
    this.mustLive();
  }

  /** The process is gone, and with it its open files. */
  release(): void {
    this.dead = true;
    for (const fd of [...this.safe.keys()]) this.close(fd);
  }

  private fail(fd: number, moment: Moment): never {
    this.dead = true;
    const safe = this.safe.get(fd) ?? 0;
    const written = fstatSync(fd).size;
    if (moment === 'before') realDisk.truncate(fd, safe);
    if (moment === 'torn') realDisk.truncate(fd, safe + Math.floor(((written - safe) * 2) / 3));
    throw powerOff();
  }

  private mustLive(): void {
    if (this.dead) throw powerOff();
  }
}

function powerOff(): Error {
  return Object.assign(new Error('the power is off'), { code: 'EIO' });
}
