import type { Briefing, briefingContract } from '@shared/contract/briefing';
import { CodedError } from '@shared/contract/errors';
import { channelGroups } from '@shared/domain/common';
import { RANKED_FROM } from '@shared/paper/briefing';
import { maskText } from '@shared/rules/intake/personal';
import {
  addDays,
  type Day,
  dayNumber,
  dayOf,
  isDay,
  startOfDay,
  startOfWeek,
  toInstant,
  toMs,
} from '@shared/rules/time';
import type { Answers } from './answers';
import { dayCounts } from './board';
import type { QueryContext } from './context';
import { countDays, groupDays, onTimeRate } from './counters';
import { ledgerSums } from './ledger';

const TOP_CLASSES = 5;
const TOP_PLACES = 10;
const OVERDUE_LISTED = 20;

/** Two weeks as days (both ends included) and as milliseconds (end excluded). */
interface Weeks {
  readonly from: Day;
  readonly to: Day;
  readonly beforeFrom: Day;
  readonly beforeTo: Day;
  readonly fromMs: number;
  readonly endMs: number;
  readonly beforeMs: number;
}

/** Number of a week in its year (ISO 8601): the week belongs to the year of its Thursday. */
export function isoWeek(monday: Day): { year: number; number: number } {
  const thursday = addDays(monday, 3);
  const year = thursday.slice(0, 4);
  return {
    year: Number(year),
    number: Math.floor((dayNumber(thursday) - dayNumber(`${year}-01-01`)) / 7) + 1,
  };
}

function weeksOf(weekStart: string | undefined, now: string): Weeks {
  const today = dayOf(now);
  if (weekStart !== undefined && (!isDay(weekStart) || weekStart > today)) {
    throw new CodedError('invalid', { field: 'weekStart' }, `not a day up to ${today}: ${weekStart}`);
  }
  const from = weekStart === undefined ? addDays(startOfWeek(today), -7) : startOfWeek(weekStart);
  const [next, before] = [addDays(from, 7), addDays(from, -7)];
  return {
    from,
    to: addDays(from, 6),
    beforeFrom: before,
    beforeTo: addDays(from, -1),
    fromMs: toMs(startOfDay(from)),
    endMs: toMs(startOfDay(next)),
    beforeMs: toMs(startOfDay(before)),
  };
}

type UnitRow = Briefing['units'][number];

/** Work of every unit in the week, by parts of cases (lead and assisting); overdue ones count for the lead unit. */
function unitWork(context: QueryContext, weeks: Weeks): UnitRow[] {
  const { db, nowMs, rules } = context;
  const rows = new Map<string, UnitRow>();
  const row = (unit: string): UnitRow => {
    const known = rows.get(unit);
    if (known) return known;
    const name = rules.unit(unit)?.name ?? unit;
    const zero = { assigned: 0, handled: 0, onTime: 0, overdueOpen: 0, returned: 0, reworked: 0 };
    const fresh: UnitRow = { rank: 0, unit, name, ...zero, onTimeRate: null };
    rows.set(unit, fresh);
    return fresh;
  };
  const add = (key: 'overdueOpen' | 'returned' | 'reworked', sql: string, params: number[]): void => {
    for (const { unit, n } of db.all<{ unit: string; n: number }>(sql, params)) if (n > 0) row(unit)[key] = n;
  };
  // A case closed without a known handling time (from a sheet) says nothing about when it was handled.
  const parts = db.all<{ unit: string; assigned: number; handled: number; onTime: number }>(
    `SELECT p.unit AS unit, sum(p.assigned_at >= ?1 AND p.assigned_at < ?2) AS assigned,
       sum(coalesce(p.handled_at >= ?1 AND p.handled_at < ?2, 0) AND (i.closed_at IS NULL OR i.on_time IS NOT NULL)) AS handled,
       sum(coalesce(p.handled_at >= ?1 AND p.handled_at < ?2 AND p.handled_at <= p.due, 0) AND (i.closed_at IS NULL OR i.on_time IS NOT NULL)) AS onTime
     FROM part p JOIN item i ON i.id = p.case_id
     WHERE i.state <> 'void' AND (p.assigned_at >= ?1 OR p.handled_at >= ?1) GROUP BY p.unit`,
    [weeks.fromMs, weeks.endMs],
  );
  for (const { unit, assigned, handled, onTime } of parts) {
    if (assigned + handled === 0) continue;
    Object.assign(row(unit), {
      assigned,
      handled,
      onTime,
      onTimeRate: handled > 0 ? onTime / handled : null,
    });
  }
  add(
    'overdueOpen',
    "SELECT unit, count(*) AS n FROM item WHERE open=1 AND kind='case' AND red_at<? AND unit IS NOT NULL GROUP BY unit",
    [nowMs],
  );
  add('returned', 'SELECT unit, count(*) AS n FROM returned WHERE at>=? AND at<? GROUP BY unit', [
    weeks.fromMs,
    weeks.endMs,
  ]);
  add(
    'reworked',
    "SELECT unit, sum(reworks) AS n FROM item WHERE kind='case' AND closed_at>=? AND closed_at<? AND unit IS NOT NULL GROUP BY unit",
    [weeks.fromMs, weeks.endMs],
  );
  return [...rows.values()];
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The units in order: those with at least {@link RANKED_FROM} handled by on-time rate, then by number handled; equal in both
 * is equal in rank (1, 2, 2, 4). The others follow without a rank (0).
 */
export function rankUnits(units: readonly UnitRow[]): UnitRow[] {
  const rate = (unit: UnitRow): number => unit.onTimeRate ?? 0;
  const ranked = units
    .filter((unit) => unit.handled >= RANKED_FROM)
    .sort((a, b) => rate(b) - rate(a) || b.handled - a.handled || byText(a.unit, b.unit));
  const rest = units
    .filter((unit) => unit.handled < RANKED_FROM)
    .sort((a, b) => b.handled - a.handled || b.assigned - a.assigned || byText(a.unit, b.unit));
  let rank = 0;
  const placed = ranked.map((unit, index) => {
    const above = ranked[index - 1];
    if (!above || rate(above) !== rate(unit) || above.handled !== unit.handled) rank = index + 1;
    return { ...unit, rank };
  });
  return [...placed, ...rest.map((unit) => ({ ...unit, rank: 0 }))];
}

/** Classes of the cases filed in the week, most first; an empty name stands for cases without a class. */
function topClasses({ db, rules }: QueryContext, weeks: Weeks): Briefing['topClasses'] {
  const rows = db.all<{ scheme: string | null; class: string | null; n: number; before: number }>(
    `SELECT scheme, class, sum(filed_at >= ?2) AS n, sum(filed_at < ?2) AS before FROM item
     WHERE kind='case' AND state <> 'void' AND filed_at >= ?1 AND filed_at < ?3 GROUP BY scheme, class`,
    [weeks.beforeMs, weeks.fromMs, weeks.endMs],
  );
  const names = new Map<string, { name: string; count: number; before: number }>();
  for (const row of rows) {
    const ref = row.class === null ? undefined : { scheme: row.scheme ?? '', code: row.class };
    const name = ref ? (rules.classRow(ref)?.name ?? ref.code) : '';
    const entry = names.get(name) ?? { name, count: 0, before: 0 };
    names.set(name, { name, count: entry.count + row.n, before: entry.before + row.before });
  }
  return [...names.values()]
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || byText(a.name, b.name))
    .slice(0, TOP_CLASSES);
}

/** A place as it may stand in a document that is handed out: personal numbers masked, nothing finer than the building. */
export function publicPlace(text: string): string {
  const room =
    /[\s,，-]*(?:\d+|[A-Za-z]\d*|[一二三四五六七八九十]+)\s*(?:单元|楼(?!盘)|层|房|室|号房)(?![\u4e00-\u9fff]*[路街巷]).*$/;
  return maskText(text.trim()).replace(room, '').trim();
}

/** Places with more than one case filed in the week, most first. */
function topPlaces({ db }: QueryContext, weeks: Weeks): Briefing['topPlaces'] {
  const rows = db.all<{ place: string; n: number }>(
    "SELECT place, count(*) AS n FROM item WHERE kind='case' AND state <> 'void' AND filed_at >= ? AND filed_at < ? GROUP BY place",
    [weeks.fromMs, weeks.endMs],
  );
  const counts = new Map<string, number>();
  for (const { place, n } of rows) {
    const name = publicPlace(place);
    if (name !== '') counts.set(name, (counts.get(name) ?? 0) + n);
  }
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .filter(({ count }) => count > 1)
    .sort((a, b) => b.count - a.count || byText(a.name, b.name))
    .slice(0, TOP_PLACES);
}

/** Reports of the week and open cases of every community; an empty name gathers what has no community. */
function communities({ db, knowledge }: QueryContext, weeks: Weeks): Briefing['communities'] {
  const reports = db.all<{ code: string | null; n: number }>(
    `SELECT i.community AS code, count(*) AS n FROM report r LEFT JOIN item i ON i.id = coalesce(r.case_id, r.id)
     WHERE r.received_day BETWEEN ? AND ? AND r.status <> 'withdrawn' GROUP BY i.community`,
    [weeks.from, weeks.to],
  );
  const open = db.all<{ code: string | null; n: number }>(
    "SELECT community AS code, count(*) AS n FROM item WHERE open=1 AND kind='case' GROUP BY community",
  );
  const names = knowledge.communities.map(({ code, name }) => [code, name] as const);
  const known = new Set(names.map(([code]) => code));
  const sum = (rows: typeof open, matches: (code: string | null) => boolean): number =>
    rows.filter(({ code }) => matches(code)).reduce((total, { n }) => total + n, 0);
  const all = names.map(([code, name]) => ({
    name,
    reports: sum(reports, (other) => other === code),
    open: sum(open, (other) => other === code),
  }));
  const elsewhere = (code: string | null): boolean => code === null || !known.has(code);
  const rest = { name: '', reports: sum(reports, elsewhere), open: sum(open, elsewhere) };
  all.sort((a, b) => b.reports - a.reports || b.open - a.open || byText(a.name, b.name));
  return rest.reports + rest.open > 0 ? [...all, rest] : all;
}

/** The open cases that are longest overdue. */
function overdueList({ db, nowMs, rules }: QueryContext): Briefing['overdueList'] {
  const rows = db.all<{ no: string; title: string; unit: string | null; red_at: number }>(
    "SELECT no, title, unit, red_at FROM item WHERE open=1 AND kind='case' AND red_at<? ORDER BY red_at, id LIMIT ?",
    [nowMs, OVERDUE_LISTED],
  );
  return rows.map(({ no, title, unit, red_at }) => ({
    no,
    title: maskText(title),
    unit: unit === null ? '' : (rules.unit(unit)?.name ?? unit),
    dueAt: toInstant(red_at),
  }));
}

/**
 * The briefing of a week: the last complete Monday to Sunday before now, or the week of `weekStart`. Flows are those of the
 * week and of the week before; what is open or overdue is as of now, which is the cut-off time.
 * @throws CodedError `invalid` where `weekStart` is no day or lies in the future.
 */
export function briefingWeek(input: { weekStart?: string | undefined }, context: QueryContext): Briefing {
  const { db, now, nowMs, position } = context;
  const weeks = weeksOf(input.weekStart, now);
  const { from, to, beforeFrom, beforeTo, fromMs, endMs } = weeks;
  const groups = { now: groupDays(db, from, to), before: groupDays(db, beforeFrom, beforeTo) };
  const reportsByGroup = channelGroups.map((group) => ({
    group,
    now: groups.now[group],
    before: groups.before[group],
  }));
  const both = (kind: string) => ({
    now: countDays(db, kind, from, to),
    before: countDays(db, kind, beforeFrom, beforeTo),
  });
  return {
    weekStart: from,
    weekEnd: to,
    issue: isoWeek(from),
    cutOff: now,
    position,
    reports: {
      now: reportsByGroup.reduce((total, group) => total + group.now, 0),
      before: reportsByGroup.reduce((total, group) => total + group.before, 0),
    },
    reportsByGroup,
    filed: both('filed'),
    closed: both('closed'),
    onTimeRate: { now: onTimeRate(db, from, to), before: onTimeRate(db, beforeFrom, beforeTo) },
    openAtCutOff: db.number("SELECT count(*) FROM item WHERE open=1 AND kind='case'"),
    overdueAtCutOff: db.number("SELECT count(*) FROM item WHERE open=1 AND kind='case' AND red_at<?", [
      nowMs,
    ]),
    reworks: db.number("SELECT sum(reworks) FROM item WHERE kind='case' AND closed_at>=? AND closed_at<?", [
      fromMs,
      endMs,
    ]),
    returns: db.number('SELECT count(*) FROM returned WHERE at>=? AND at<?', [fromMs, endMs]),
    days: dayCounts(context, beforeFrom, to),
    units: rankUnits(unitWork(context, weeks)),
    topClasses: topClasses(context, weeks),
    topPlaces: topPlaces(context, weeks),
    communities: communities(context, weeks),
    overdueList: overdueList(context),
    ledger: ledgerSums(from, to, context).map(({ kind, n }) => {
      const { name, nameEn = name, unit, unitEn = unit } = kind;
      return { name, nameEn, unit, unitEn, n };
    }),
  };
}

export const answers: Answers<typeof briefingContract> = {
  'briefing.week': briefingWeek,
};
