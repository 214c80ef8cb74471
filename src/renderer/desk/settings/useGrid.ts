import { type RefObject, useCallback, useEffect, useMemo, useState } from 'react';
import { keyName } from '../state/shortcuts';
import { textOf } from './cells';
import { applies, kindOf, type Row, type TableSpec } from './columns';
import type { Words } from './words';

export interface CellAt {
  /** Index in the table's rows, not in those shown. */
  readonly row: number;
  readonly column: number;
}

/** An open editor; `text` is what was typed to open it, null where it begins with what stands there. */
export interface Editing extends CellAt {
  readonly text: string | null;
}

export type Step = 'down' | 'right' | 'left' | 'stay';

export interface GridActions {
  write(at: CellAt, value: unknown): void;
  insert(at: number): number;
  duplicate(at: number): number;
  remove(at: number): void;
  move(at: number, by: number): number;
  undo(): void;
  redo(): void;
  paste(at: CellAt, text: string): void;
}

interface GridInput {
  readonly spec: TableSpec;
  readonly rows: readonly Row[];
  /** Rows shown, in their order: a search leaves some out. */
  readonly shown: readonly number[];
  readonly words: Words;
  readonly actions: GridActions;
  readonly holder: RefObject<HTMLDivElement | null>;
}

export interface GridState {
  readonly active: CellAt;
  readonly editing: Editing | null;
  setActive(at: CellAt): void;
  open(at: CellAt, text?: string | null): void;
  close(): void;
  commit(value: unknown, step: Step): void;
  onKeyDown(event: React.KeyboardEvent): void;
}

const clamp = (value: number, most: number): number => Math.max(0, Math.min(value, most));

/** The next cell that this row has, in a direction; stays where there is none. */
function beside(spec: TableSpec, row: Row | undefined, from: number, by: number): number {
  if (!row) return clamp(from + by, spec.columns.length - 1);
  for (let at = from + by; at >= 0 && at < spec.columns.length; at += by) {
    const column = spec.columns[at];
    if (column && applies(column, row)) return at;
  }
  return from;
}

/** The grid's cursor and editor: arrows move, Enter, F2 or a letter opens, Tab and Enter take over and go on. */
export function useGrid(input: GridInput): GridState {
  const { spec, rows, shown, words, actions, holder } = input;
  const [active, setActive] = useState<CellAt>({ row: 0, column: 0 });
  const [editing, setEditing] = useState<Editing | null>(null);
  const focus = useCallback(() => holder.current?.focus({ preventScroll: true }), [holder]);

  useEffect(() => {
    if (rows.length > 0 && active.row >= rows.length) setActive({ ...active, row: rows.length - 1 });
  }, [rows.length, active]);

  // A search that leaves the cursor's row out takes the cursor to its first row.
  useEffect(() => {
    const [first] = shown;
    if (first === undefined || shown.includes(active.row)) return;
    setActive({ row: first, column: active.column });
    setEditing(null);
  }, [shown, active]);

  const stepped = useCallback(
    (from: CellAt, down: number, right: number): CellAt => {
      const place = Math.max(0, shown.indexOf(from.row));
      const row = shown[clamp(place + down, shown.length - 1)] ?? from.row;
      const column = right === 0 ? from.column : beside(spec, rows[from.row], from.column, Math.sign(right));
      return { row, column };
    },
    [shown, spec, rows],
  );

  const open = useCallback(
    (at: CellAt, text: string | null = null) => {
      const column = spec.columns[at.column];
      const row = rows[at.row];
      if (!column || !row || !applies(column, row) || !shown.includes(at.row)) return;
      setActive({ row: at.row, column: at.column });
      if (kindOf(column, row) === 'bool' && text === null) {
        actions.write(at, row[column.field] !== true);
        return;
      }
      setEditing({ row: at.row, column: at.column, text });
    },
    [spec, rows, shown, actions],
  );

  const close = useCallback(() => {
    setEditing(null);
    focus();
  }, [focus]);

  const commit = useCallback(
    (value: unknown, step: Step) => {
      if (!editing) return;
      actions.write(editing, value);
      setEditing(null);
      focus();
      if (step === 'stay') return;
      const next = stepped(editing, step === 'down' ? 1 : 0, step === 'right' ? 1 : step === 'left' ? -1 : 0);
      setActive(next);
      // Tab goes on writing in the next cell, as in a form; Enter rests on the row below.
      const column = spec.columns[next.column];
      const row = rows[next.row];
      if (
        step !== 'down' &&
        next.column !== editing.column &&
        column &&
        row &&
        kindOf(column, row) !== 'bool'
      )
        setEditing({ ...next, text: null });
    },
    [editing, actions, focus, stepped, spec, rows],
  );

  const keys = useMemo(
    () =>
      keyTable({ spec, rows, shown, active, actions, setActive, open, stepped, words, page: pageOf(holder) }),
    [spec, rows, shown, active, actions, open, stepped, words, holder],
  );

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (editing || event.target !== holder.current) return;
    const key = keyName(event.nativeEvent);
    const run = keys.get(key);
    if (run) {
      event.preventDefault();
      run();
      return;
    }
    const typed = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    // 229: an input method begins; the field must have the focus before the word is composed.
    if (!typed && event.keyCode !== 229) return;
    if (typed) event.preventDefault();
    open(active, typed ? event.key : '');
  };

  return { active, editing, setActive, open, close, commit, onKeyDown };
}

const ROWS_A_PAGE = 32;

function pageOf(holder: RefObject<HTMLDivElement | null>): () => number {
  return () => Math.max(1, Math.floor((holder.current?.clientHeight ?? 600) / ROWS_A_PAGE) - 2);
}

interface KeyInput extends Omit<GridInput, 'holder'> {
  readonly active: CellAt;
  readonly setActive: (at: CellAt) => void;
  readonly open: (at: CellAt, text?: string | null) => void;
  readonly stepped: (from: CellAt, down: number, right: number) => CellAt;
  readonly page: () => number;
}

function keyTable(input: KeyInput): ReadonlyMap<string, () => void> {
  const { spec, rows, shown, active, actions, setActive, open, stepped, words, page } = input;
  const go = (down: number, right: number) => () => setActive(stepped(active, down, right));
  const toRow = (row: number) => setActive({ ...active, row });
  const last = spec.columns.length - 1;
  const clear = () => {
    const column = spec.columns[active.column];
    const row = rows[active.row];
    if (column && row && applies(column, row)) actions.write(active, column.blank);
  };
  const copy = () => {
    const column = spec.columns[active.column];
    const row = rows[active.row];
    if (!column || !row) return;
    const text = column.options ? words.cell(column, row) : textOf(kindOf(column, row), row[column.field]);
    void navigator.clipboard?.writeText(text).catch(() => undefined);
  };
  return new Map<string, () => void>([
    ['ArrowDown', go(1, 0)],
    ['ArrowUp', go(-1, 0)],
    ['ArrowRight', go(0, 1)],
    ['ArrowLeft', go(0, -1)],
    ['PageDown', () => go(page(), 0)()],
    ['PageUp', () => go(-page(), 0)()],
    ['Home', () => setActive({ ...active, column: 0 })],
    ['End', () => setActive({ ...active, column: last })],
    ['Ctrl+Home', () => setActive({ row: shown[0] ?? 0, column: 0 })],
    ['Ctrl+End', () => setActive({ row: shown.at(-1) ?? 0, column: last })],
    ['Enter', () => open(active)],
    ['F2', () => open(active)],
    [' ', () => open(active)],
    ['Delete', clear],
    ['Backspace', clear],
    ['Insert', () => toRow(actions.insert(active.row + 1))],
    ['Ctrl+D', () => toRow(actions.duplicate(active.row))],
    ['Ctrl+Delete', () => actions.remove(active.row)],
    ['Alt+ArrowUp', () => toRow(actions.move(active.row, -1))],
    ['Alt+ArrowDown', () => toRow(actions.move(active.row, 1))],
    ['Ctrl+Z', actions.undo],
    ['Ctrl+Y', actions.redo],
    ['Ctrl+Shift+Z', actions.redo],
    ['Ctrl+C', copy],
  ]);
}
