import type { QueueFilter, QueueView } from '@shared/contract/models';
import { queueFilterSchema, queueViewSchema } from '@shared/contract/models';
import { shiftAt } from '@shared/rules/shift';
import { addMinutes, toMs } from '@shared/rules/time';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { SqlRow } from '../projection/database';
import { rebuild } from '../projection/rebuild';
import type { Store } from '../service/store';
import { TEST_NOW, TestFolders } from '../testing/folder';
import { histories, play } from '../testing/histories';
import { filedCase, received, TEST_ACTOR, wish } from '../testing/wishes';
import type { QueryContext } from './context';
import { queueCounts, queueIndexOf, queuePage } from './queue';

const folders = new TestFolders();
afterAll(() => folders.remove());

const SEED = { seed: 20241231 };

/** The store's answers as they would be at another moment. */
const at = (store: Store, now: string): QueryContext => ({ ...store.context(), now, nowMs: toMs(now) });

const num = (value: unknown): number => (typeof value === 'number' ? value : Number.POSITIVE_INFINITY);

function lightOf(row: SqlRow, nowMs: number): string {
  if (row.red_at === null) return 'none';
  if (num(row.red_at) < nowMs) return 'red';
  return num(row.yellow_at) <= nowMs ? 'yellow' : 'green';
}

/** What a view means, in plain words over a plain row. */
function inView(row: SqlRow, view: QueueView, context: QueryContext, owner: string): boolean {
  const { nowMs } = context;
  const over = row.state === 'onHold' && num(row.hold_until) <= nowMs;
  const state = over ? 'handling' : String(row.state);
  const red = num(row.red_at);
  const open = row.open === 1;
  switch (view) {
    case 'all':
      return true;
    case 'open':
      return open;
    case 'ended':
      return !open;
    case 'overdue':
      return open && red < nowMs;
    case 'dueSoon':
      return (
        open &&
        red >= nowMs &&
        red < Number.POSITIVE_INFINITY &&
        (red <= toMs(shiftAt(context.now).end) || num(row.yellow_at) <= nowMs)
      );
    case 'toReply':
      return Number(row.to_reply) > 0;
    case 'supervised':
      return row.supervised === 1;
    case 'conflict':
      return row.conflict === 1;
    case 'mine':
      return open && row.owner === owner;
    case 'toTakeIn':
      return state === 'toTakeIn' || state === 'verifying';
    default:
      return state === view;
  }
}

/** All rows that a filter means, in its order, by reading every row. */
function model(filter: QueueFilter, context: QueryContext): string[] {
  const { units, channels, communities, gridCode, owner, lights, view, sort } = filter;
  const rows = context.db.all('SELECT rowid AS r, * FROM item');
  const fits = (list: readonly string[] | undefined, value: unknown): boolean =>
    !list?.length || list.includes(String(value));
  const key = (row: SqlRow): number => {
    if (sort === 'received') return -Number(row.received_at);
    if (sort === 'updated') return -Number(row.updated_at);
    return row.red_at === null ? 1e16 - Number(row.received_at) : Number(row.red_at);
  };
  return rows
    .filter(
      (row) =>
        inView(row, view, context, owner ?? context.actor) &&
        fits(units, row.unit) &&
        fits(channels, row.channel) &&
        fits(communities, row.community) &&
        fits(gridCode ? [gridCode] : undefined, row.grid) &&
        fits(owner ? [owner] : undefined, row.owner) &&
        fits(lights, lightOf(row, context.nowMs)),
    )
    .sort((a, b) => key(a) - key(b) || Number(a.r) - Number(b.r))
    .map((row) => String(row.id));
}

const pages = (filter: QueueFilter, context: QueryContext, limit: number): string[] => {
  const ids: string[] = [];
  for (let offset = 0; ; offset += limit) {
    const { rows, total } = queuePage({ ...filter, offset, limit }, context);
    ids.push(...rows.map(({ id }) => id));
    if (offset + limit >= total) {
      expect(ids).toHaveLength(total);
      return ids;
    }
  }
};

const some = <T>(...values: T[]) => fc.option(fc.subarray(values, { minLength: 1 }), { nil: undefined });
const filters: fc.Arbitrary<QueueFilter> = fc
  .record({
    view: fc.constantFrom(...queueViewSchema.options),
    sort: fc.constantFrom('due' as const, 'received' as const, 'updated' as const),
    units: some('cgb', 'hwz', 'zfd'),
    channels: some('phone' as const, 'hotline12345' as const),
    communities: fc.constant(undefined),
    lights: some('green' as const, 'yellow' as const, 'red' as const, 'none' as const),
    owner: fc.constantFrom(undefined, undefined, TEST_ACTOR, 'nobody'),
  })
  .map((filter) => queueFilterSchema.parse(JSON.parse(JSON.stringify(filter))));

describe('the queue', () => {
  it('narrows by class: the code of one scheme is not the same code of another', async () => {
    const store = await (await folders.create()).open();
    const refs = [
      { scheme: 'event', code: '0501' },
      { scheme: 'part', code: '0501' },
    ];
    for (const classRef of refs) await wish(store, received({ classRef }));
    await wish(store, received());
    const classesOf = (classes: typeof refs) => {
      const filter = { view: 'open', sort: 'due', classes, offset: 0, limit: 9 } as const;
      return queuePage(filter, store.context()).rows.map((row) => row.classRef);
    };
    expect(classesOf([{ scheme: 'event', code: '0501' }])).toEqual([refs[0]]);
    expect(classesOf(refs)).toHaveLength(2);
    expect(classesOf([])).toHaveLength(3);
    store.close();
  });

  it('answers every view, sort and filter as reading every row would, after any history, page by page, at any time', async () => {
    const met = new Set<string>();
    const property = fc.asyncProperty(
      histories(40, 90),
      histories(5, 25),
      fc.array(filters, { minLength: 6, maxLength: 12 }),
      fc.constantFrom(0, 45, 600, 20_000),
      async (first, second, asked, later) => {
        const folder = await folders.create();
        const store = await folder.open();
        const check = (): void => {
          const context = at(store, addMinutes(TEST_NOW, later));
          const views = queueViewSchema.options.map((view) => ({ view, sort: 'due' as const }));
          for (const filter of [...views, ...asked]) {
            const expected = model(filter, context);
            expect(pages(filter, context, 7), JSON.stringify(filter)).toEqual(expected);
            if (expected.length > 0) met.add(filter.view);
            const id = expected[Math.floor(expected.length / 2)];
            if (id) expect(queueIndexOf({ ...filter, id }, context).index).toBe(expected.indexOf(id));
          }
          const counts = queueCounts(context);
          for (const { view } of views)
            expect(counts[view], view).toBe(model({ view, sort: 'due' }, context).length);
        };
        await play(store, first, 5);
        check();
        // The rows in memory are filled by now: what changes from here on has to reach them.
        await play(store, second, 3);
        check();
        store.close();
      },
    );
    await fc.assert(property, { ...SEED, numRuns: 12 });
    expect([...met]).toEqual(
      expect.arrayContaining(['toTakeIn', 'toAssign', 'handling', 'overdue', 'mine', 'open', 'ended', 'all']),
    );
  });

  it('keeps its counts by state equal to a recount, as written and as rebuilt', async () => {
    const property = fc.asyncProperty(histories(30, 80), async (history) => {
      const folder = await folders.create();
      const store = await folder.open();
      await play(store, history, 4);
      const recount =
        'SELECT kind, state, open, count(*) AS n FROM item GROUP BY kind, state, open ORDER BY kind, state, open';
      const keptCounts = 'SELECT * FROM state_count ORDER BY kind, state, open';
      const counted = store.projection.db.all(recount);
      expect(store.projection.db.all(keptCounts)).toEqual(counted);
      const { projection } = await rebuild(folder.journal, () => null);
      expect(projection.db.all(keptCounts)).toEqual(counted);
      projection.db.close();
      store.close();
    });
    await fc.assert(property, { ...SEED, numRuns: 10 });
  });

  it('takes a case whose hold has ended as in the field, without an event', async () => {
    const store = await (await folders.create()).open();
    const { caseId } = await filedCase(store);
    await wish(store, { type: 'case.assign', caseId, lead: 'hwz' });
    const until = addMinutes(TEST_NOW, 3 * 1440);
    await wish(store, { type: 'case.askHold', caseId, unit: 'hwz', reason: '等待材料', until });
    const granted = { type: 'case.answer' as const, caseId, granted: true, approver: 'duty-zhang' };
    await wish(store, granted);
    const views = (now: string) =>
      (['onHold', 'handling'] as const).map(
        (view) => queuePage({ view, sort: 'due', offset: 0, limit: 5 }, at(store, now)).total,
      );
    expect(views(addMinutes(TEST_NOW, 60))).toEqual([1, 0]);
    const after = addMinutes(until, 1);
    expect(views(after)).toEqual([0, 1]);
    const [row] = queuePage({ view: 'handling', sort: 'due', offset: 0, limit: 5 }, at(store, after)).rows;
    expect(row?.state).toBe('handling');
    const filtered = { view: 'handling', units: ['hwz'], sort: 'due', offset: 0, limit: 5 } as const;
    expect(queuePage({ ...filtered, units: ['hwz'] }, at(store, after)).total).toBe(1);
    store.close();
  });

  it('shows a closed case that owes a reply, with the clock of the reply', async () => {
    const store = await (await folders.create()).open();
    const { result } = await wish(
      store,
      received({ channel: 'hotline12345', outsideNo: '241231000000001-01', appealKind: 'complaint' }),
    );
    const reportId = String(result.reportId);
    const place = { text: '冼村路' };
    const { caseId } = (await wish(store, { type: 'case.file', reportId, title: '垃圾', place })).result;
    const id = String(caseId);
    await wish(store, { type: 'case.assign', caseId: id, lead: 'hwz' });
    await wish(store, { type: 'case.handle', caseId: id, unit: 'hwz', note: '已清运' });
    await wish(store, { type: 'case.check', caseId: id, passed: true, how: 'photo', close: true });
    const toReply = () => queuePage({ view: 'toReply', sort: 'due', offset: 0, limit: 5 }, store.context());
    expect(toReply().rows).toMatchObject([{ id, state: 'closed', toReply: 1, clock: 'reply' }]);
    expect(toReply().rows[0]?.light).not.toBe('none');
    await wish(store, { type: 'report.reply', reportId, text: '已办结' });
    expect(toReply().total).toBe(0);
    store.close();
  });
});
