import type { Notice, NoticeKind, Notices, noticesContract } from '@shared/contract/notices';
import { caseStream } from '@shared/domain/case/evolve';
import { tablesStream } from '@shared/domain/registry/evolve';
import { reportStream } from '@shared/domain/report/evolve';
import { quietAt } from '@shared/rules/quiet';
import { readRows } from '@shared/rules/readRows';
import { dutyRowSchema } from '@shared/rules/tables';
import { HOUR_MS, toInstant, toMs } from '@shared/rules/time';
import type { SqlValue } from '../projection/database';
import type { Answers } from './answers';
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
 * by an index (`+` keeps the planner from a wider one; of
 * what has a due time the key of the order is that time).
 */
const bySql: Readonly<Partial<Record<NoticeKind, string>>> = {
  red: `SELECT ${HEAD}, i.due_key AS at, i.red_at AS due FROM item i WHERE i.open=1 AND i.due_key<:now`,
  yellow: `SELECT ${HEAD}, i.yellow_at AS at, i.red_at AS due FROM item i WHERE i.open=1 AND i.due_key>=:now AND +i.yellow_at<=:now`,
  // The limit keeps the subquery from being run anew for every use of its answer.
  returned: `SELECT ${HEAD}, (SELECT max(at) FROM returned WHERE case_id=i.id) AS at, i.red_at AS due FROM item i WHERE i.state='returned' LIMIT -1`,
  replyDue: `SELECT ${HEAD}, i.due_key AS at, i.red_at AS due FROM item i WHERE i.to_reply>0 AND i.due_key<=:ahead`,
  holdEnds: `SELECT ${HEAD}, i.hold_until AS at, i.red_at AS due FROM item i WHERE +i.state='onHold' AND i.hold_until<=:now`,
};

/** The newest of one kind that nobody has acknowledged. */
function newest([kind, sql]: [string, string]): string {
  return `SELECT * FROM (SELECT '${kind}' AS kind, t.* FROM (${sql}) AS t
    WHERE NOT EXISTS (SELECT 1 FROM acked WHERE key='${kind}:' || t.id || ':' || t.at) ORDER BY at DESC LIMIT :most)`;
}

/** The newest of all of them, and one more where there are more. */
const NEWEST = `${Object.entries(bySql).map(newest).join(' UNION ALL ')} ORDER BY at DESC LIMIT :most`;

/** `:now`, `:ahead`, `:most` become parameters in the order in which they stand. */
function bound(sql: string, nowMs: number): { sql: string; params: SqlValue[] } {
  const values: Record<string, number> = { now: nowMs, ahead: nowMs + AHEAD_MS, most: NOTICES_MOST + 1 };
  const params: SqlValue[] = [];
  const plain = sql.replaceAll(/:(now|ahead|most)\b/g, (_, name: string) => {
    params.push(values[name] ?? 0);
    return '?';
  });
  return { sql: plain, params };
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
    const ask = context.get(caseStream, row.id)?.ask;
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
    const open = context.get(caseStream, row.id)?.supervisions ?? [];
    return open.flatMap((one) => {
      const due = toMs(one.grant.due);
      const told = one.answeredAt === undefined && due <= nowMs + AHEAD_MS;
      return told ? [noticeOf('supervision', { ...row, unit: one.unit, at: due, due }, one.id)] : [];
    });
  });
}

/** What stations disagree about: told again where another event joins it. */
function conflicts(context: QueryContext): Notice[] {
  const rows = context.db.all<Turned>(
    `SELECT ${HEAD}, i.updated_at AS at, i.red_at AS due FROM item i WHERE i.conflict=1`,
  );
  return rows.flatMap((row) => {
    const state = context.get(caseStream, row.id) ?? context.get(reportStream, row.id);
    const open = state?.conflicts ?? [];
    return open.map(({ key, refs, at }) =>
      noticeOf('conflict', { ...row, at: toMs(at) }, `${key}:${refs.length}`),
    );
  });
}

/**
 * What the desk is to be told of, newest first: each until it is acknowledged or no longer true, so that what turned on
 * Friday is there on Monday. The duty calendar says whether aloud.
 */
export function notices(context: QueryContext): Notices {
  const { db, now, nowMs } = context;
  const { sql, params } = bound(NEWEST, nowMs);
  const found = db
    .all<Turned & { kind: NoticeKind }>(sql, params)
    .map(({ kind, ...turned }) => noticeOf(kind, turned));
  // Behind so many nothing older is told: whether it was acknowledged need not be asked.
  const oldest = found.length > NOTICES_MOST ? (found.at(-1)?.at ?? '') : '';
  const told = [...asks(context), ...supervisions(context), ...conflicts(context)].filter(
    ({ at, key }) => at >= oldest && db.number('SELECT count(*) FROM acked WHERE key=?', [key]) === 0,
  );
  const rows = [...found, ...told].sort((a, b) =>
    a.at === b.at ? (a.key < b.key ? -1 : 1) : a.at < b.at ? 1 : -1,
  );
  const tables = context.get(tablesStream, 'rules:main');
  const duty = readRows(dutyRowSchema, tables?.tables.duty?.rows ?? []).rows;
  return {
    rows: rows.slice(0, NOTICES_MOST),
    more: rows.length > NOTICES_MOST,
    ...quietAt(now, duty),
    now,
  };
}

export const answers: Answers<typeof noticesContract> = {
  notices: (_input, context) => notices(context),
};
