import { renameSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

/** Milliseconds between tries of a rename, about half a second in all: a virus scanner lets go of a new file within that. */
const RETRIES_MS = [5, 10, 20, 40, 80, 160, 200];
const PASSING = ['EPERM', 'EACCES', 'EBUSY'];
const passes = (error: unknown): boolean => PASSING.includes((error as NodeJS.ErrnoException).code ?? '');
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
      if (!passes(error)) throw error;
      pause(ms);
    }
  }
  rename();
}

/** Rename a file or folder, past a hindrance that passes; stands still meanwhile. Errors: the system's. */
export function renameFile(from: string, to: string): void {
  retryRename(() => renameSync(from, to));
}

/** The same without standing still. Errors: the system's. */
export async function renamed(from: string, to: string): Promise<void> {
  for (const ms of RETRIES_MS) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (!passes(error)) throw error;
      await setTimeout(ms);
    }
  }
  await rename(from, to);
}
