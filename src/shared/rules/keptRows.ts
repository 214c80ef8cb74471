import { isRecord, type RawRow, readRows } from './readRows';
import { type EditableTable, type TableRow, tableKinds } from './tableSchemas';

/** A table as it can be edited here, and what of it is of a newer program. */
export interface ReadTable {
  readonly rows: TableRow[];
  /** Names (`id`, `scheme/code`, `day/shift`) of rows that this program cannot read; nobody here can give them to another row. */
  readonly keptKeys: string[];
  /** Rows that have fields which this program does not know. */
  readonly withFields: number;
}

/** The rows of a table from the journal, for editing. */
export function readTable(table: EditableTable, present: readonly RawRow[]): ReadTable {
  const { row: schema, key } = tableKinds[table];
  const { rows, raw, passedOver } = readRows(schema, present);
  return {
    rows: rows.map((row) => ({ ...row })),
    keptKeys: passedOver.map((row) => key(row)),
    withFields: rows.filter((row, n) => unknownFields(raw[n] ?? {}, row).length > 0).length,
  };
}

/** Paths (`table.note`) of what a row has and its parsed form has not, in objects inside of it too. */
export function unknownFields(raw: RawRow, parsed: object): string[] {
  const known = new Map<string, unknown>(Object.entries(parsed));
  return Object.entries(raw).flatMap(([field, value]) => {
    if (value === undefined) return [];
    if (!known.has(field)) return [field];
    const inner = known.get(field);
    return isRecord(value) && isRecord(inner)
      ? unknownFields(value, inner).map((path) => `${field}.${path}`)
      : [];
  });
}

/** The row with the unknown fields of what stood there before; one that was taken away with what holds it is gone. */
function withUnknown(edited: TableRow, raw: RawRow, parsed: object): TableRow {
  const known = new Map<string, unknown>(Object.entries(parsed));
  const row = new Map<string, unknown>(Object.entries(edited));
  for (const [field, value] of Object.entries(raw)) {
    const now = row.get(field);
    const inner = known.get(field);
    if (!known.has(field)) {
      if (now === undefined && value !== undefined) row.set(field, value);
    } else if (isRecord(value) && isRecord(inner) && isRecord(now))
      row.set(field, withUnknown(now, value, inner));
  }
  return Object.fromEntries(row);
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

/**
 * The table to be set: edited rows, with all of the present table that this program does not know. Rows that it cannot read stay
 * unchanged, each behind the row that it followed, and unknown fields stay at the row of the same name (key).
 */
export function keepUnknown(
  table: EditableTable,
  present: readonly RawRow[],
  edited: readonly TableRow[],
): TableRow[] {
  const { row: schema, key } = tableKinds[table];
  const read = readRows(schema, present);
  const known = read.rows.map((parsed, n) => ({ parsed, raw: read.raw[n] ?? {} }));
  const before = groupBy(known, ({ raw }) => key(raw));
  const rows = edited.map((row) => {
    const old = before.get(key(row))?.shift();
    return old ? withUnknown(row, old.raw, old.parsed) : row;
  });
  return read.passedOver.length === 0 ? rows : behind(present, new Set(read.passedOver), rows, key);
}

/** Put `kept` rows of `present` among `rows`, each behind the nearest row before it that is still there. */
function behind(
  present: readonly RawRow[],
  kept: ReadonlySet<RawRow>,
  rows: readonly TableRow[],
  key: (row: TableRow) => string,
): TableRow[] {
  const there = new Set(rows.map(key));
  const following = new Map<string | undefined, TableRow[]>();
  let last: string | undefined;
  for (const row of present) {
    if (kept.has(row)) following.set(last, [...(following.get(last) ?? []), row]);
    else if (there.has(key(row))) last = key(row);
  }
  const placed = new Set<string>();
  const after = rows.flatMap((row) => {
    const name = key(row);
    if (placed.has(name)) return [row];
    placed.add(name);
    return [row, ...(following.get(name) ?? [])];
  });
  return [...(following.get(undefined) ?? []), ...after];
}
