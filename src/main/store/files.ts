import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { renameFile } from '../renames';

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
  renameFile(path, to);
  syncFolder(folder);
  return to;
}
