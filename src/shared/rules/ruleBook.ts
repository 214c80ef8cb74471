import type { z } from 'zod';
import type { AppealKind, Channel, ClassRef, Deadline, Place } from '../domain/common';
import { channelGroup } from '../domain/common';
import type { KnownTable } from '../domain/registry/events';
import type { TablesState } from '../domain/registry/evolve';
import type { Calendar } from './calendar';
import { type Calendars, makeCalendars } from './calendars';
import { type ClockStart, dueAt, type Limit, parseLimit, pointAt } from './deadline';
import { HOUSE_LEDGER_KINDS, type LedgerKindRow, ledgerKindRowSchema } from './ledgerKinds';
import { type Policy, policyOf } from './policy';
import { readRows } from './readRows';
import {
  type ClassRow,
  classRowSchema,
  type LimitItem,
  type LimitRow,
  limitRowSchema,
  type OperatorRow,
  operatorRowSchema,
  type ResponsibilityRow,
  responsibilityRowSchema,
  type TextRow,
  textRowSchema,
  type UnitRow,
  unitRowSchema,
} from './tables';
import { type Day, dayOf, toInstant, toMs } from './time';

/** What a limit may depend on. */
export interface LimitFor {
  readonly channel: Channel;
  readonly appealKind?: AppealKind | undefined;
  readonly classRef?: ClassRef | undefined;
  readonly priority?: 'normal' | 'urgent' | undefined;
  /** Whose hours count: a unit may have slots of its own. */
  readonly unit?: string | undefined;
}

/** A proposed unit with its reason: the row of the responsibility table and its legal basis. */
export interface Proposal {
  readonly unit: string;
  readonly assisting: readonly string[];
  readonly rule: string;
  readonly basis?: string | undefined;
}

/**
 * The rule tables compiled for use. Pure: the same tables and calendar give the same answers on every station. Rows and fields of a newer
 * program are passed over; where nothing is left, defaults hold.
 */
export class RuleBook {
  readonly units: ReadonlyMap<string, UnitRow>;
  readonly classes: ReadonlyMap<string, ClassRow>;
  readonly operators: readonly OperatorRow[];
  readonly texts: readonly TextRow[];
  readonly policy: Policy;
  /** Version of the class table: a case keeps the one it was opened under. */
  readonly catalogue: string;
  readonly calendars: Calendars;
  readonly duties: ReadonlyMap<string, readonly ResponsibilityRow[]>;
  private readonly unitNames = new Map<string, string>();
  private readonly classNames = new Map<string, ClassRow>();
  readonly limits: readonly LimitRow[];
  /** Kinds of daily work, in the order of the screens. */
  readonly ledgerKinds: readonly LedgerKindRow[];
  private readonly unitOfCommunity = new Map<string, string>();

  constructor(registry: TablesState | null, rules: TablesState | null, calendars?: Calendars) {
    this.calendars = calendars ?? makeCalendars(rules?.tables.calendar?.rows ?? []);
    this.policy = policyOf(rules?.tables.policy?.rows ?? []);
    this.texts = rowsOf(rules, 'texts', textRowSchema);
    this.catalogue = registry?.tables.classes?.version ?? '';
    const units = rowsOf(registry, 'units', unitRowSchema);
    this.units = new Map(units.map((unit) => [unit.id, unit]));
    for (const unit of units) {
      for (const name of [unit.name, unit.short, ...unit.aliases]) this.unitNames.set(name, unit.id);
      if (unit.kind === 'community' && unit.communityCode)
        this.unitOfCommunity.set(unit.communityCode, unit.id);
    }
    const classes = rowsOf(registry, 'classes', classRowSchema);
    this.classes = new Map(classes.map((row) => [`${row.scheme}/${row.code}`, row]));
    for (const row of classes) this.classNames.set(`${row.scheme}/${row.name}`, row);
    this.operators = rowsOf(registry, 'operators', operatorRowSchema);
    const kinds = rowsOf(registry, 'ledgerKinds', ledgerKindRowSchema);
    this.ledgerKinds = kinds.length > 0 ? kinds : HOUSE_LEDGER_KINDS;
    this.limits = rowsOf(rules, 'limits', limitRowSchema);
    const duties = new Map<string, ResponsibilityRow[]>();
    for (const row of rowsOf(rules, 'responsibility', responsibilityRowSchema)) {
      const key = `${row.scheme}/${row.code}`;
      duties.set(key, [...(duties.get(key) ?? []), row]);
    }
    this.duties = duties;
  }

  /** The centre's own calendar. */
  get calendar(): Calendar {
    return this.calendars.centre;
  }

  /** The unit with this id. */
  unit(id: string): UnitRow | undefined {
    return this.units.get(id);
  }

  /** The id of the unit that a sheet calls by this name. */
  unitByName(name: string): string | undefined {
    return this.unitNames.get(name.trim());
  }

  /** The class row of a reference. */
  classRow(ref: ClassRef | undefined): ClassRow | undefined {
    return ref && this.classes.get(`${ref.scheme}/${ref.code}`);
  }

  /** The class of a scheme that has this name. */
  classByName(scheme: string, name: string): ClassRef | undefined {
    const row = this.classNames.get(`${scheme}/${name}`);
    return row && { scheme: row.scheme, code: row.code };
  }

  /** The deadline of an item from `start`, with due and yellow times; falls back to the catalogue's own limit for handling. */
  deadline(item: LimitItem, what: LimitFor, start: string): Deadline {
    return this.deadlineOver(item, what, [{ from: start }]);
  }

  /** The same over the stretches in which the clock ran: time that a unit used in earlier rounds counts (捆绑). */
  deadlineOver(item: LimitItem, what: LimitFor, intervals: ClockStart): Deadline {
    const { limit, rule } = this.limitFor(item, what, dayOf(lastStart(intervals)));
    return this.fixed(limit, rule, intervals, what.unit);
  }

  /** A limit that is known already, over these stretches, under the calendar of today. */
  fixed(limit: Limit, rule: string, intervals: ClockStart, unit?: string): Deadline {
    const calendar = this.calendars.of(unit);
    const { value, unit: timeUnit } = limit;
    return {
      value,
      unit: timeUnit,
      rule,
      calendar: calendar.version,
      start: typeof intervals === 'string' ? intervals : (intervals[0]?.from ?? ''),
      due: dueAt(intervals, limit, calendar),
      yellowAt: pointAt(intervals, limit, this.policy.yellowShare, calendar),
    };
  }

  /** A deadline that somebody outside set: its yellow point lies at 80 % of the time between. */
  outsideUntil(start: string, due: string): Deadline {
    const span = Math.max(toMs(due) - toMs(start), 1);
    return {
      value: Math.max(1, Math.round(span / 8_640_000) / 10),
      unit: 'naturalDay',
      rule: 'outside',
      calendar: this.calendars.centre.version,
      start,
      due,
      yellowAt: toInstant(toMs(start) + Math.floor(span * this.policy.yellowShare)),
    };
  }

  /** The unit that the responsibility table names for a class at a place on a day, with the row that says so. */
  propose(classRef: ClassRef | undefined, place: Place, day?: Day, propertyUnit?: string): Proposal | null {
    if (!classRef) return null;
    const rows = this.duties.get(`${classRef.scheme}/${classRef.code}`) ?? [];
    let best: { row: ResponsibilityRow; weight: number } | undefined;
    for (const row of rows) {
      const weight = placeWeight(row, place);
      if (weight === undefined || !validOn(row, day)) continue;
      if (!best || weight > best.weight) best = { row, weight };
    }
    if (!best) return null;
    const { row } = best;
    const unit = this.resolve(row.lead, place, propertyUnit);
    if (unit === undefined) return null;
    const assisting = (row.assisting ?? [])
      .map((one) => this.resolve(one, place, propertyUnit))
      .filter((one): one is string => one !== undefined && one !== unit);
    return { unit, assisting, rule: row.id, basis: row.basis };
  }

  private resolve(lead: string, place: Place, propertyUnit?: string): string | undefined {
    const community = place.communityCode ? this.unitOfCommunity.get(place.communityCode) : undefined;
    if (lead === '@community') return community;
    if (lead === '@property') return propertyUnit ?? community;
    return lead;
  }

  private limitFor(item: LimitItem, what: LimitFor, day: Day): { limit: Limit; rule: string } {
    let best: { row: LimitRow; weight: number } | undefined;
    for (const row of this.limits) {
      if (row.item !== item || !validOn(row, day)) continue;
      const weight = matchWeight(row, what);
      if (weight !== undefined && (!best || weight >= best.weight)) best = { row, weight };
    }
    if (item === 'handle' && (!best || best.weight < CLASS_WEIGHT)) {
      const own = this.catalogueLimit(what.classRef);
      if (own) return own;
    }
    if (!best) return { limit: HOUSE_LIMITS[item], rule: `house/${item}` };
    return { limit: { value: best.row.value, unit: best.row.unit }, rule: `limits/${best.row.id}` };
  }

  private catalogueLimit(ref: ClassRef | undefined): { limit: Limit; rule: string } | undefined {
    const row = this.classRow(ref);
    if (!row) return undefined;
    const text = row.limits ?? this.mappedRow(row)?.limits;
    const limit = text ? parseLimit(text) : undefined;
    return limit && { limit, rule: `catalogue/${row.mapsTo ?? row.code}` };
  }

  /** A hotline class maps to `E…` (event) or `P…` (part) of the catalogue. */
  private mappedRow(row: ClassRow): ClassRow | undefined {
    if (!row.mapsTo) return undefined;
    const scheme = row.mapsTo.startsWith('P') ? 'part' : 'event';
    return this.classes.get(`${scheme}/${row.mapsTo.slice(1)}`);
  }
}

/**
 * Where no row holds: the table was made before the item existed, or a newer program wrote its rows (standards, section 4: verification
 * 30 working minutes, 15 working days outside; the rest local practice). A finding says so of the items without which no work is done.
 */
const HOUSE_LIMITS: Readonly<Record<LimitItem, Limit>> = {
  intake: { value: 0.25, unit: 'urgentHour' },
  assign: { value: 0.25, unit: 'urgentHour' },
  handle: { value: 5, unit: 'workDay' },
  check: { value: 2, unit: 'workHour' },
  outside: { value: 15, unit: 'workDay' },
  verify: { value: 0.5, unit: 'workHour' },
  return: { value: 4, unit: 'workHour' },
  supervise: { value: 1, unit: 'workDay' },
  reply: { value: 2, unit: 'workDay' },
};

const CLASS_WEIGHT = 4;

/** How specifically a row matches: priority 8, class 4, appeal kind 2, channel 1; undefined where it does not. */
function matchWeight(row: LimitRow, what: LimitFor): number | undefined {
  if (row.channel && row.channel !== what.channel && row.channel !== channelGroup(what.channel))
    return undefined;
  if (row.appealKind && row.appealKind !== what.appealKind) return undefined;
  if (row.classCode && row.classCode !== what.classRef?.code) return undefined;
  if (row.classScheme && row.classScheme !== what.classRef?.scheme) return undefined;
  if (row.priority && row.priority !== (what.priority ?? 'normal')) return undefined;
  return (
    (row.priority ? 8 : 0) +
    (row.classCode ? CLASS_WEIGHT : 0) +
    (row.appealKind ? 2 : 0) +
    (row.channel ? 1 : 0)
  );
}

/** The moment at which the present stretch of a clock began: which rows hold is decided by it. */
function lastStart(intervals: ClockStart): string {
  return typeof intervals === 'string' ? intervals : (intervals.at(-1)?.from ?? '');
}

/** Does a row hold on this day? Without a day, whenever it holds. */
export function validOn(
  row: { from?: Day | undefined; to?: Day | undefined },
  day: Day | undefined,
): boolean {
  if (day === undefined) return true;
  return (row.from === undefined || row.from <= day) && (row.to === undefined || day <= row.to);
}

/** How narrowly a row names this place: estate 8, grid 4, road 2, community 1, anywhere 0; undefined where it does not fit. */
export function placeWeight(row: ResponsibilityRow, place: Place): number | undefined {
  if (row.estate !== undefined && !place.text.includes(row.estate)) return undefined;
  if (row.gridCode !== undefined && row.gridCode !== place.gridCode) return undefined;
  if (row.road !== undefined && !place.text.includes(row.road)) return undefined;
  if (row.communityCode !== undefined && row.communityCode !== place.communityCode) return undefined;
  return (
    (row.estate !== undefined ? 8 : 0) +
    (row.gridCode !== undefined ? 4 : 0) +
    (row.road !== undefined ? 2 : 0) +
    (row.communityCode !== undefined ? 1 : 0)
  );
}

function rowsOf<T extends object>(
  state: TablesState | null,
  table: KnownTable,
  schema: z.ZodType<T>,
): readonly T[] {
  return readRows(schema, state?.tables[table]?.rows ?? []).rows;
}
