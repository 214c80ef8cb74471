import { type Disk, realDisk } from '../../src/main/store/journal/disk';

/** A real disk that fails now and then, each kind of call by its own chance (one in so many), and for a few calls on end. */
export class ChaosDisk implements Disk {
  private failing = 0;

  constructor(private readonly random: () => number) {}

  readonly open = realDisk.open;
  readonly write = realDisk.write;
  readonly close = realDisk.close;

  flush(fd: number): void {
    // Written all the same, as on a disk that answers too late.
    realDisk.flush(fd);
    this.chance(40);
  }

  truncate(fd: number, length: number): void {
    this.chance(3);
    realDisk.truncate(fd, length);
  }

  rename(from: string, to: string): void {
    this.chance(4);
    realDisk.rename(from, to);
  }

  syncFolder(path: string): void {
    realDisk.syncFolder(path);
    this.chance(8);
  }

  private chance(oneIn: number): void {
    if (this.failing === 0 && this.random() % oneIn > 0) return;
    this.failing = this.failing > 0 ? this.failing - 1 : this.random() % 4;
    throw Object.assign(new Error('EIO'), { code: 'EIO' });
  }
}
