import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileSafely } from '../files';
import { writeError } from '../journal/writer';

/** Where a blob lies: `blobs/ab/<sha256>`. Also used by the protocol handler that shows pictures. */
export function blobPath(dataDir: string, sha256: string): string {
  return join(dataDir, 'blobs', sha256.slice(0, 2), sha256);
}

/** SHA-256 (hex) of a file, a piece at a time. */
export function hashFile(path: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(1024 * 1024);
  const fd = openSync(path, 'r');
  try {
    for (let count = readSync(fd, piece); count > 0; count = readSync(fd, piece))
      hash.update(piece.subarray(0, count));
  } finally {
    closeSync(fd);
  }
  return hash.digest('hex');
}

/** Pictures and other attachments by the SHA-256 of their bytes; written whole and flushed before any event names them. */
export class Blobs {
  constructor(private readonly dataDir: string) {}

  /** Keep bytes; returns their SHA-256 (hex). The same bytes again cost nothing. Errors as the journal's. */
  put(bytes: Uint8Array): string {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const path = blobPath(this.dataDir, sha256);
    if (existsSync(path)) return sha256;
    try {
      writeFileSafely(path, bytes);
    } catch (error) {
      throw writeError(error, this.dataDir);
    }
    return sha256;
  }

  has(sha256: string): boolean {
    return existsSync(blobPath(this.dataDir, sha256));
  }

  /** What is wrong with a blob: missing, or other bytes than its name says. */
  check(sha256: string): 'ok' | 'missing' | 'changed' {
    if (!this.has(sha256)) return 'missing';
    const bytes = readFileSync(blobPath(this.dataDir, sha256));
    return createHash('sha256').update(bytes).digest('hex') === sha256 ? 'ok' : 'changed';
  }

  /** Put bytes that cannot be used aside, with the reason beside them; nothing that came in is thrown away. */
  setAside(name: string, bytes: Uint8Array, reason: string): string {
    const folder = join(this.dataDir, 'aside', 'pictures');
    mkdirSync(folder, { recursive: true });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const path = join(folder, sha256.slice(0, 16));
    writeFileSync(path, bytes, { mode: 0o600 });
    writeFileSync(`${path}.json`, JSON.stringify({ name, reason, sha256 }), { mode: 0o600 });
    return path;
  }
}
