import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { BlobNeed } from '@shared/sync/station';
import { renameFile } from '../../renames';
import { blobPath, hashFile } from '../blobs/blobs';
import { syncFolder } from '../files';
import { errnoOf } from '../journal/disk';
import { writeError } from '../journal/writer';
import type { Db } from '../projection/database';

const SHA256 = /^[0-9a-f]{64}$/;

/** Pictures in the order in which they came to be on it; what is taken off leaves its place empty, so that places stay. */
class Roll {
  private list: (BlobNeed | undefined)[] = [];
  private readonly places = new Map<string, number>();

  get(sha256: string): BlobNeed | undefined {
    return this.list[this.places.get(sha256) ?? -1];
  }

  add(one: BlobNeed): void {
    this.places.set(one.sha256, this.list.push(one) - 1);
  }

  remove(sha256: string): BlobNeed | undefined {
    const one = this.get(sha256);
    const place = this.places.get(sha256);
    if (one && place !== undefined) this.list[place] = undefined;
    return one;
  }

  /** Those behind one that is or was on it; from the beginning where it is not known. */
  behind(after: string, limit: number): BlobNeed[] {
    const found: BlobNeed[] = [];
    for (
      let at = (this.places.get(after) ?? -1) + 1;
      at < this.list.length && found.length < limit;
      at += 1
    ) {
      const one = this.list[at];
      if (one) found.push(one);
    }
    return found;
  }
}

/** Pictures as they travel: which are used, which are here, and the parts of those that are on their way. */
export class SharedBlobs {
  /** What streams use and this folder has (with its size), and what it has not. Read from the disk once, then kept in step. */
  private rolls: { readonly held: Roll; readonly lacking: Roll } | undefined;

  constructor(
    private readonly dataDir: string,
    private readonly db: Db,
  ) {}

  /**
   * Blobs behind one in the list (from the beginning where `after` is empty or not known). Both lists grow at their ends alone:
   * whoever remembers the last one that he saw is told only what was added since.
   */
  known(what: 'held' | 'lacking', after: string, limit: number): BlobNeed[] {
    return this.load()[what].behind(after, limit);
  }

  /** Streams may use others now. */
  grew(sha256s: Iterable<{ sha256: string; thumb: boolean }>): void {
    if (!this.rolls) return;
    for (const one of sha256s) this.add(this.rolls, one);
  }

  read(sha256: string, offset: number, length: number): Uint8Array | undefined {
    if (!SHA256.test(sha256)) return undefined;
    const fd = this.opened(sha256);
    if (fd === undefined) return undefined;
    try {
      const bytes = Buffer.alloc(length);
      return new Uint8Array(bytes.subarray(0, readSync(fd, bytes, 0, length, offset)));
    } finally {
      closeSync(fd);
    }
  }

  held(sha256: string): number {
    const whole = blobPath(this.dataDir, sha256);
    if (existsSync(whole)) return statSync(whole).size;
    const part = this.part(sha256);
    return existsSync(part) ? statSync(part).size : 0;
  }

  /** Write bytes of a blob where they belong. Errors as the journal's. */
  write(sha256: string, offset: number, bytes: Uint8Array): void {
    const path = this.part(sha256);
    try {
      mkdirSync(dirname(path), { recursive: true });
      const fd = openSync(path, existsSync(path) ? 'r+' : 'w+', 0o600);
      try {
        for (let done = 0; done < bytes.length; )
          done += writeSync(fd, bytes, done, bytes.length - done, offset + done);
        fdatasyncSync(fd);
      } finally {
        closeSync(fd);
      }
    } catch (error) {
      throw writeError(error, this.dataDir);
    }
  }

  /** Prove the parts by their hash; only what proves true gets its place. */
  finish(sha256: string): 'whole' | 'broken' {
    const whole = blobPath(this.dataDir, sha256);
    const path = this.part(sha256);
    if (existsSync(whole)) return this.arrived(sha256);
    if (!existsSync(path) || hashFile(path) !== sha256) {
      rmSync(path, { force: true });
      return 'broken';
    }
    try {
      mkdirSync(dirname(whole), { recursive: true });
      renameFile(path, whole);
      syncFolder(dirname(whole));
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw writeError(error, this.dataDir);
    }
    return this.arrived(sha256);
  }

  private part(sha256: string): string {
    if (!SHA256.test(sha256)) throw new Error('not the name of a blob');
    return join(this.dataDir, 'blobs', 'parts', sha256);
  }

  private arrived(sha256: string): 'whole' {
    const one = this.rolls?.lacking.get(sha256);
    if (one && this.rolls) this.add(this.rolls, one);
    return 'whole';
  }

  /** A blob that was deleted while the program runs is lacking from now on. */
  private opened(sha256: string): number | undefined {
    try {
      return openSync(blobPath(this.dataDir, sha256), 'r');
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      const one = this.rolls?.held.remove(sha256);
      if (one) this.rolls?.lacking.add({ sha256, thumb: one.thumb });
      return undefined;
    }
  }

  private load(): { readonly held: Roll; readonly lacking: Roll } {
    if (this.rolls) return this.rolls;
    const rolls = { held: new Roll(), lacking: new Roll() };
    const rows = this.db.all<{ sha256: string; thumb: number }>(
      'SELECT sha256, max(thumb) AS thumb FROM blob_use GROUP BY sha256 ORDER BY sha256',
    );
    for (const { sha256, thumb } of rows) this.add(rolls, { sha256, thumb: thumb === 1 });
    this.rolls = rolls;
    return rolls;
  }

  /** Put a blob that is used where it belongs; one that was lacking may have come since. */
  private add(
    { held, lacking }: { readonly held: Roll; readonly lacking: Roll },
    { sha256, thumb }: { readonly sha256: string; readonly thumb: boolean },
  ): void {
    if (!SHA256.test(sha256) || held.get(sha256)) return;
    const size = statSync(blobPath(this.dataDir, sha256), { throwIfNoEntry: false })?.size;
    if (size !== undefined) {
      lacking.remove(sha256);
      held.add({ sha256, thumb, size });
    } else if (!lacking.get(sha256)) lacking.add({ sha256, thumb });
  }
}
