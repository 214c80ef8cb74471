import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { abandon, type TestFolder, TestFolders } from '../testing/folder';
import { histories, play } from '../testing/histories';
import { filedCase } from '../testing/wishes';
import { makeSnapshot, type SnapshotMaker } from './makeSnapshot';

const folders = new TestFolders();
afterAll(() => folders.remove());

/** Made in the test's own thread, by the same code. */
const apart: SnapshotMaker = { make: makeSnapshot, stop: () => {} };
const positions = (folder: TestFolder): number[] =>
  readdirSync(folder.cache)
    .map((name) => Number(/-(\d{10})-[0-9a-f]{8}\.sqlite$/.exec(name)?.[1]))
    .sort((a, b) => a - b);

describe('a snapshot made apart from the store', () => {
  it('equals what the store has at that position, and the next start goes on from it', async () => {
    const property = fc.asyncProperty(histories(20, 60), histories(5, 20), async (first, second) => {
      const folder = await folders.create();
      const store = await folder.open({ snapshots: apart });
      await play(store, first, 5);
      const { position } = store;
      store.snapshotIfDue(0);
      // What comes meanwhile is not part of it.
      await play(store, second, 5);
      await store.snapshotMade();
      expect(positions(folder).at(-1)).toBe(position);
      abandon(folder);
      const again = await folder.open({ snapshots: apart });
      expect(await folder.prove(again)).toMatchObject({ damages: [], differs: [] });
      again.close();
    });
    await fc.assert(property, { seed: 20241231, numRuns: 8 });
  });

  it('leaves the old one where it is cut off, and the next one clears what was left', async () => {
    const folder = await folders.create();
    const cut: SnapshotMaker = {
      ...apart,
      make: async () => {
        writeFileSync(
          join(folder.cache, 'projection-000000000000-0000000009-00000000.sqlite.1.slices.tmp'),
          'half',
        );
        await new Promise(() => {});
      },
    };
    const store = await folder.open({ snapshots: cut });
    const before = positions(folder).filter(Number.isFinite);
    await filedCase(store);
    store.snapshotIfDue(1);
    abandon(folder);
    const again = await folder.open({ snapshots: apart });
    expect(positions(folder).filter(Number.isFinite)).toEqual(before);
    expect(await folder.prove(again)).toMatchObject({ damages: [], differs: [] });
    again.snapshotIfDue(1);
    await again.snapshotMade();
    expect(readdirSync(folder.cache).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(positions(folder).at(-1)).toBe(again.position);
    again.close();
  });

  it('is made by the store itself where there is nothing to begin with', async () => {
    const folder = await folders.create();
    const store = await folder.open({ snapshots: apart });
    await filedCase(store);
    rmSync(folder.cache, { recursive: true });
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    store.snapshotIfDue(1);
    await store.snapshotMade();
    expect(said).toHaveBeenCalledWith(expect.stringContaining('no snapshot to begin with'));
    said.mockRestore();
    expect(positions(folder)).toEqual([store.position]);
    store.close();
  });

  it('counts what lies behind the snapshot from the start on', async () => {
    const folder = await folders.create();
    const store = await folder.open({ snapshots: apart });
    await filedCase(store);
    abandon(folder);
    const again = await folder.open({ snapshots: apart });
    again.snapshotIfDue(2);
    await again.snapshotMade();
    expect(positions(folder).at(-1)).toBe(again.position);
    again.close();
  });
});
