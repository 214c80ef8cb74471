import type { boardContract, WallBoard } from '@shared/contract/board';
import { shiftAt } from '@shared/rules/shift';
import { addDays, dayOf, daysFrom } from '@shared/rules/time';
import { peopleOf } from '@shared/rules/whoMay';
import type { Answers } from './answers';
import type { QueryContext } from './context';
import { counters, unitLoads } from './counters';
import { itemOf } from './items';
import { mapPoints } from './map';

const DAYS = 30;
const LATEST = 12;

/** Reports, filed and closed cases per day. */
export function dayCounts(context: QueryContext, from: string, to: string): WallBoard['days'] {
  const rows = context.db.all<{ day: string; kind: string; n: number }>(
    'SELECT day, kind, n FROM day_count WHERE day BETWEEN ? AND ?',
    [from, to],
  );
  const byDay = new Map(daysFrom(from, to).map((day) => [day, { day, reports: 0, filed: 0, closed: 0 }]));
  for (const { day, kind, n } of rows) {
    const entry = byDay.get(day);
    if (!entry) continue;
    if (kind.startsWith('reports:')) entry.reports += n;
    else if (kind === 'filed') entry.filed += n;
    else if (kind === 'closed') entry.closed += n;
  }
  return [...byDay.values()];
}

/** Everything that the wall shows, of one position. */
export function wallBoard(context: QueryContext): WallBoard {
  const { db, nowMs, now } = context;
  const today = dayOf(now);
  const latest = db.all(
    "SELECT * FROM item WHERE state NOT IN ('withdrawn','void','refused') ORDER BY received_at DESC, id LIMIT ?",
    [LATEST],
  );
  const overdue = db.all(
    "SELECT * FROM item WHERE open=1 AND kind='case' AND red_at<? ORDER BY red_at LIMIT ?",
    [nowMs, LATEST],
  );
  const [leader] = peopleOf('duty', context.rules.operators);
  return {
    counters: counters(context),
    ...mapPoints(context),
    units: unitLoads(context),
    latest: latest.map((row) => itemOf(row, context)),
    overdueItems: overdue.map((row) => itemOf(row, context)),
    days: dayCounts(context, addDays(today, 1 - DAYS), today),
    duty: { leader: leader?.name ?? '', shift: shiftAt(now).name, shiftEnd: shiftAt(now).end },
  };
}

export const answers: Answers<typeof boardContract> = {
  counters: (_input, context) => counters(context),
  'wall.board': (_input, context) => wallBoard(context),
};
