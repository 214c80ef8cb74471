import { CodedError } from '@shared/contract/errors';
import type { DeadlineWhy, Finding, rulesContract, TableRows, TableSummary } from '@shared/contract/rules';
import type { Fact } from '@shared/domain/envelope';
import type { FactOf } from '@shared/domain/eventType';
import { knownTables, type TableName, type TableSet, type tableEvents } from '@shared/domain/registry/events';
import type { TablesState } from '@shared/domain/registry/evolve';
import { tablesStream } from '@shared/domain/registry/evolve';
import { factAs } from '@shared/domain/streams';
import { explain, usedMinutes } from '@shared/rules/deadline';
import { mappedClass, ruleFindings } from '@shared/rules/findings';
import { readTable } from '@shared/rules/keptRows';
import { communityRow } from '@shared/rules/place/schema';
import { type RawRow, readRows } from '@shared/rules/readRows';
import { RuleBook } from '@shared/rules/ruleBook';
import { isEditable, type TableRow, type TableStream, tableKinds } from '@shared/rules/tableSchemas';
import { dayOf, minutesBetween } from '@shared/rules/time';
import type { Answers } from './answers';
import { clocksOf, type KnownClock, type Subject } from './clocks';
import type { QueryContext } from './context';

const STREAMS: readonly TableStream[] = ['registry:main', 'rules:main'];

/** The stream that a table lives in; of one that only a newer program knows, the stream that has it. */
function streamOf(table: TableName, context: QueryContext): TableStream {
  if (isEditable(table)) return tableKinds[table].stream;
  return STREAMS.find((stream) => tablesIn(stream, context).has(table)) ?? 'registry:main';
}

function tablesIn(stream: TableStream, context: QueryContext): ReadonlyMap<string, TableSet> {
  const state = context.get(tablesStream, stream);
  return new Map(Object.values(state?.tables ?? {}).flatMap((set) => (set ? [[set.table, set]] : [])));
}

/** The rows of a table as they lie in the journal, none where it was never set. */
export function rawRows(table: TableName, context: QueryContext): readonly RawRow[] {
  return tablesIn(streamOf(table, context), context).get(table)?.rows ?? [];
}

/** The tables that facts set, with who set each and when; those of a newer program are not read. */
function setsOf(facts: readonly Fact[]): readonly FactOf<typeof tableEvents, 'table.set'>[] {
  return facts.flatMap((fact) => factAs(tablesStream, fact) ?? []);
}

/** Every table with its versions, the newest first. */
export function ruleTables(context: QueryContext): TableSummary[] {
  const sets = new Map(STREAMS.map((stream) => [stream, setsOf(context.facts(stream))]));
  const known: readonly TableName[] = knownTables.filter(isEditable);
  const others = [...sets.values()].flat().map(({ data }) => data.table);
  return [...new Set([...known, ...others])].map((table) => {
    const stream = streamOf(table, context);
    const history = (sets.get(stream) ?? [])
      .filter(({ data }) => data.table === table)
      .map(({ data: { version, source, rows }, at, actor: by }) => {
        return { version, ...(source ? { source } : {}), at, by, rows: rows.length };
      })
      .reverse();
    const now = history[0];
    return {
      table,
      stream,
      version: now?.version ?? '',
      ...(now?.source ? { source: now.source } : {}),
      setAt: now?.at ?? null,
      setBy: now?.by ?? null,
      rows: now?.rows ?? 0,
      editable: isEditable(table),
      history,
    };
  });
}

/** What names of units, classes and communities there are whose rows only a newer program reads: rows may go on naming them. */
function keptNames(context: QueryContext): TableRows['kept']['names'] {
  const keys = (table: 'units' | 'classes' | 'communities'): string[] =>
    readTable(table, rawRows(table, context)).keptKeys;
  return { units: keys('units'), classes: keys('classes'), communities: keys('communities') };
}

/** Rows for editing, and what is kept beside them. Of a table that only a newer program knows, all as it is. */
function tableRows(
  table: TableName,
  version: string,
  raw: readonly RawRow[],
  context: QueryContext,
): TableRows {
  const names = keptNames(context);
  if (!isEditable(table))
    return { table, version, rows: raw.map((row) => ({ ...row })), kept: { keys: [], withFields: 0, names } };
  const { rows, keptKeys, withFields } = readTable(table, raw);
  return { table, version, rows, kept: { keys: keptKeys, withFields, names } };
}

/**
 * The rows of a table as it stands, none where it was never set; or as a version of before had them, read from the
 * journal. Errors: `rules.noVersion`.
 */
export function ruleTable(table: TableName, context: QueryContext, version?: string): TableRows {
  const stream = streamOf(table, context);
  const set = tablesIn(stream, context).get(table);
  if (version === undefined || version === (set?.version ?? ''))
    return tableRows(table, set?.version ?? '', set?.rows ?? houseRows(table), context);
  const old = setsOf(context.facts(stream))
    .map(({ data }) => data)
    .findLast((one) => one.table === table && one.version === version);
  if (!old) throw new CodedError('rules.noVersion', { table, version });
  return tableRows(table, version, old.rows, context);
}

/** What holds where nobody has set the table. */
function houseRows(table: TableName): readonly TableRow[] {
  return (isEditable(table) ? tableKinds[table].house : undefined) ?? [];
}

/** The tables of both streams as they would stand with these rows in place of a table's. */
export function tablesWith(
  table: TableName,
  rows: readonly TableRow[],
  context: QueryContext,
): { registry: TablesState | null; rules: TablesState | null } {
  const [registry, rules] = STREAMS.map((stream) => {
    const state = context.get(tablesStream, stream);
    if (streamOf(table, context) !== stream) return state;
    const set: TableSet = { table, version: state?.tables[table]?.version ?? '', rows: [...rows] };
    return { id: stream, tables: { ...state?.tables, [table]: set } };
  });
  return { registry: registry ?? null, rules: rules ?? null };
}

/** The findings of these tables; those in force where none are given. */
export function findingsOf(
  context: QueryContext,
  tables?: { registry: TablesState | null; rules: TablesState | null },
): Finding[] {
  const rulesState = tables ? tables.rules : context.get(tablesStream, 'rules:main');
  const registry = tables ? tables.registry : context.get(tablesStream, 'registry:main');
  const book = tables ? new RuleBook(tables.registry, tables.rules) : context.rules;
  const communities = readRows(communityRow, registry?.tables.communities?.rows ?? []).rows;
  const calendar = rulesState?.tables.calendar?.rows ?? [];
  const sets = [registry, rulesState].flatMap((state) => Object.values(state?.tables ?? {}));
  const all = sets.flatMap((set) => set ?? []);
  return ruleFindings(book, { communities, calendar, tables: all, today: dayOf(context.now) });
}

/** The rule that gave a limit, in words' data: the row as the tables have it today. */
function ruleOf(rule: string, context: QueryContext): DeadlineWhy['rule'] {
  const { rules } = context;
  if (rule === 'outside' || rule === 'operator') return { kind: rule, id: rule, row: null };
  const [table, ...rest] = rule.split('/');
  const id = rest.join('/');
  if (table === 'limits') {
    const row = rules.limits.find((one) => one.id === id);
    return row ? { kind: 'limits', id, row } : { kind: 'other', id: rule, row: null };
  }
  if (table === 'house') return { kind: 'house', id, row: null };
  if (table === 'catalogue') {
    // A hotline class gives its mapped code (`E0110`), the catalogue's own classes theirs.
    const row = mappedClass(rules, id) ?? [...rules.classes.values()].find((one) => one.code === id);
    if (row) {
      const { scheme, code, name, limits } = row;
      const words = limits === undefined ? {} : { words: limits };
      return { kind: 'catalogue', id, row: null, ...words, classRef: { scheme, code }, className: name };
    }
  }
  return { kind: 'other', id: rule, row: null };
}

type Counted = Pick<DeadlineWhy, 'days' | 'minutes' | 'used' | 'counted' | 'agrees'>;

/** The minutes of a clock, day by day, with today's calendar. A date from outside is not counted: it was said. */
function countOf({ grant, intervals, unit }: KnownClock, context: QueryContext): Counted {
  const { now } = context;
  if (grant.rule === 'outside') {
    const minutes = minutesBetween(grant.start, grant.due);
    const end = intervals.at(-1)?.to ?? now;
    const used = Math.max(0, minutesBetween(grant.start, end));
    return { days: [], minutes, used, counted: grant.due, agrees: true };
  }
  const calendar = context.rules.calendars.of(unit);
  const limit = { value: grant.value, unit: grant.unit };
  const { days, minutes, due } = explain(intervals, limit, calendar);
  return {
    days: days.map((day) => ({ ...day, spans: [...day.spans] })),
    minutes,
    used: usedMinutes(intervals, calendar, grant.unit, now),
    counted: due,
    agrees: due === grant.due,
  };
}

function subjectView(subject: Subject, clock: KnownClock, context: QueryContext): DeadlineWhy['subject'] {
  const className = context.rules.classRow(subject.classRef)?.name;
  const day = dayOf(clock.intervals.at(-1)?.from ?? clock.grant.start);
  return { ...subject, ...(className === undefined ? {} : { className }), day };
}

/**
 * Why a clock is due when it is: the rule and its row, the calendar, and the minutes counted day by day. Of several clocks
 * of one name (rounds of assigning, units that handle) the last, or the unit's.
 * Errors: `case.unknown`, `report.unknown`, `deadline.noClock`.
 */
export function deadlineWhy(
  input: { id: string; clock: DeadlineWhy['clock']; unit?: string | undefined },
  context: QueryContext,
): DeadlineWhy {
  const { clocks, subject } = clocksOf(input.id, context);
  const found = clocks.findLast(
    (one) => one.clock === input.clock && (input.unit === undefined || one.unit === input.unit),
  );
  if (!found) throw new CodedError('deadline.noClock', { id: input.id, clock: input.clock });
  const { grant, intervals } = found;
  const last = intervals.at(-1);
  const today = context.rules.calendars.of(found.unit).version;
  return {
    id: input.id,
    clock: input.clock,
    unit: found.unit ?? null,
    running: last !== undefined && last.to === undefined,
    grant,
    rule: ruleOf(grant.rule, context),
    subject: subjectView(subject, found, context),
    intervals: intervals.map(({ from, to }) => (to === undefined ? { from } : { from, to })),
    calendar: { version: grant.calendar, today, current: grant.calendar === today },
    ...countOf(found, context),
    now: context.now,
  };
}

export const answers: Answers<typeof rulesContract> = {
  'rules.tables': (_input, context) => ruleTables(context),
  'rules.table': ({ table, version }, context) => ruleTable(table, context, version),
  'rules.findings': (_input, context) => context.jobs?.rules.findings() ?? findingsOf(context),
  'deadline.why': deadlineWhy,
};
