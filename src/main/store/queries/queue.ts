import type { QueueFilter, QueuePage, QueueView } from '@shared/contract/models';
import { queueViewSchema } from '@shared/contract/models';
import { shiftAt } from '@shared/rules/shift';
import { toMs } from '@shared/rules/time';
import type { SqlValue } from '../projection/database';
import type { QueryContext } from './context';
import { itemOf } from './items';

interface Where {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/** The condition of each view. `dueSoon`: not overdue, but yellow or due before the shift ends. */
function viewWhere(view: QueueView, context: QueryContext): Where {
  const { nowMs } = context;
  switch (view) {
    case 'overdue':
      return { sql: 'open=1 AND red_at<?', params: [nowMs] };
    case 'dueSoon':
      return {
        sql: 'open=1 AND red_at>=? AND (red_at<=? OR yellow_at<=?)',
        params: [nowMs, toMs(shiftAt(context.now).end), nowMs],
      };
    case 'toTakeIn':
      return { sql: "state IN ('toTakeIn','verifying')", params: [] };
    case 'handling':
      return { sql: "(state='handling' OR (state='onHold' AND hold_until<=?))", params: [nowMs] };
    case 'onHold':
      return { sql: "state='onHold' AND hold_until>?", params: [nowMs] };
    case 'toReply':
      return { sql: 'to_reply>0', params: [] };
    case 'supervised':
      return { sql: 'supervised=1', params: [] };
    case 'mine':
    case 'open':
      return { sql: 'open=1', params: [] };
    case 'ended':
      return { sql: 'open=0', params: [] };
    case 'all':
      return { sql: '1=1', params: [] };
    default:
      return { sql: 'state=?', params: [view] };
  }
}

const lightSql = {
  red: 'open=1 AND red_at<?',
  yellow: 'open=1 AND red_at>=? AND yellow_at<=?',
  green: 'open=1 AND red_at>=? AND (yellow_at IS NULL OR yellow_at>?)',
  none: 'open=0',
} as const;

function lightWhere(lights: readonly (keyof typeof lightSql)[], nowMs: number): Where {
  const params = lights.flatMap((light) =>
    light === 'red' ? [nowMs] : light === 'none' ? [] : [nowMs, nowMs],
  );
  return { sql: `(${lights.map((light) => `(${lightSql[light]})`).join(' OR ')})`, params };
}

function inList(column: string, values: readonly string[]): Where {
  return { sql: `${column} IN (${values.map(() => '?').join(',')})`, params: values };
}

/** `%` and `_` in what was typed are meant literally. */
function likeText(text: string): string {
  return `%${text.replace(/[\\%_]/g, (char) => `\\${char}`)}%`;
}

/** Text is looked for in number, title and place, and in the outside numbers of a case's reports. */
function textWhere(text: string): Where {
  const like = likeText(text.trim().normalize('NFKC'));
  const sql = `(no LIKE ?1 ESCAPE '\\' OR title LIKE ?1 ESCAPE '\\' OR place LIKE ?1 ESCAPE '\\' OR id IN (SELECT case_id FROM report WHERE outside_no LIKE ?1 ESCAPE '\\'))`;
  return { sql: sql.replaceAll('?1', '?'), params: [like, like, like, like] };
}

function whereOf(filter: QueueFilter, context: QueryContext): Where {
  const parts = [viewWhere(filter.view, context)];
  if (filter.units?.length) parts.push(inList('unit', filter.units));
  if (filter.channels?.length) parts.push(inList('channel', filter.channels));
  if (filter.communities?.length) parts.push(inList('community', filter.communities));
  if (filter.owner) parts.push({ sql: 'owner=?', params: [filter.owner] });
  if (filter.gridCode) parts.push({ sql: 'grid=?', params: [filter.gridCode] });
  if (filter.lights?.length) parts.push(lightWhere(filter.lights, context.nowMs));
  if (filter.text?.trim()) parts.push(textWhere(filter.text));
  return { sql: parts.map((part) => part.sql).join(' AND '), params: parts.flatMap((part) => part.params) };
}

/** First what is due first; what has no clock comes last, newest first. */
const orders = {
  due: 'red_at IS NULL, red_at, received_at DESC, id',
  received: 'received_at DESC, id',
  updated: 'updated_at DESC, id',
} as const;

/** A window of the queue. */
export function queuePage(
  filter: QueueFilter & { offset: number; limit: number },
  context: QueryContext,
): QueuePage {
  const where = whereOf(filter, context);
  const total = context.db.number(`SELECT count(*) FROM item WHERE ${where.sql}`, where.params);
  const rows = context.db.all(
    `SELECT * FROM item WHERE ${where.sql} ORDER BY ${orders[filter.sort]} LIMIT ? OFFSET ?`,
    [...where.params, filter.limit, filter.offset],
  );
  return { total, offset: filter.offset, rows: rows.map((row) => itemOf(row, context)), now: context.now };
}

/** Where an item stands in a filtered queue; -1 where it is not in it. */
export function queueIndexOf(filter: QueueFilter & { id: string }, context: QueryContext): { index: number } {
  const where = whereOf(filter, context);
  const sql = `SELECT n FROM (SELECT id, row_number() OVER (ORDER BY ${orders[filter.sort]}) - 1 AS n FROM item WHERE ${where.sql}) WHERE id=?`;
  const found = context.db.get<{ n: number }>(sql, [...where.params, filter.id]);
  return { index: found?.n ?? -1 };
}

/** How many items each view holds. */
export function queueCounts(context: QueryContext): Record<QueueView, number> {
  const counts = {} as Record<QueueView, number>;
  for (const view of queueViewSchema.options) {
    const where = viewWhere(view, context);
    counts[view] = context.db.number(`SELECT count(*) FROM item WHERE ${where.sql}`, where.params);
  }
  return counts;
}
