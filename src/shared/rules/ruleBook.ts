import type { AppealKind, Channel, ClassRef, LimitGrant, Place } from '../domain/common';
import { channelGroup } from '../domain/common';
import type { TableName } from '../domain/registry/events';
import type { TablesState } from '../domain/registry/evolve';
import type { Calendar } from './calendar';
import { dueAt, type Limit, parseLimit, pointAt } from './deadline';
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
  type UnitRow,
  unitRowSchema,
} from './tables';
import { toInstant, toMs } from './time';

/** What a limit may depend on. */
export interface LimitFor {
  readonly channel: Channel;
  readonly appealKind?: AppealKind | undefined;
  readonly classRef?: ClassRef | undefined;
  readonly priority?: 'normal' | 'urgent' | undefined;
}

/** A proposed unit with its reason: the row of the responsibility table and its legal basis. */
export interface Proposal {
  readonly unit: string;
  readonly rule: string;
  readonly basis?: string | undefined;
}

/** Share of a limit after which the light is yellow (standards: C; a setting later). */
export const YELLOW_SHARE = 0.8;

/** The rule tables compiled for use. Pure: the same tables and calendar give the same answers on every station. */
export class RuleBook {
  readonly units: ReadonlyMap<string, UnitRow>;
  readonly classes: ReadonlyMap<string, ClassRow>;
  readonly operators: readonly OperatorRow[];
  private readonly unitNames = new Map<string, string>();
  private readonly classNames = new Map<string, ClassRow>();
  private readonly limits: readonly LimitRow[];
  private readonly duties = new Map<string, ResponsibilityRow[]>();
  private readonly unitOfCommunity = new Map<string, string>();

  constructor(
    registry: TablesState | null,
    rules: TablesState | null,
    readonly calendar: Calendar,
  ) {
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
    this.limits = rowsOf(rules, 'limits', limitRowSchema);
    for (const row of rowsOf(rules, 'responsibility', responsibilityRowSchema)) {
      const key = `${row.scheme}/${row.code}`;
      this.duties.set(key, [...(this.duties.get(key) ?? []), row]);
    }
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

  /** The limit granted for an item from `start`, with due and yellow times; falls back to the catalogue's own limit for handling. */
  grant(item: LimitItem, what: LimitFor, start: string): LimitGrant {
    const { limit, rule } = this.limitFor(item, what);
    return {
      ...limit,
      rule,
      calendar: this.calendar.version,
      start,
      due: dueAt(start, limit, this.calendar),
      yellowAt: pointAt(start, limit, YELLOW_SHARE, this.calendar),
    };
  }

  /** A deadline that somebody outside set: its yellow point lies at 80 % of the time between. */
  outsideUntil(start: string, due: string): LimitGrant {
    const span = Math.max(toMs(due) - toMs(start), 1);
    return {
      value: Math.max(1, Math.round(span / 8_640_000) / 10),
      unit: 'naturalDay',
      rule: 'outside',
      calendar: this.calendar.version,
      start,
      due,
      yellowAt: toInstant(toMs(start) + Math.floor(span * YELLOW_SHARE)),
    };
  }

  /** The unit that the responsibility table names for a class at a place, with the row that says so. */
  propose(classRef: ClassRef | undefined, place: Place, propertyUnit?: string): Proposal | null {
    if (!classRef) return null;
    const rows = this.duties.get(`${classRef.scheme}/${classRef.code}`) ?? [];
    const row =
      rows.find((one) => one.communityCode === place.communityCode) ?? rows.find((one) => !one.communityCode);
    if (!row) return null;
    const unit = this.resolve(row.lead, place, propertyUnit);
    return unit === undefined ? null : { unit, rule: row.id, basis: row.basis };
  }

  private resolve(lead: string, place: Place, propertyUnit?: string): string | undefined {
    const community = place.communityCode ? this.unitOfCommunity.get(place.communityCode) : undefined;
    if (lead === '@community') return community;
    if (lead === '@property') return propertyUnit ?? community;
    return lead;
  }

  private limitFor(item: LimitItem, what: LimitFor): { limit: Limit; rule: string } {
    const code = what.classRef?.code;
    let best: { row: LimitRow; weight: number } | undefined;
    for (const row of this.limits) {
      if (row.item !== item) continue;
      const weight = matchWeight(row, what, code);
      if (weight !== undefined && (!best || weight >= best.weight)) best = { row, weight };
    }
    if (item === 'handle' && (!best || best.weight < CLASS_WEIGHT)) {
      const own = this.catalogueLimit(what.classRef);
      if (own) return own;
    }
    if (!best) throw new Error(`No limit row for ${item}: the limits table is incomplete`);
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

const CLASS_WEIGHT = 4;

/** How specifically a row matches: priority 8, class 4, appeal kind 2, channel 1; undefined where it does not. */
function matchWeight(row: LimitRow, what: LimitFor, code: string | undefined): number | undefined {
  if (row.channel && row.channel !== what.channel && row.channel !== channelGroup(what.channel))
    return undefined;
  if (row.appealKind && row.appealKind !== what.appealKind) return undefined;
  if (row.classCode && row.classCode !== code) return undefined;
  if (row.priority && row.priority !== (what.priority ?? 'normal')) return undefined;
  return (
    (row.priority ? 8 : 0) +
    (row.classCode ? CLASS_WEIGHT : 0) +
    (row.appealKind ? 2 : 0) +
    (row.channel ? 1 : 0)
  );
}

function rowsOf<T>(state: TablesState | null, table: TableName, schema: { parse(row: unknown): T }): T[] {
  return (state?.tables[table]?.rows ?? []).map((row) => schema.parse(row));
}
