import { existsSync } from 'node:fs';
import { writeFileSafely } from '../files';
import type { Disk } from '../journal/disk';
import { writeError } from '../journal/writer';
import { keyPath } from './inspect';
import { KeyFile } from './keyFile';
import type { Patch } from './keyLine';
import { behindOf, firstBadOf, KEY_COPY, type KeyFinding, scanKeys } from './keyScan';

/**
 * The copy of the key file. It grows behind the file, never before it, and is made anew as a whole where it is not the file's
 * beginning. It never takes over damage, nor the loss of a key that it still holds.
 */
export class KeyCopy {
  private readonly file: KeyFile;
  /** The copy is the beginning of the file, `file.size` bytes of it. */
  private inStep = false;

  constructor(
    private readonly dataDir: string,
    disk: Disk,
  ) {
    this.file = new KeyFile(keyPath(dataDir, KEY_COPY), KEY_COPY, disk);
  }

  /** Compare it with the file's bytes. Returns how many of them it proves: two files that lie apart are not damaged alike. */
  compare(main: Buffer): number {
    const copy = this.file.read();
    const whole = copy.length === 0 || copy.at(-1) === 10;
    this.inStep = existsSync(this.file.path) && whole && main.subarray(0, copy.length).compare(copy) === 0;
    this.file.size = this.inStep ? copy.length : 0;
    return this.file.size;
  }

  /** Does it hold the file up to this length? */
  holds(bytes: number): boolean {
    return this.inStep && this.file.size === bytes;
  }

  /** Is there a copy that is not the beginning of the file? It is to be made anew at once: it may hold what was erased. */
  get strays(): boolean {
    return !this.inStep && existsSync(this.file.path);
  }

  /**
   * Bring it up to the file, whose durable bytes are `main`. Returns what stands against that: a line of the file that is damaged, or a
   * key that only the copy has. Errors as the journal's.
   */
  follow(main: Buffer, erasedNames: ReadonlySet<string>): KeyFinding | undefined {
    if (this.inStep && this.file.size === main.length) return undefined;
    const from = this.inStep ? this.file.size : 0;
    const bad =
      firstBadOf(main, from, erasedNames) ?? (this.inStep ? undefined : this.behind(main, erasedNames));
    if (bad) return bad;
    if (this.inStep) this.file.append(main.subarray(from));
    else this.replace(main);
    return undefined;
  }

  /** The first key that it has and the file lacks. */
  behind(main: Buffer, erasedNames: ReadonlySet<string>): KeyFinding | undefined {
    return behindOf(scanKeys(main), scanKeys(this.file.read()), erasedNames);
  }

  /** Does it hold any line? */
  get holdsLines(): boolean {
    return this.file.read().includes(10);
  }

  /** Overwrite the same places as in the file. Only where it is in step. */
  erase(patches: readonly Patch[]): void {
    this.file.overwrite(patches.filter(({ at }) => at < this.file.size));
  }

  private replace(main: Buffer): void {
    try {
      writeFileSafely(this.file.path, main);
    } catch (error) {
      throw writeError(error, this.dataDir);
    }
    this.inStep = true;
    this.file.size = main.length;
  }
}
