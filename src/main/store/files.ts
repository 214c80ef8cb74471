import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Sync a folder so that a rename in it survives a power cut; Windows has no such call and needs none for our files. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Milliseconds between tries of a rename, about half a second in all: a virus scanner lets go of a new file within that. */
const RETRIES_MS = [5, 10, 20, 40, 80, 160, 200];
const PASSING = ['EPERM', 'EACCES', 'EBUSY'];
const clock = new Int32Array(new SharedArrayBuffer(4));

/** Stand still for so many milliseconds; for the few places where nothing else can go on. */
export function pauseMs(ms: number): void {
  Atomics.wait(clock, 0, 0, ms);
}

/**
 * Try a rename, and again a few times where the system says that somebody else has the file open just now (EPERM, EACCES,
 * EBUSY: virus scanners and indexers on Windows). Errors: those of the last try; any other error at once.
 */
export function retryRename(rename: () => void, pause: (ms: number) => void = pauseMs): void {
  for (const ms of RETRIES_MS) {
    try {
      rename();
      return;
    } catch (error) {
      if (!PASSING.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      pause(ms);
    }
  }
  rename();
}

/** Rename a file, past a hindrance that passes. Errors: the system's. */
export function renameFile(from: string, to: string): void {
  retryRename(() => renameSync(from, to));
}

/** Replace a file whole or not at all: write beside it, flush, rename, sync the folder. */
export function writeFileSafely(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content, { flush: true, mode: 0o600 });
    renameFile(temporary, path);
  } catch (error) {
    // On a full disk the half-written file would take the very space that is missing.
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** Move a file that cannot be read to `aside/`, under a name that is free there: nothing is thrown away. Returns where it lies. */
export function setAsideFile(dataDir: string, path: string): string {
  const folder = join(dataDir, 'aside');
  mkdirSync(folder, { recursive: true });
  let to = join(folder, `${basename(path)}.broken`);
  for (let n = 2; existsSync(to); n += 1) to = join(folder, `${basename(path)}.broken-${n}`);
  renameSync(path, to);
  syncFolder(folder);
  return to;
}
