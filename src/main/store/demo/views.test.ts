import { mkdirSync } from 'node:fs';
import type { ClassRef } from '@shared/domain/common';
import { toMs } from '@shared/rules/time';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proposalsFor } from '../queries/proposals';
import { queueCounts, queuePage } from '../queries/queue';
import { derivedIds } from '../service/author';
import type { Store } from '../service/store';
import { buildTestFolder, readResource, TestFolder, TestFolders } from '../testing/folder';
import { DEMO_COMMANDS, DEMO_NOW, DEMO_SEED, demoPlan } from './plan';

const folders = new TestFolders();
let store: Store;
beforeAll(async () => {
  const folder = new TestFolder(folders.path('demo'));
  mkdirSync(folder.witnessDir, { recursive: true });
  const plan = demoPlan(readResource, DEMO_SEED, derivedIds);
  await buildTestFolder(folder.dataDir, plan, DEMO_COMMANDS, true);
  folder.witness(DEMO_COMMANDS);
  store = await folder.open({ start: DEMO_NOW, write: false });
});
afterAll(() => {
  store?.close();
  folders.remove();
});

describe('the demo as the desk finds it', () => {
  it('has as many in each view as it must, and in every one something', () => {
    const counts = queueCounts(store.context());
    expect(counts).toMatchObject({ toTakeIn: 12, toAssign: 4, returned: 2, onHold: 2 });
    expect(counts).toMatchObject({ supervised: 3, overdue: 5, open: 130 + 12 });
    for (const view of ['handling', 'toCheck', 'toClose', 'toReply', 'dueSoon', 'ended'] as const)
      expect(counts[view], view).toBeGreaterThan(0);
    expect(counts.handling).toBeGreaterThan(90);
  });

  it('has replies to write that are not late yet', () => {
    const page = queuePage({ view: 'toReply', sort: 'due', offset: 0, limit: 50 }, store.context());
    expect(page.rows.reduce((sum, row) => sum + row.toReply, 0)).toBe(12);
    for (const { dueAt } of page.rows) expect(toMs(dueAt ?? '')).toBeGreaterThan(toMs(DEMO_NOW));
  });

  it('proposes the precedent where its operators went against the table three times', () => {
    const context = store.context();
    const places = context.db.all<{ scheme: string; class: string; community: string }>(
      'SELECT DISTINCT scheme, class, community FROM choice WHERE community IS NOT NULL',
    );
    const proposed = places.flatMap((row) => {
      const classRef: ClassRef = { scheme: row.scheme, code: row.class };
      const place = { text: '', communityCode: row.community };
      return proposalsFor(classRef, place, context).slice(0, 1);
    });
    const precedents = proposed.filter(({ reason }) => reason === 'precedent');
    expect(precedents).toHaveLength(1);
    expect(precedents[0]?.unit).toMatch(/^jwh-/);
  });
});
