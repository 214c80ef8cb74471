import type { Notice, NoticeKind, Notices } from '@shared/contract/notices';
import type { CaseState } from '@shared/domain/case/evolve';
import type { TablesState } from '@shared/domain/registry/evolve';
import { quietAt } from '@shared/rules/quiet';
import { dutyRowSchema } from '@shared/rules/tables';
import { DAY_MS, HOUR_MS, toInstant, toMs } from '@shared/rules/time';
import type { SqlValue } from '../projection/database';
import type { QueryContext } from './context';

/** What is due so soon is told of. */
const AHEAD_MS = 4 * HOUR_MS;

interface Turned {
  id: string;
  no: string;
  title: string;
  unit: string | null;
  at: number;
  due: number | null;
}

const HEAD = 'i.id AS id, i.no AS no, i.title AS title, i.unit AS unit';

/** The turns that the tables know by themselves, each with the condition that finds it by an index (`+` keeps the planner from a wider one). */
const bySql: Readonly<Partial<Record<NoticeKind, string>>> = {
  red: `SELECT ${HEAD}, i.red_at AS at, i.red_at AS due FROM item i WHERE i.open=1 AND i.due_key>=:from AND i.due_key<:now`,
  yellow: `SELECT ${HEAD}, i.yellow_at AS at, i.red_at AS due FROM item i WHERE +i.open=1 AND i.yellow_at>=:from AND i.yellow_at<=:now AND i.red_at>=:now`,
  returned: `SELECT ${HEAD}, r.at AS at, i.red_at AS due FROM item i JOIN returned r ON r.case_id=i.id
    WHERE i.state='returned' AND r.at>=:from AND r.at=(SELECT max(at) FROM returned WHERE case_id=i.id)`,
  replyDue: `SELECT ${HEAD}, i.red_at AS at, i.red_at AS due FROM item i WHERE i.to_reply>0 AND i.due_key>=:from AND i.due_key<=:ahead`,
  holdEnds: `SELECT ${HEAD}, i.hold_until AS at, i.red_at AS due FROM item i WHERE +i.state='onHold' AND i.hold_until>=:from AND i.hold_until<=:now`,
};

/** `:from`, `:now`, `:ahead` become parameters in the order in which they stand. */
function bound(sql: string, nowMs: number): { sql: string; params: SqlValue[] } {
  const values: Record<string, number> = { from: nowMs - DAY_MS, now: nowMs, ahead: nowMs + AHEAD_MS };
  const params: SqlValue[] = [];
  const plain = sql.replaceAll(/:(from|now|ahead)\b/g, (_, name: string) => {
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

/** What units asked for within the last day and nobody has decided: when it was asked stands in the case only. */
function asks(context: QueryContext): Notice[] {
  const { db, nowMs } = context;
  const rows = db.all<Turned>(
    `SELECT ${HEAD}, i.updated_at AS at, i.red_at AS due FROM item i WHERE i.ask IS NOT NULL AND i.open=1 AND i.updated_at>=?`,
    [nowMs - DAY_MS],
  );
  return rows.flatMap((row) => {
    const ask = (context.state(row.id) as CaseState | null)?.ask;
    const at = ask ? toMs(ask.at) : 0;
    return ask && at >= nowMs - DAY_MS ? [noticeOf('askOpen', { ...row, at, unit: ask.unit })] : [];
  });
}

/** Answers to supervisions that are due within {@link AHEAD_MS}, or fell due within the last day. */
function supervisions(context: QueryContext): Notice[] {
  const { db, nowMs } = context;
  const rows = db.all<Turned>(
    `SELECT ${HEAD}, i.updated_at AS at, i.red_at AS due FROM item i WHERE i.supervised=1`,
  );
  return rows.flatMap((row) => {
    const open = (context.state(row.id) as CaseState | null)?.supervisions ?? [];
    return open.flatMap((one) => {
      const due = toMs(one.grant.due);
      const told = one.answeredAt === undefined && due >= nowMs - DAY_MS && due <= nowMs + AHEAD_MS;
      return told ? [noticeOf('supervision', { ...row, unit: one.unit, at: due, due }, one.id)] : [];
    });
  });
}

/** What the desk is to be told of, newest first. The duty calendar says whether aloud. */
export function notices(context: QueryContext): Notices {
  const { db, now, nowMs } = context;
  const found = (Object.entries(bySql) as [NoticeKind, string][]).flatMap(([kind, text]) => {
    const { sql, params } = bound(text, nowMs);
    return db.all<Turned>(sql, params).map((row) => noticeOf(kind, row));
  });
  const rows = [...found, ...asks(context), ...supervisions(context)]
    .filter(({ key }) => db.number('SELECT count(*) FROM acked WHERE key=?', [key]) === 0)
    .sort((a, b) => (a.at === b.at ? (a.key < b.key ? -1 : 1) : a.at < b.at ? 1 : -1));
  const tables = context.state('rules:main') as TablesState | null;
  const duty = (tables?.tables.duty?.rows ?? []).map((row) => dutyRowSchema.parse(row));
  return { rows, ...quietAt(now, duty), now };
}
