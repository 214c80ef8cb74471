import type { Notice, NoticeKind, Notices } from '@shared/contract/notices';
import type { CaseState } from '@shared/domain/case/evolve';
import type { TablesState } from '@shared/domain/registry/evolve';
import { quietAt } from '@shared/rules/quiet';
import { dutyRowSchema } from '@shared/rules/tables';
import { HOUR_MS, toInstant, toMs } from '@shared/rules/time';
import type { SqlValue } from '../projection/database';
import type { QueryContext } from './context';

/** What is due so soon is told of. */
const AHEAD_MS = 4 * HOUR_MS;
/** So many are told at once, the newest; the queue's views hold all of them. */
export const NOTICES_MOST = 200;

interface Turned {
  id: string;
  no: string;
  title: string;
  unit: string | null;
  at: number;
  due: number | null;
}

const HEAD = 'i.id AS id, i.no AS no, i.title AS title, i.unit AS unit';

/**
 * The turns that the tables know by themselves, told for as long as they are true: each with the condition that finds it
 * by an index (`+` keeps the planner from a wider one).
 */
const bySql: Readonly<Partial<Record<NoticeKind, string>>> = {
  red: `SELECT ${HEAD}, i.red_at AS at, i.red_at AS due FROM item i WHERE i.open=1 AND i.due_key<:now`,
  yellow: `SELECT ${HEAD}, i.yellow_at AS at, i.red_at AS due FROM item i WHERE +i.open=1 AND i.yellow_at<=:now AND i.red_at>=:now`,
  returned: `SELECT ${HEAD}, (SELECT max(at) FROM returned WHERE case_id=i.id) AS at, i.red_at AS due FROM item i WHERE i.state='returned'`,
  replyDue: `SELECT ${HEAD}, i.red_at AS at, i.red_at AS due FROM item i WHERE i.to_reply>0 AND i.due_key<=:ahead`,
  holdEnds: `SELECT ${HEAD}, i.hold_until AS at, i.red_at AS due FROM item i WHERE +i.state='onHold' AND i.hold_until<=:now`,
};

/** The newest that nobody has acknowledged. `:now`, `:ahead` become parameters in the order in which they stand. */
function bound(kind: NoticeKind, sql: string, nowMs: number): { sql: string; params: SqlValue[] } {
  const values: Record<string, number> = { now: nowMs, ahead: nowMs + AHEAD_MS };
  const params: SqlValue[] = [];
  const plain = sql.replaceAll(/:(now|ahead)\b/g, (_, name: string) => {
    params.push(values[name] ?? 0);
    return '?';
  });
  return {
    sql: `SELECT * FROM (${plain}) AS t WHERE at IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM acked WHERE key='${kind}:' || t.id || ':' || t.at) ORDER BY at DESC LIMIT ?`,
    params: [...params, NOTICES_MOST + 1],
  };
}

function noticeOf(kind: NoticeKind, turned: Turned, about = String(turned.at)): Notice {
  const { id, no, title, unit, at, due } = turned;
  return {
    key: `${kind}:${id}:${about}`,
    itemId: id,
    kind,
    no,
    title,
    unit,
    at: toInstant(at),
    due: due === null ? null : toInstant(due),
  };
}

/** What units asked for and nobody has decided: when it was asked stands in the case only. */
function asks(context: QueryContext): Notice[] {
  const rows = context.db.all<Turned>(
    `SELECT ${HEAD}, i.updated_at AS at, i.red_at AS due FROM item i WHERE i.ask IS NOT NULL AND +i.open=1`,
  );
  return rows.flatMap((row) => {
    const ask = (context.state(row.id) as CaseState | null)?.ask;
    return ask ? [noticeOf('askOpen', { ...row, at: toMs(ask.at), unit: ask.unit })] : [];
  });
}

/** Answers to supervisions that are due within {@link AHEAD_MS} or overdue. */
function supervisions(context: QueryContext): Notice[] {
  const { db, nowMs } = context;
  const rows = db.all<Turned>(
    `SELECT ${HEAD}, i.updated_at AS at, i.red_at AS due FROM item i WHERE i.supervised=1`,
  );
  return rows.flatMap((row) => {
    const open = (context.state(row.id) as CaseState | null)?.supervisions ?? [];
    return open.flatMap((one) => {
      const due = toMs(one.grant.due);
      const told = one.answeredAt === undefined && due <= nowMs + AHEAD_MS;
      return told ? [noticeOf('supervision', { ...row, unit: one.unit, at: due, due }, one.id)] : [];
    });
  });
}

/**
 * What the desk is to be told of, newest first: each until it is acknowledged or no longer true, so that what turned on
 * Friday is there on Monday. The duty calendar says whether aloud.
 */
export function notices(context: QueryContext): Notices {
  const { db, now, nowMs } = context;
  const found = (Object.entries(bySql) as [NoticeKind, string][]).flatMap(([kind, text]) => {
    const { sql, params } = bound(kind, text, nowMs);
    return db.all<Turned>(sql, params).map((row) => noticeOf(kind, row));
  });
  const told = [...asks(context), ...supervisions(context)].filter(
    ({ key }) => db.number('SELECT count(*) FROM acked WHERE key=?', [key]) === 0,
  );
  const rows = [...found, ...told].sort((a, b) =>
    a.at === b.at ? (a.key < b.key ? -1 : 1) : a.at < b.at ? 1 : -1,
  );
  const tables = context.state('rules:main') as TablesState | null;
  const duty = (tables?.tables.duty?.rows ?? []).map((row) => dutyRowSchema.parse(row));
  return {
    rows: rows.slice(0, NOTICES_MOST),
    more: rows.length > NOTICES_MOST,
    ...quietAt(now, duty),
    now,
  };
}
