import type { Finding, TableSummary } from '@shared/contract/rules';
import { create } from 'zustand';
import { query } from '../../common/client';
import type { Row, TableId } from './columns';
import { change, type Draft, type KeptDraft, openDraft, readKept, redo, undo } from './draft';

export type Panel = 'findings' | 'review' | 'trial' | 'history';

/** A cell that somebody wants to see: `find` gives its row once the rows are there, -1 where it has none. */
export interface Goal {
  readonly table: TableId;
  readonly find: (rows: readonly Row[]) => number;
  readonly field?: string;
  /** Where there is no such row: words to search by, and the row that would mend it. */
  readonly search?: string;
  readonly add?: Row;
}

interface SettingsState {
  readonly table: TableId | null;
  readonly panel: Panel | null;
  readonly importing: boolean;
  readonly goal: Goal | null;
  /** How often a check was asked for: a new number asks the review for one. */
  readonly checkWish: number;
  /** The table that is being set: its version changes before its draft is dropped. */
  readonly applying: TableId | null;
  readonly tables: readonly TableSummary[] | undefined;
  readonly findings: readonly Finding[] | undefined;
  readonly problem: unknown;
  readonly drafts: Readonly<Partial<Record<TableId, Draft>>>;
  /** The browser would not keep a draft: it ends with the window. */
  readonly unkept: boolean;
}

export const useSettings = create<SettingsState>()(() => ({
  table: null,
  panel: null,
  importing: false,
  goal: null,
  checkWish: 0,
  applying: null,
  tables: undefined,
  findings: undefined,
  problem: undefined,
  drafts: {},
  unkept: false,
}));
const set = useSettings.setState;

export function showTable(table: TableId | null): void {
  set({ table, importing: false, goal: null, panel: null });
}

export function showPanel(panel: Panel | null): void {
  set({ panel });
}

/** Try the rows out, in the panel beside them. */
export function wishCheck(): void {
  set((state) => ({ panel: 'review', checkWish: state.checkWish + 1 }));
}

export function goTo(goal: Goal): void {
  set((state) => ({
    table: goal.table,
    importing: false,
    goal,
    panel: state.table === goal.table ? state.panel : 'findings',
  }));
}

let turn = 0;

/** Ask for tables and findings anew: at the beginning, after every change of a table, and when clocks were reckoned. */
export async function loadRules(): Promise<void> {
  const mine = ++turn;
  try {
    const [tables, findings] = await Promise.all([query('rules.tables', {}), query('rules.findings', {})]);
    if (mine === turn) set({ tables, findings, problem: undefined });
  } catch (problem) {
    if (mine === turn) set({ problem });
  }
}

const keyOf = (table: TableId): string => `xiuhua.settings.draft.${table}`;
const waiting = new Map<TableId, ReturnType<typeof setTimeout>>();

function keep(table: TableId): void {
  waiting.delete(table);
  const draft = useSettings.getState().drafts[table];
  try {
    if (!draft) localStorage.removeItem(keyOf(table));
    else {
      const { base, rows, sources } = draft;
      localStorage.setItem(keyOf(table), JSON.stringify({ base, rows, sources } satisfies KeptDraft));
    }
    set({ unkept: false });
  } catch {
    set({ unkept: true });
  }
}

function keepSoon(table: TableId): void {
  clearTimeout(waiting.get(table));
  waiting.set(
    table,
    setTimeout(() => keep(table), 300),
  );
}

addEventListener('pagehide', () => {
  for (const table of waiting.keys()) keep(table);
});

function put(table: TableId, draft: Draft | undefined): void {
  set((state) => {
    const { [table]: _old, ...others } = state.drafts;
    return { drafts: draft ? { ...others, [table]: draft } : others };
  });
  keepSoon(table);
}

/** Drafts of an earlier sitting come back when the settings are opened. */
export function recallDrafts(tables: readonly TableId[]): void {
  for (const table of tables) {
    if (useSettings.getState().drafts[table]) continue;
    const draft = readKept(localStorage.getItem(keyOf(table)));
    if (draft) set((state) => ({ drafts: { ...state.drafts, [table]: draft } }));
  }
}

/** Change the rows of a table's draft; the first change opens one on these rows. */
export function edit(
  table: TableId,
  present: { readonly version: string; readonly rows: readonly Row[] },
  how: (rows: readonly Row[]) => readonly Row[],
  source?: string,
): void {
  const draft = useSettings.getState().drafts[table] ?? openDraft(present.version, present.rows);
  const next = change(draft, how(draft.rows));
  if (next === draft) return;
  put(
    table,
    source && !next.sources.includes(source) ? { ...next, sources: [...next.sources, source] } : next,
  );
}

export function stepBack(table: TableId): void {
  const draft = useSettings.getState().drafts[table];
  if (draft && draft.past.length > 0) put(table, undo(draft));
}

export function stepForward(table: TableId): void {
  const draft = useSettings.getState().drafts[table];
  if (draft && draft.future.length > 0) put(table, redo(draft));
}

export function dropDraft(table: TableId): void {
  put(table, undefined);
}

/** Go on with a draft although the table was changed meanwhile: its rows are what is wanted now. */
export function rebaseDraft(table: TableId, version: string): void {
  const draft = useSettings.getState().drafts[table];
  if (draft) put(table, { ...draft, base: version });
}
