import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileSafely } from '../files';
import { saveWitness } from '../journal/witness';
import type { CentreClock } from './centreClock';
import { foldersOf } from './open';

/** Can this folder be written again? Tried with a file of the size of a busy flush. */
export function diskIsWell(dataDir: string): boolean {
  const path = join(foldersOf(dataDir).journal, 'probe');
  try {
    writeFileSafely(path, Buffer.alloc(64 * 1024));
    return true;
  } catch {
    // Still unwell: the next command or probe tells.
    return false;
  } finally {
    rmSync(path, { force: true });
  }
}

/** Remember where the clock stands, and outside the folder how far it has come. */
export function rememberFolder(
  { dataDir, witnessDir }: { readonly dataDir: string; readonly witnessDir: string },
  {
    device,
    incarnation,
    seq,
  }: { readonly device: string; readonly incarnation: number; readonly seq: number },
  clock: CentreClock,
): void {
  try {
    clock.save();
    mkdirSync(witnessDir, { recursive: true });
    saveWitness(witnessDir, dataDir, { device, incarnation, seq });
  } catch (error) {
    // Neither holds anything that was acknowledged; the next command tells whether the disk is well.
    console.error(`place not remembered: ${(error as Error).message}`);
  }
}
