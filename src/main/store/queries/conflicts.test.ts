import type { ConflictView } from '@shared/contract/pages';
import type { CommandInput } from '@shared/domain/commands';
import { afterAll, describe, expect, it } from 'vitest';
import type { Store } from '../service/store';
import { exchange, handOver } from '../testing/exchange';
import { TestFolders } from '../testing/folder';
import { filedCase, received, wish } from '../testing/wishes';
import { notices } from './notices';
import { casePage, reportPage } from './pages';
import { queueCounts, queuePage } from './queue';

const folders = new TestFolders();
afterAll(() => folders.remove());

/** Two stores of one centre that have the same. */
async function two() {
  const folderA = await folders.create();
  const folderB = folders.joined(folderA, 'B');
  const [a, b] = [await folderA.open(), await folderB.open()];
  await handOver(a, b);
  return { a, b, folderA, folderB };
}

const idsIn = (store: Store): string[] =>
  queuePage({ view: 'conflict', sort: 'due', offset: 0, limit: 20 }, store.context()).rows.map(
    ({ id }) => id,
  );
const told = (store: Store) => notices(store.context()).rows.filter(({ kind }) => kind === 'conflict');
const side = (conflict: ConflictView | undefined, store: Store) =>
  conflict?.sides.find(({ device }) => device === store.identity.device);

function settle(conflict: ConflictView | undefined, store: Store): CommandInput {
  const id = side(conflict, store)?.id ?? '';
  return { type: 'case.settle', caseId: conflict?.stream ?? '', key: conflict?.key ?? '', side: id };
}

describe('a case that two stores assigned to different units', () => {
  it('is an open decision at both, in the queue, in the notices and on its page; one decision ends it at both', async () => {
    const { a, b, folderA, folderB } = await two();
    const { caseId } = await filedCase(a);
    await exchange(a, b);
    await wish(a, { type: 'case.assign', caseId, lead: 'hwz' });
    await wish(b, { type: 'case.assign', caseId, lead: 'cgb', note: '请即到场' });
    expect([idsIn(a), idsIn(b)]).toEqual([[], []]);
    await exchange(a, b);
    for (const store of [a, b]) {
      expect(idsIn(store)).toEqual([caseId]);
      expect(queueCounts(store.context()).conflict).toBe(1);
      expect(told(store)).toMatchObject([{ itemId: caseId }]);
      const page = casePage(caseId, store.context());
      expect(page.item.conflict).toBe(true);
      expect(page.moves).toContain('case.settle');
      expect(page.conflicts).toEqual(casePage(caseId, a.context()).conflicts);
      expect(page.conflicts[0]?.sides.map(({ lines }) => lines.map(({ type }) => type))).toEqual([
        ['case.assigned'],
        ['case.assigned'],
      ]);
      // Of the two lines in the timeline one has no effect.
      const lines = page.history.filter(({ type }) => type === 'case.assigned');
      expect(lines.map(({ idle }) => idle === true).sort()).toEqual([false, true]);
    }
    const [conflict] = casePage(caseId, a.context()).conflicts;
    const loser = conflict?.winner === side(conflict, a)?.id ? b : a;
    const other = loser === a ? b : a;
    await wish(other, settle(conflict, loser));
    await exchange(a, b);
    for (const store of [a, b]) {
      expect([idsIn(store), told(store)]).toEqual([[], []]);
      const page = casePage(caseId, store.context());
      expect(page.conflicts).toEqual([]);
      expect(page.item.unit).toBe(loser === a ? 'hwz' : 'cgb');
      expect(page.history.filter(({ idle }) => idle).map(({ data }) => data.lead)).toEqual([
        loser === a ? 'cgb' : 'hwz',
      ]);
    }
    expect((await folderA.prove(a)).differs).toEqual([]);
    expect((await folderB.prove(b)).differs).toEqual([]);
    a.close();
    b.close();
  });

  it('goes on from what its page showed: the next move knows of both', async () => {
    const { a, b } = await two();
    const { caseId } = await filedCase(a);
    await exchange(a, b);
    await wish(a, { type: 'case.assign', caseId, lead: 'hwz' });
    await wish(b, { type: 'case.assign', caseId, lead: 'cgb' });
    await exchange(a, b);
    const page = casePage(caseId, a.context());
    expect(page.basis.split(' ')).toHaveLength(2);
    const unit = page.item.unit ?? '';
    const command: CommandInput = { type: 'case.handle', caseId, unit, note: '已清理' };
    await a.execute({ id: 'next-move', command, basis: { [caseId]: page.basis } }, 'op-1');
    await exchange(a, b);
    expect(casePage(caseId, b.context()).conflicts).toEqual(page.conflicts);
    expect(casePage(caseId, b.context()).item.state).toBe('toCheck');
    a.close();
    b.close();
  });
});

describe('a report for which two stores filed cases', () => {
  it('stands in the queue beside its case until it is decided; the other case ends in the chosen one', async () => {
    const { a, b } = await two();
    const { result } = await wish(a, received());
    const reportId = String(result.reportId);
    await exchange(a, b);
    const file = (title: string): CommandInput => ({
      type: 'case.file',
      reportId,
      title,
      place: { text: '冼村路' },
    });
    const [mine, theirs] = [await wish(a, file('甲')), await wish(b, file('乙'))].map((ack) =>
      String(ack.result.caseId),
    );
    await exchange(a, b);
    for (const store of [a, b]) expect(idsIn(store)).toEqual([reportId]);
    const page = reportPage(reportId, a.context());
    expect(page.item).toMatchObject({ state: 'linked', conflict: true });
    const linked = casePage(page.report.caseId ?? '', a.context());
    expect(linked.conflicts).toEqual(page.conflicts);
    const [conflict] = page.conflicts;
    const chosen = side(conflict, a)?.id ?? '';
    await wish(b, { type: 'report.settle', reportId, key: conflict?.key ?? '', side: chosen });
    await exchange(a, b);
    for (const store of [a, b]) {
      expect(idsIn(store)).toEqual([]);
      expect(casePage(mine ?? '', store.context()).reports.map(({ id }) => id)).toEqual([reportId]);
      expect(casePage(theirs ?? '', store.context())).toMatchObject({
        item: { state: 'merged' },
        mergedInto: { id: mine },
      });
      expect(() => reportPage(reportId, store.context())).toThrow();
    }
    a.close();
    b.close();
  });
});

describe('a sheet that two stores imported', () => {
  it('gives one case that is found and shown by both numbers; neither number is given out again', async () => {
    const { a, b, folderA } = await two();
    const row: CommandInput = {
      ...received(),
      type: 'report.import',
      channel: 'hotline12345',
      outsideNo: 'NO-1',
      asOf: '2024-12-31T15:00:00.000+08:00',
      receivedAt: '2024-12-31T10:00:00.000+08:00',
      sheet: { state: 'handling', unit: '环卫站', asOf: '2024-12-31T15:00:00.000+08:00' },
    };
    for (const store of [a, b])
      await store.execute(
        { id: `sheet-row-${store.identity.letter}`, command: row, cause: 'intake:1' },
        'op-1',
      );
    await exchange(a, b);
    for (const store of [a, b]) {
      const [item, ...more] = queuePage(
        { view: 'all', sort: 'due', offset: 0, limit: 9 },
        store.context(),
      ).rows;
      expect([more, idsIn(store)]).toEqual([[], []]);
      const page = casePage(item?.id ?? '', store.context());
      expect([page.item.no, ...page.otherNos].sort()).toEqual(['20241231-A0001', '20241231-B0001']);
      for (const text of ['a0001', 'B0001']) {
        const filter = { view: 'all', sort: 'due', text, offset: 0, limit: 9 } as const;
        expect(queuePage(filter, store.context()).total).toBe(1);
      }
    }
    const numbers = [await filedCase(a), await filedCase(b)].map(({ no }) => no);
    expect(numbers).toEqual(['20241231-A0002', '20241231-B0002']);
    a.close();
    const again = await folderA.open();
    expect((await filedCase(again)).no).toBe('20241231-A0003');
    expect((await folderA.prove(again)).differs).toEqual([]);
    again.close();
    b.close();
  });
});
