import type { Row } from './columns';

/** Unfinished changes of one table: its rows as they would be, and the way back. */
export interface Draft {
  /** Version of the table that the changes began from. */
  readonly base: string;
  readonly rows: readonly Row[];
  readonly past: readonly (readonly Row[])[];
  readonly future: readonly (readonly Row[])[];
  /** Files that rows were taken from. */
  readonly sources: readonly string[];
}

const STEPS = 200;

export function openDraft(base: string, rows: readonly Row[]): Draft {
  return { base, rows, past: [], future: [], sources: [] };
}

/** The next state; the one before can be had back. */
export function change(draft: Draft, rows: readonly Row[]): Draft {
  if (rows === draft.rows) return draft;
  return { ...draft, rows, past: [...draft.past, draft.rows].slice(-STEPS), future: [] };
}

export function undo(draft: Draft): Draft {
  const rows = draft.past.at(-1);
  return rows
    ? { ...draft, rows, past: draft.past.slice(0, -1), future: [draft.rows, ...draft.future] }
    : draft;
}

export function redo(draft: Draft): Draft {
  const [rows, ...future] = draft.future;
  return rows ? { ...draft, rows, past: [...draft.past, draft.rows], future } : draft;
}

/** Set fields of a row; undefined takes a field away. */
export function setFields(
  rows: readonly Row[],
  at: number,
  fields: Readonly<Record<string, unknown>>,
): readonly Row[] {
  return rows.map((row, index) =>
    index === at
      ? Object.fromEntries(Object.entries({ ...row, ...fields }).filter(([, value]) => value !== undefined))
      : row,
  );
}

export function insertRow(rows: readonly Row[], at: number, row: Row): readonly Row[] {
  return rows.toSpliced(at, 0, row);
}

export function removeRow(rows: readonly Row[], at: number): readonly Row[] {
  return at in rows ? rows.toSpliced(at, 1) : rows;
}

export function moveRow(rows: readonly Row[], at: number, to: number): readonly Row[] {
  const row = rows[at];
  if (!row || !(to in rows) || at === to) return rows;
  return rows.toSpliced(at, 1).toSpliced(to, 0, row);
}

/** An id that no row has: `handle`, `handle-2`, `handle-3`. */
export function freshId(rows: readonly Row[], wish: string): string {
  const taken = new Set(rows.map((row) => row.id));
  if (!taken.has(wish)) return wish;
  const stem = wish.replace(/-\d+$/, '');
  let n = 2;
  while (taken.has(`${stem}-${n}`)) n += 1;
  return `${stem}-${n}`;
}

/** What is kept of a draft over a reload; the way back is not. */
export interface KeptDraft {
  readonly base: string;
  readonly rows: readonly Row[];
  readonly sources: readonly string[];
}

/** A draft as it was kept, undefined where there is none or it cannot be read. */
export function readKept(text: string | null): Draft | undefined {
  if (text === null) return undefined;
  try {
    const { base, rows, sources } = JSON.parse(text) as Partial<KeptDraft>;
    if (typeof base !== 'string' || !Array.isArray(rows)) return undefined;
    return { ...openDraft(base, rows), sources: Array.isArray(sources) ? sources : [] };
  } catch {
    return undefined;
  }
}
