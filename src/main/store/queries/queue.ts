import type { QueueFilter, QueuePage, QueueView } from '@shared/contract/models';
import { queueViewSchema } from '@shared/contract/models';
import type { queueContract } from '@shared/contract/queue';
import type { SqlRow } from '../projection/database';
import type { Answers } from './answers';
import type { QueryContext } from './context';
import { filterTest, narrows } from './filter';
import { itemOf } from './items';
import { type SqlView, sqlView } from './queueViews';

type Window = QueueFilter & { readonly offset: number; readonly limit: number };

/** The order of due times, and the same from its end. Ties by row, so that a page never shows a row twice. */
const ORDER = 'due_key, r';
const BACK = 'due_key DESC, r DESC';

/** Which rows first, by indexes alone; only these are read whole. */
function pageSql({ arms }: SqlView, order: string): string {
  const found = arms
    .map(({ sql }) => `SELECT rowid AS r, due_key FROM item WHERE ${sql}`)
    .join(' UNION ALL ');
  return `SELECT i.* FROM (${found} ORDER BY ${order} LIMIT ? OFFSET ?) p CROSS JOIN item i ON i.rowid = p.r ORDER BY p.due_key, p.r`;
}

/** A window of a view in the order of due times, walked from the nearer end. */
function sqlPage(filter: Window, context: QueryContext): { total: number; rows: SqlRow[] } {
  const { db } = context;
  const view = sqlView(filter.view, context, filter.owner ?? context.actor);
  const params = view.arms.flatMap((arm) => arm.params);
  const total = view.count(db);
  const limit = Math.max(0, Math.min(filter.limit, total - filter.offset));
  if (limit === 0) return { total, rows: [] };
  const behind = total - filter.offset - limit;
  const rows =
    filter.offset <= behind
      ? db.all(pageSql(view, ORDER), [...params, limit, filter.offset])
      : db.all(pageSql(view, BACK), [...params, limit, behind]);
  return { total, rows };
}

/** A window of any filter in any order, from the rows in memory. */
function tablePage(filter: Window, context: QueryContext): { total: number; rows: SqlRow[] } {
  const { table, db } = context;
  const columns = table.fresh();
  const test = filterTest(filter, columns, table, context);
  const page: number[] = [];
  let total = 0;
  for (const slot of table.order(filter.sort)) {
    if (!test(slot)) continue;
    if (total >= filter.offset && page.length < filter.limit) page.push(columns.row[slot] ?? 0);
    total += 1;
  }
  const sql = 'SELECT i.* FROM json_each(?) j CROSS JOIN item i ON i.rowid = j.value ORDER BY j.key';
  return { total, rows: page.length > 0 ? db.all(sql, [JSON.stringify(page)]) : [] };
}

/** A window of the queue. */
export function queuePage(filter: Window, context: QueryContext): QueuePage {
  const simple = filter.sort === 'due' && !narrows(filter);
  const { total, rows } = simple ? sqlPage(filter, context) : tablePage(filter, context);
  return { total, offset: filter.offset, rows: rows.map((row) => itemOf(row, context)), now: context.now };
}

/** Where an item stands in a filtered queue; -1 where it is not in it. */
export function queueIndexOf(filter: QueueFilter & { id: string }, context: QueryContext): { index: number } {
  const { table } = context;
  const columns = table.fresh();
  const wanted = table.slotOf(filter.id);
  const test = filterTest(filter, columns, table, context);
  if (wanted === undefined || !test(wanted)) return { index: -1 };
  let index = 0;
  for (const slot of table.order(filter.sort)) {
    if (slot === wanted) return { index };
    if (test(slot)) index += 1;
  }
  return { index: -1 };
}

/** How many items each view holds; `mine` of whoever asks. */
export function queueCounts(context: QueryContext, owner = context.actor): Record<QueueView, number> {
  const counts = {} as Record<QueueView, number>;
  for (const view of queueViewSchema.options) counts[view] = sqlView(view, context, owner).count(context.db);
  return counts;
}

export const answers: Answers<typeof queueContract> = {
  'queue.page': queuePage,
  'queue.counts': ({ owner }, context) => queueCounts(context, owner),
  'queue.indexOf': queueIndexOf,
};
