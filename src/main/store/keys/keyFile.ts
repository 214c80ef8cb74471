import { existsSync, fstatSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import { type Disk, realDisk } from '../journal/disk';
import { writeError } from '../journal/writer';
import type { Patch } from './keyLine';

/**
 * A key file as bytes that only grow. What lies before `size` is durable; what a failed write left behind it was never counted on
 * and is written over: a failed flush says nothing of what is on the disk, so that it is not believed whatever the cache shows.
 */
export class KeyFile {
  /** A write failed: bytes of its own may lie behind `size`. */
  private dirty = false;

  constructor(
    readonly path: string,
    /** As messages name it. */
    private readonly label: string,
    private readonly disk: Disk = realDisk,
    public size = 0,
  ) {}

  get exists(): boolean {
    return existsSync(this.path);
  }

  /** The whole file as it lies; empty where there is none. */
  read(): Buffer {
    return existsSync(this.path) ? readFileSync(this.path) : Buffer.alloc(0);
  }

  /**
   * Write behind the last durable byte, durable on return. Errors as the journal's; `store.keysDamaged` where the file has not the
   * length that it was left with: then somebody else changed it, and nothing is cut or written.
   */
  append(bytes: Buffer): void {
    this.change((fd) => {
      const found = fstatSync(fd).size;
      if (found < this.size || (found > this.size && !this.dirty))
        throw new CodedError('store.keysDamaged', { file: this.label, line: 0, offset: found }, 'length');
      if (found > this.size) this.disk.truncate(fd, this.size);
      this.dirty = true;
      this.writeAll(fd, { at: this.size, bytes });
    });
    this.dirty = false;
    this.size += bytes.length;
  }

  /** Write over these places, durable on return. Errors as the journal's. */
  overwrite(patches: readonly Patch[]): void {
    if (patches.length === 0) return;
    this.change((fd) => {
      for (const patch of patches) this.writeAll(fd, patch);
    });
  }

  /** Cut off what has no newline: nobody was told of it. The caller has set it aside. */
  cut(): void {
    this.change((fd) => this.disk.truncate(fd, this.size));
  }

  private change(work: (fd: number) => void): void {
    const folder = dirname(this.path);
    let fd: number | undefined;
    try {
      const fresh = !existsSync(this.path);
      const freshFolder = mkdirSync(folder, { recursive: true }) !== undefined;
      fd = this.disk.open(this.path);
      work(fd);
      this.disk.flush(fd);
      // The name of a new file is to outlive a power cut as its bytes do.
      if (fresh) this.disk.syncFolder(folder);
      if (freshFolder) this.disk.syncFolder(dirname(folder));
    } catch (error) {
      throw error instanceof CodedError ? error : writeError(error, folder);
    } finally {
      if (fd !== undefined) this.disk.close(fd);
    }
  }

  private writeAll(fd: number, { at, bytes }: Patch): void {
    for (let done = 0; done < bytes.length; ) {
      const count = this.disk.write(fd, bytes.subarray(done), at + done);
      if (count <= 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' });
      done += count;
    }
  }
}
