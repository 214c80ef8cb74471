import type { Counters, UnitLoad } from '@shared/contract/board';
import { type ChannelGroup, channelGroups } from '@shared/domain/common';
import { shiftAt } from '@shared/rules/shift';
import { addDays, DAY_MS, dayOf, startOfDay, startOfMonth, toInstant, toMs } from '@shared/rules/time';
import type { Db } from '../projection/database';
import type { QueryContext } from './context';
import { ledgerFigures } from './ledger';

/** Sum of a daily count over days, both ends included. */
export function countDays(db: Db, kind: string, from: string, to: string): number {
  return db.number('SELECT sum(n) FROM day_count WHERE kind=? AND day BETWEEN ? AND ?', [kind, from, to]);
}

/** Reports by channel group over days, both ends included. */
export function groupDays(db: Db, from: string, to: string): Record<ChannelGroup, number> {
  const counts = { hotline12345: 0, urban12319: 0, ownFinding: 0, others: 0 };
  for (const group of channelGroups) counts[group] = countDays(db, `reports:${group}`, from, to);
  return counts;
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((a, b) => a + b, 0);
}

/** Share of closed cases whose handling was on time, over days; null where none closed with a known time. */
export function onTimeRate(db: Db, from: string, to: string): number | null {
  const onTime = countDays(db, 'closed:onTime', from, to);
  const late = countDays(db, 'closed:late', from, to);
  return onTime + late === 0 ? null : onTime / (onTime + late);
}

/** The live counters of desk, wall and command line. */
export function counters(context: QueryContext): Counters {
  const { db, now, nowMs, position } = context;
  const today = dayOf(now);
  const month = startOfMonth(today);
  const lastMonthEnd = addDays(month, -1);
  const byGroup = groupDays(db, `${today.slice(0, 4)}-01-01`, today);
  const todayByGroup = groupDays(db, today, today);
  const longest = db.get<{ at: number | null }>(
    "SELECT min(due_key) AS at FROM item WHERE open=1 AND kind='case' AND due_key<?",
    [nowMs],
  )?.at;
  const cases = (where: string, params: readonly number[] = []): number =>
    db.number(`SELECT count(*) FROM item WHERE open=1 AND ${where}`, params);
  return {
    now,
    position,
    todayReports: sum(todayByGroup),
    todayReportsLastWeek: db.number(
      "SELECT count(*) FROM report WHERE received_at>=? AND received_at<=? AND status<>'withdrawn'",
      [toMs(startOfDay(addDays(today, -7))), nowMs - 7 * DAY_MS],
    ),
    open: db.number("SELECT sum(n) FROM state_count WHERE open=1 AND kind='case'"),
    waitingReports: db.number("SELECT sum(n) FROM state_count WHERE open=1 AND kind='report'"),
    overdue: cases("kind='case' AND due_key<?", [nowMs]),
    longestOverdueSince: typeof longest === 'number' ? toInstant(longest) : null,
    dueBeforeShiftEnd: cases("kind='case' AND due_key>=? AND due_key<=?", [nowMs, toMs(shiftAt(now).end)]),
    closedToday: countDays(db, 'closed', today, today),
    monthClosed: countDays(db, 'closed', month, today),
    monthOnTimeRate: onTimeRate(db, month, today),
    lastMonthOnTimeRate: onTimeRate(db, startOfMonth(lastMonthEnd), lastMonthEnd),
    yearReports: sum(byGroup),
    yearReportsByGroup: byGroup,
    todayReportsByGroup: todayByGroup,
    cases: db.number("SELECT sum(n) FROM state_count WHERE kind='case' AND state<>'void'"),
    ledger: ledgerFigures(context),
  };
}

/** Open work per unit, most first: overdue, due today, and the rate handled on time this month. Parts still open count for their unit. */
export function unitLoads(context: QueryContext): UnitLoad[] {
  const { db, now, nowMs } = context;
  const dayEnd = toMs(startOfDay(addDays(dayOf(now), 1)));
  const monthStart = toMs(startOfDay(startOfMonth(dayOf(now))));
  const open = db.all<{ unit: string; open: number; overdue: number; dueToday: number }>(
    `SELECT p.unit AS unit, count(*) AS open, sum(i.red_at < ?1) AS overdue, sum(i.red_at >= ?1 AND i.red_at < ?2) AS dueToday
     FROM part p JOIN item i ON i.id = p.case_id WHERE i.open = 1 AND (p.handled_at IS NULL OR i.unit = p.unit) GROUP BY p.unit ORDER BY open DESC, unit`,
    [nowMs, dayEnd],
  );
  const done = db.all<{ unit: string; rate: number; n: number }>(
    'SELECT unit, avg(handled_at <= due) AS rate, count(*) AS n FROM part WHERE handled_at >= ? GROUP BY unit',
    [monthStart],
  );
  const rates = new Map(done.map((row) => [row.unit, row]));
  return open.map((row) => ({
    unit: row.unit,
    open: row.open,
    overdue: row.overdue ?? 0,
    dueToday: row.dueToday ?? 0,
    monthHandled: rates.get(row.unit)?.n ?? 0,
    monthOnTimeRate: rates.get(row.unit)?.rate ?? null,
  }));
}
