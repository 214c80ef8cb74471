import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { abandon, TestFolders } from '../testing/folder';
import { histories, play } from '../testing/histories';

const folders = new TestFolders();
afterAll(() => folders.remove());

it('the projection equals a rebuild after any history: live, from a snapshot, from a snapshot with a tail, from nothing', async () => {
  const met = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      histories(120, 200),
      histories(5, 20),
      fc.integer({ min: 1, max: 9 }),
      async (first, second, batch) => {
        const folder = await folders.create();
        const store = await folder.open();
        const one = await play(store, first, batch);
        const equal = async (opened: typeof store, ids: readonly string[]): Promise<void> => {
          const proof = await folder.prove(opened);
          expect(proof).toMatchObject({ damages: [], differs: [] });
          expect(proof.ids.filter((id) => ids.includes(id))).toEqual(ids);
        };
        await equal(store, one.acknowledged);
        for (const state of one.met) met.add(state);
        store.close();
        const snapshot = await folder.open();
        await equal(snapshot, one.acknowledged);
        const two = await play(snapshot, second, batch);
        abandon(folder);
        const ids = [...one.acknowledged, ...two.acknowledged];
        const tail = await folder.open();
        await equal(tail, ids);
        tail.close();
        rmSync(folder.cache, { recursive: true });
        const cold = await folder.open();
        await equal(cold, ids);
        cold.close();
      },
    ),
    { seed: 20241231, numRuns: 12, endOnFailure: true },
  );
  expect([...met]).toEqual(
    expect.arrayContaining([
      'toAssign',
      'handling',
      'onHold',
      'returned',
      'toCheck',
      'toClose',
      'closed',
      'void',
      'merged',
    ]),
  );
});
