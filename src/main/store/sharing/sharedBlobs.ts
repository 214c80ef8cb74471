import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { BlobNeed } from '@shared/sync/station';
import { blobPath, hashFile } from '../blobs/blobs';
import { syncFolder } from '../files';
import { errnoOf } from '../journal/disk';
import { writeError } from '../journal/writer';
import type { Db } from '../projection/database';

const SHA256 = /^[0-9a-f]{64}$/;

/** Pictures as they travel: which are used, which are here, and the parts of those that are on their way. */
export class SharedBlobs {
  /** Every blob that streams use, in the order in which it became known. */
  private list: { sha256: string; thumb: boolean }[] | undefined;
  private readonly places = new Map<string, number>();
  private readonly lacking = new Set<string>();

  constructor(
    private readonly dataDir: string,
    private readonly db: Db,
  ) {}

  /** Blobs behind one in the list (from the beginning where `after` is empty). */
  known(what: 'held' | 'lacking', after: string, limit: number): BlobNeed[] {
    const list = this.load();
    const found: BlobNeed[] = [];
    for (let at = (this.places.get(after) ?? -1) + 1; at < list.length && found.length < limit; at += 1) {
      const one = list[at];
      if (!one || this.lacking.has(one.sha256) !== (what === 'lacking')) continue;
      found.push(what === 'held' ? { ...one, size: statSync(blobPath(this.dataDir, one.sha256)).size } : one);
    }
    return found;
  }

  /** Streams may use others now. */
  grew(sha256s: Iterable<{ sha256: string; thumb: boolean }>): void {
    if (!this.list) return;
    for (const one of sha256s) this.add(one);
  }

  read(sha256: string, offset: number, length: number): Uint8Array | undefined {
    if (!SHA256.test(sha256) || !existsSync(blobPath(this.dataDir, sha256))) return undefined;
    const fd = openSync(blobPath(this.dataDir, sha256), 'r');
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
    if (existsSync(whole)) return 'whole';
    const path = this.part(sha256);
    if (!existsSync(path) || hashFile(path) !== sha256) {
      rmSync(path, { force: true });
      return 'broken';
    }
    try {
      mkdirSync(dirname(whole), { recursive: true });
      renameSync(path, whole);
      syncFolder(dirname(whole));
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw writeError(error, this.dataDir);
    }
    this.lacking.delete(sha256);
    return 'whole';
  }

  private part(sha256: string): string {
    if (!SHA256.test(sha256)) throw new Error('not the name of a blob');
    return join(this.dataDir, 'blobs', 'parts', sha256);
  }

  private load(): { sha256: string; thumb: boolean }[] {
    if (this.list) return this.list;
    this.list = [];
    const rows = this.db.all<{ sha256: string; thumb: number }>(
      'SELECT sha256, max(thumb) AS thumb FROM blob_use GROUP BY sha256 ORDER BY sha256',
    );
    for (const { sha256, thumb } of rows) this.add({ sha256, thumb: thumb === 1 });
    return this.list;
  }

  private add(one: { sha256: string; thumb: boolean }): void {
    if (!this.list || this.places.has(one.sha256) || !SHA256.test(one.sha256)) return;
    this.places.set(one.sha256, this.list.push(one) - 1);
    if (!existsSync(blobPath(this.dataDir, one.sha256))) this.lacking.add(one.sha256);
  }
}
