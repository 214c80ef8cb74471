import { cleanText } from '../intake/cells';
import { HEADER_SCAN_ROWS, normaliseHeader } from '../intake/header';
import type { CatalogueField, CatalogueProfile } from './profile';

/** A sheet of text cells. `hidden`: the book hides it. */
export interface RawSheet {
  readonly name: string;
  readonly hidden?: boolean | undefined;
  readonly rows: readonly (readonly string[])[];
}

/**
 * `list`: one row a class with its kind (catalogue.csv); `hotline`: classes of 12345 matters mapped to the catalogue;
 * `template`: the trade's sheet, one for events and one for parts, blank cells meaning “as above”.
 */
export type CatalogueShape = 'list' | 'hotline' | 'template';

/** The header of a catalogue sheet: 0-based index of its first row, 1 or 2 rows, and the column of each field. */
export interface CatalogueHeader {
  readonly row: number;
  readonly span: 1 | 2;
  readonly shape: CatalogueShape;
  readonly columns: ReadonlyMap<CatalogueField, number>;
  /** Every column's header as it stands there. */
  readonly headers: readonly string[];
}

function aliases(profile: CatalogueProfile): Map<string, { field: CatalogueField; rank: number }> {
  const table = new Map<string, { field: CatalogueField; rank: number }>();
  for (const [field, names] of Object.entries(profile.columns))
    (names ?? []).forEach((name, rank) => {
      const key = normaliseHeader(name);
      if (!table.has(key)) table.set(key, { field: field as CatalogueField, rank });
    });
  return table;
}

function columnsOf(
  headers: readonly string[],
  table: ReturnType<typeof aliases>,
): Map<CatalogueField, number> {
  const best = new Map<CatalogueField, { column: number; rank: number }>();
  headers.forEach((header, column) => {
    const hit = table.get(normaliseHeader(header));
    const before = hit && best.get(hit.field);
    if (hit && (!before || hit.rank < before.rank)) best.set(hit.field, { column, rank: hit.rank });
  });
  return new Map([...best].map(([field, { column }]) => [field, column]));
}

function shapeOf(columns: ReadonlyMap<CatalogueField, number>): CatalogueShape | undefined {
  const has = (...fields: CatalogueField[]): boolean => fields.some((field) => columns.has(field));
  if (!has('code') || !has('name')) return undefined;
  if (has('mapsTo', 'appealKinds')) return 'hotline';
  if (has('kind') && has('groupCode', 'groupName')) return 'list';
  return has('groupCode', 'groupName') && has('limits', 'condition') ? 'template' : undefined;
}

/**
 * Find a catalogue's header among the first rows by its known column names, also where two rows make it together; the
 * row with most known names wins, then the single row, then the upper one. Undefined where the sheet has none.
 */
export function findCatalogueHeader(
  rows: RawSheet['rows'],
  profile: CatalogueProfile,
): CatalogueHeader | undefined {
  const table = aliases(profile);
  let best: CatalogueHeader | undefined;
  const last = Math.min(rows.length, HEADER_SCAN_ROWS);
  for (const span of [1, 2] as const) {
    for (let row = 0; row + span <= last; row++) {
      const upper = rows[row] ?? [];
      const lower = span === 2 ? (rows[row + 1] ?? []) : [];
      const headers = Array.from({ length: Math.max(upper.length, lower.length) }, (_, at) =>
        cleanText(lower[at]?.trim() || upper[at] || '').replace(/\s+/g, ' '),
      );
      const columns = columnsOf(headers, table);
      const shape = shapeOf(columns);
      if (shape && columns.size > (best?.columns.size ?? 0)) best = { row, span, shape, columns, headers };
    }
  }
  return best;
}
