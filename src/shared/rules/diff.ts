/** A field of a row that differs; undefined where the row does not have it. */
export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What differs between two versions of a keyed table. `unchanged` counts the rows that are the same. */
export interface RowsDiff<T> {
  readonly added: readonly { readonly key: string; readonly row: T }[];
  readonly removed: readonly { readonly key: string; readonly row: T }[];
  readonly changed: readonly {
    readonly key: string;
    readonly before: T;
    readonly after: T;
    readonly fields: readonly FieldChange[];
  }[];
  readonly unchanged: number;
}

/** Equality of JSON values: the order of object keys does not count, undefined is the same as absent. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) =>
    same(left[key], right[key]),
  );
}

function fieldsThatDiffer(before: object, after: object): FieldChange[] {
  const [left, right] = [before as Record<string, unknown>, after as Record<string, unknown>];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .filter((field) => !same(left[field], right[field]))
    .map((field) => ({ field, before: left[field], after: right[field] }));
}

function byKey<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const list = map.get(key);
    if (list) list.push(row);
    else map.set(key, [row]);
  }
  return map;
}

/**
 * The difference of two versions of a keyed table (classes, limits, duties, units, calendar days), field by field. Added
 * and changed rows come in the order of the new table, removed ones in that of the old. Rows that share a key are
 * paired in their order, so that none is lost. The order of rows itself is no difference.
 */
export function diffRows<T extends object>(
  oldRows: readonly T[],
  newRows: readonly T[],
  keyOf: (row: T) => string,
): RowsDiff<T> {
  const waiting = byKey(oldRows, keyOf);
  const added: { key: string; row: T }[] = [];
  const changed: RowsDiff<T>['changed'][number][] = [];
  let unchanged = 0;
  for (const after of newRows) {
    const key = keyOf(after);
    const before = waiting.get(key)?.shift();
    if (before === undefined) {
      added.push({ key, row: after });
      continue;
    }
    const fields = fieldsThatDiffer(before, after);
    if (fields.length === 0) unchanged += 1;
    else changed.push({ key, before, after, fields });
  }
  const removed = [...waiting].flatMap(([key, rows]) => rows.map((row) => ({ key, row })));
  return { added, removed, changed, unchanged };
}
