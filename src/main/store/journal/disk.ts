import fs from 'node:fs';
import { renameFile } from '../../renames';

/**
 * The few file calls of the journal's writer, in one place so that tests can break them at any moment.
 * They are synchronous on purpose (docs/decisions): write + fdatasync without a trip through the thread pool is what keeps
 * a commit close to the bare cost of the disk.
 */
export interface Disk {
  open(path: string): number;
  write(fd: number, bytes: Uint8Array, position: number): number;
  flush(fd: number): void;
  truncate(fd: number, length: number): void;
  close(fd: number): void;
  rename(from: string, to: string): void;
  syncFolder(path: string): void;
}

export const realDisk: Disk = {
  open: (path) => fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600),
  write: (fd, bytes, position) => fs.writeSync(fd, bytes, 0, bytes.length, position),
  flush: (fd) => fs.fdatasyncSync(fd),
  truncate: (fd, length) => fs.ftruncateSync(fd, length),
  close: (fd) => fs.closeSync(fd),
  rename: renameFile,
  syncFolder(path) {
    // Windows cannot sync a folder; a new segment there is safe once its own data is flushed.
    if (process.platform === 'win32') return;
    const fd = fs.openSync(path, fs.constants.O_RDONLY);
    try {
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
  },
};

/** Node's error code of a failed file call, e.g. ENOSPC. */
export function errnoOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? 'EUNKNOWN';
}
