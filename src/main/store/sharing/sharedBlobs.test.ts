import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Blobs, blobPath } from '../blobs/blobs';
import { Projection } from '../projection/projection';
import { SharedBlobs } from './sharedBlobs';

const base = mkdtempSync(join(tmpdir(), 'xiuhua-blobs-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const bytesOf = (n: number): Buffer => Buffer.from(`picture ${n}`);
const nameOf = (n: number): string => createHash('sha256').update(bytesOf(n)).digest('hex');

async function opened(uses: readonly number[], here: readonly number[]) {
  const dataDir = mkdtempSync(join(base, 'd-'));
  const { db } = await Projection.create(() => null);
  for (const n of uses) db.run('INSERT INTO blob_use VALUES (?,?,0)', [nameOf(n), 'case:1']);
  const blobs = new Blobs(dataDir);
  for (const n of here) blobs.put(bytesOf(n));
  return { dataDir, blobs, shared: new SharedBlobs(dataDir, db) };
}

const names = (list: readonly { sha256: string }[]): string[] => list.map(({ sha256 }) => sha256);

describe('pictures that travel', () => {
  it('are listed page by page, with their sizes; later only what was added lies behind the last', async () => {
    const { blobs, shared } = await opened([1, 2, 3, 4, 5], [1, 2, 3, 4]);
    const first = shared.known('held', '', 3);
    const second = shared.known('held', first[2]?.sha256 ?? '', 3);
    expect([...names(first), ...names(second)].sort()).toEqual([1, 2, 3, 4].map(nameOf).sort());
    expect(first[0]?.size).toBe(9);
    const last = second[0]?.sha256 ?? '';
    expect(shared.known('held', last, 3)).toEqual([]);
    expect(names(shared.known('lacking', '', 9))).toEqual([nameOf(5)]);
    // A new one of one's own, and one that a package or another hub brought: both lie at the end.
    blobs.put(bytesOf(6));
    shared.grew([{ sha256: nameOf(6), thumb: true }]);
    shared.write(nameOf(5), 0, bytesOf(5));
    expect(shared.finish(nameOf(5))).toBe('whole');
    expect(shared.known('held', last, 9)).toEqual([
      { sha256: nameOf(6), thumb: true, size: 9 },
      { sha256: nameOf(5), thumb: false, size: 9 },
    ]);
    expect(shared.known('lacking', '', 9)).toEqual([]);
    // Lacking, then attached here: the same picture again.
    shared.grew([{ sha256: nameOf(7), thumb: false }]);
    expect(names(shared.known('lacking', nameOf(5), 9))).toEqual([nameOf(7)]);
    blobs.put(bytesOf(7));
    shared.grew([{ sha256: nameOf(7), thumb: false }]);
    expect(names(shared.known('held', nameOf(5), 9))).toEqual([nameOf(7)]);
    // Whom the program does not know any more begins anew.
    expect(shared.known('held', 'unknown', 9)).toHaveLength(7);
  });

  it('of which one is deleted while the program runs are listed all the same, and that one is fetched again', async () => {
    const { dataDir, shared } = await opened([1, 2, 3], [1, 2, 3]);
    expect(shared.known('held', '', 9)).toHaveLength(3);
    rmSync(blobPath(dataDir, nameOf(2)));
    expect(shared.known('held', '', 9)).toHaveLength(3);
    expect(shared.read(nameOf(2), 0, 9)).toBeUndefined();
    expect(names(shared.known('held', '', 9)).sort()).toEqual([1, 3].map(nameOf).sort());
    expect(shared.known('lacking', '', 9)).toEqual([{ sha256: nameOf(2), thumb: false }]);
    shared.write(nameOf(2), 0, bytesOf(2));
    expect(shared.finish(nameOf(2))).toBe('whole');
    expect(shared.known('held', '', 9)).toHaveLength(3);
    expect(shared.read(nameOf(2), 0, 9)).toEqual(new Uint8Array(bytesOf(2)));
  });
});
