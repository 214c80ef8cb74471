import type { z } from 'zod';

/** A row of a table as it lies in the journal. */
export type RawRow = Readonly<Record<string, unknown>>;

/** Rows of a table as this program reads them. */
export interface ReadRows<T> {
  /** Those that it can read, in their order, without fields that it does not know. */
  readonly rows: readonly T[];
  /** The same rows as they lie in the journal. */
  readonly raw: readonly RawRow[];
  /** Those that it cannot read, in their order: they are kept and have no effect here. */
  readonly passedOver: readonly RawRow[];
}

/**
 * The rows of a table from the journal. A newer program may have written rows with values that this one does not know, or further
 * fields: such rows and fields are passed over, so that no command stops because of them. Never throws.
 */
export function readRows<T extends object>(schema: z.ZodType<T>, rows: readonly RawRow[]): ReadRows<T> {
  const read: T[] = [];
  const raw: RawRow[] = [];
  const passedOver: RawRow[] = [];
  for (const row of rows) {
    const { success, data } = schema.safeParse(row);
    if (success) {
      read.push(data);
      raw.push(row);
    } else passedOver.push(row);
  }
  return { rows: read, raw, passedOver };
}

/** Is it an object with fields, no list? */
export function isRecord(value: unknown): value is RawRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
