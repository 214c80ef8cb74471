import { cleanText, halfWidth, type SheetCell } from './cells';
import type { ImportProfile, SheetField } from './profile';

/** A column of a sheet: 0-based index, the header as it stands there, and the field it was taken for (null: none). */
export interface ColumnMapping {
  readonly column: number;
  readonly header: string;
  readonly field: SheetField | null;
}

/** Where the header is (0-based index of its first row, number of rows 1 or 2) and what its columns mean. */
export interface HeaderMatch {
  readonly row: number;
  readonly span: 1 | 2;
  readonly mapping: readonly ColumnMapping[];
  /** Number of fields found. */
  readonly score: number;
}

/** How far down a header is looked for. */
export const HEADER_SCAN_ROWS = 15;

/**
 * A header cell in the form in which headers are compared: half-width, without white space, marks of duty (`*`), colons and
 * remarks in brackets (`办理时限（必填）`).
 */
export function normaliseHeader(text: string): string {
  return halfWidth(cleanText(text))
    .replace(/\s/g, '')
    .replace(/\([^()]*\)$/, '')
    .replace(/^[*※]+|[*:※]+$/g, '')
    .toLowerCase();
}

/** The text whose hash is the fingerprint of a header: normalised cells, trailing empty ones left out. */
export function headerKey(headers: readonly string[]): string {
  const keys = headers.map(normaliseHeader);
  return keys.slice(0, keys.findLastIndex((key) => key !== '') + 1).join('\u001f');
}

type AliasTable = ReadonlyMap<string, { field: SheetField; rank: number }>;

/** The aliases of a profile, normalised; `rank` is the place of the alias in its list: earlier is stronger. */
export function aliasTable(profile: ImportProfile): AliasTable {
  const table = new Map<string, { field: SheetField; rank: number }>();
  for (const [field, aliases] of Object.entries(profile.columns)) {
    (aliases ?? []).forEach((alias, rank) => {
      const key = normaliseHeader(alias);
      if (!table.has(key)) table.set(key, { field: field as SheetField, rank });
    });
  }
  return table;
}

/**
 * The meaning of each column. Where two columns are names of one field, the earlier alias wins, then the left one;
 * the other keeps `null` and is carried along under its own header.
 */
export function mapColumns(headers: readonly string[], aliases: AliasTable): ColumnMapping[] {
  const winner = new Map<SheetField, { column: number; rank: number }>();
  headers.forEach((header, column) => {
    const hit = aliases.get(normaliseHeader(header));
    if (!hit) return;
    const best = winner.get(hit.field);
    if (!best || hit.rank < best.rank) winner.set(hit.field, { column, rank: hit.rank });
  });
  const fieldOf = new Map([...winner].map(([field, { column }]) => [column, field]));
  return headers.map((header, column) => ({
    column,
    header: cleanText(header).replace(/\s+/g, ' '),
    field: fieldOf.get(column) ?? null,
  }));
}

function headersOf(rows: readonly (readonly SheetCell[])[], row: number, span: 1 | 2): string[] {
  const upper = rows[row] ?? [];
  const lower = span === 2 ? (rows[row + 1] ?? []) : [];
  const width = Math.max(upper.length, lower.length);
  return Array.from({ length: width }, (_, c) => lower[c]?.text.trim() || upper[c]?.text || '');
}

function meets(mapping: readonly ColumnMapping[], required: ImportProfile['required']): boolean {
  const found = new Set(mapping.map(({ field }) => field));
  return required.every((group) => group.some((field) => found.has(field)));
}

/**
 * Find the header among the first {@link HEADER_SCAN_ROWS} rows by the number of known column names, also where two rows
 * make it together (group names above, merged cells). A single row wins over a pair of the same score, the upper over
 * the lower. Null where no row has a column of each required group.
 */
export function findHeader(
  rows: readonly (readonly SheetCell[])[],
  profile: ImportProfile,
): HeaderMatch | null {
  const aliases = aliasTable(profile);
  let best: HeaderMatch | null = null;
  const last = Math.min(rows.length, HEADER_SCAN_ROWS);
  for (const span of [1, 2] as const) {
    for (let row = 0; row + span <= last; row++) {
      const mapping = mapColumns(headersOf(rows, row, span), aliases);
      const score = mapping.filter(({ field }) => field !== null).length;
      if (score > (best?.score ?? 0) && meets(mapping, profile.required))
        best = { row, span, mapping, score };
    }
  }
  return best;
}
