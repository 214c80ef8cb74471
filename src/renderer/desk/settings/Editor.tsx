import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { errorText } from '../../common/i18n';
import { useShortcuts } from '../state/shortcuts';
import { type Row, type TableId, tableSpecs } from './columns';
import { freshId, insertRow, moveRow, removeRow, setFields } from './draft';
import { EditorHead } from './EditorHead';
import { Grid, type RowMark } from './Grid';
import { keys } from './keys';
import { pasteInto } from './paste';
import { SidePanel } from './SidePanel';
import { dropDraft, edit, rebaseDraft, stepBack, stepForward, useSettings, wishCheck } from './store';
import { type CellAt, type GridActions, useGrid } from './useGrid';
import { type TableState, useTable } from './useTable';
import type { Words } from './words';

/** Rows whose words hold every part of a search. */
function found(words: Words, table: TableId, rows: readonly Row[], search: string): number[] {
  const parts = search.toLowerCase().split(/\s+/).filter(Boolean);
  const { columns } = tableSpecs[table];
  const all = rows.map((_row, index) => index);
  if (parts.length === 0) return all;
  return all.filter((index) => {
    const row = rows[index] ?? {};
    const text = columns
      .map((column) => `${words.cell(column, row)} ${String(row[column.field] ?? '')}`)
      .join(' ')
      .toLowerCase();
    return parts.every((part) => text.includes(part));
  });
}

const SAME: RowMark = { kind: 'same', fields: [] };

function useMarks({ diff }: TableState): (row: Row) => RowMark {
  return useMemo(() => {
    const marks = new Map<Row, RowMark>();
    for (const { row } of diff?.added ?? []) marks.set(row, { kind: 'added', fields: [] });
    for (const { after, fields } of diff?.changed ?? []) marks.set(after, { kind: 'changed', fields });
    return (row) => marks.get(row) ?? SAME;
  }, [diff]);
}

/** A new row with an id of its own; of a copy the id goes on counting. */
function withId(table: TableId, rows: readonly Row[], row: Row): Row {
  const ids = tableSpecs[table].columns[0]?.field === 'id' && table !== 'policy';
  if (!ids) return { ...row };
  return { ...row, id: freshId(rows, typeof row.id === 'string' ? row.id : `${table}-1`) };
}

function useActions(table: TableId, state: TableState, shown: readonly number[], words: Words): GridActions {
  const { present, rows } = state;
  return useMemo(() => {
    const put = (how: (rows: readonly Row[]) => readonly Row[]) => {
      if (present) edit(table, present, how);
    };
    return {
      write: ({ row, column }, value) => {
        const field = tableSpecs[table].columns[column]?.field;
        if (field && JSON.stringify(rows[row]?.[field]) !== JSON.stringify(value))
          put((now) => setFields(now, row, { [field]: value }));
      },
      insert: (at) => {
        const place = Math.min(at, rows.length);
        put((now) => insertRow(now, place, withId(table, now, tableSpecs[table].blank)));
        return place;
      },
      duplicate: (at) => {
        const row = rows[at];
        if (!row) return at;
        put((now) => insertRow(now, at + 1, withId(table, now, row)));
        return at + 1;
      },
      remove: (at) => put((now) => removeRow(now, at)),
      move: (at, by) => {
        const to = at + by;
        if (!tableSpecs[table].ordered || !(to in rows)) return at;
        put((now) => moveRow(now, at, to));
        return to;
      },
      undo: () => stepBack(table),
      redo: () => stepForward(table),
      paste: (at: CellAt, text: string) =>
        put((now) => pasteInto(tableSpecs[table], now, shown, at, text, words)),
    };
  }, [table, present, rows, shown, words]);
}

/** One table: its rows to be edited in place, and beside them what the check says. */
export function Editor({ table, words }: { table: TableId; words: Words }) {
  const { t } = words;
  const spec = tableSpecs[table];
  const state = useTable(table, words);
  const [search, setSearch] = useState('');
  const [onlyMarked, setOnlyMarked] = useState(false);
  const holder = useRef<HTMLDivElement>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const mark = useMarks(state);
  const { rows, errors } = state;
  // A row that is being changed does not leave the list under the hand: only another number of rows looks anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const shown = useMemo(() => {
    const fit = found(words, table, rows, search);
    if (!onlyMarked) return fit;
    const wrong = new Set(errors.map((error) => error.row));
    return fit.filter((index) => wrong.has(index) || mark(rows[index] ?? {}).kind !== 'same');
  }, [words, table, search, onlyMarked, rows.length, onlyMarked ? errors : 0, onlyMarked ? mark : 0]);
  const actions = useActions(table, state, shown, words);
  const grid = useGrid({ spec, rows, shown, words, actions, holder });
  const show = useCallback(
    (row: number, field: string | undefined) => {
      const column = spec.columns.findIndex((one) => one.field === field?.split('.')[0]);
      setOnlyMarked(false);
      setSearch('');
      grid.setActive({ row, column: Math.max(0, column) });
      holder.current?.focus();
    },
    [spec, grid],
  );
  useGoal(table, state, { show, setSearch });
  useEditorKeys(words, searchField);
  const insert = () => {
    setSearch('');
    setOnlyMarked(false);
    grid.setActive({ row: actions.insert(rows.length), column: 0 });
    holder.current?.focus();
  };
  return (
    <>
      <section className="st-editor" aria-label={t(`settings:table.${table}`)}>
        <EditorHead
          table={table}
          state={state}
          words={words}
          search={search}
          onSearch={setSearch}
          searchField={searchField}
          shown={shown.length}
          onlyMarked={onlyMarked}
          onOnlyMarked={setOnlyMarked}
          onInsert={insert}
          onDuplicate={() => grid.setActive({ ...grid.active, row: actions.duplicate(grid.active.row) })}
          onRemove={() => actions.remove(grid.active.row)}
          toGrid={() => holder.current?.focus()}
        />
        <Stale table={table} state={state} words={words} />
        {state.problem ? (
          <p className="st-problem" role="alert">
            {errorText(t, state.problem)}
          </p>
        ) : null}
        <Grid
          key={table}
          spec={spec}
          rows={rows}
          shown={shown}
          errors={errors}
          mark={mark}
          words={words}
          grid={grid}
          holder={holder}
          label={t(`settings:table.${table}`)}
          onPaste={(text) => actions.paste(grid.active, text)}
        />
        <p className="st-foot">
          {t('settings:keys')}
          {spec.ordered ? ` · ${t('settings:keysOrdered')}` : ''}
        </p>
        {state.present && rows.length === 0 ? (
          <p className="st-empty">{t(`settings:empty.${table}`)}</p>
        ) : null}
        {rows.length > 0 && shown.length === 0 ? (
          <p className="st-empty">{t('settings:nothingFound', { search })}</p>
        ) : null}
      </section>
      <SidePanel table={table} state={state} words={words} onShow={show} activeRow={rows[grid.active.row]} />
    </>
  );
}

/** The table was set by somebody else since this draft was begun. */
function Stale({ table, state, words }: { table: TableId; state: TableState; words: Words }) {
  const { draft, present } = state;
  const { t } = words;
  const applying = useSettings((settings) => settings.applying === table);
  if (!draft || !present || draft.base === present.version || applying) return null;
  return (
    <div className="st-stale" role="status">
      <p>{t('settings:stale', { version: present.version })}</p>
      <button type="button" className="xh-button" onClick={() => rebaseDraft(table, present.version)}>
        {t('settings:staleKeep')}
      </button>
      <button type="button" className="xh-button" onClick={() => dropDraft(table)}>
        {t('settings:staleDrop')}
      </button>
    </div>
  );
}

/** Lead to the cell that a finding is about, once its rows are there. */
function useGoal(
  table: TableId,
  state: TableState,
  to: { show: (row: number, field: string | undefined) => void; setSearch: (text: string) => void },
): void {
  const goal = useSettings((settings) => settings.goal);
  const { present, rows } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: one goal is led to once
  useEffect(() => {
    if (goal?.table !== table || !present) return;
    useSettings.setState({ goal: null });
    const row = goal.find(rows);
    if (row >= 0) return to.show(row, goal.field);
    const { add } = goal;
    if (!add) return to.setSearch(goal.search ?? '');
    edit(table, present, (now) =>
      insertRow(now, now.length, withId(table, now, { ...tableSpecs[table].blank, ...add })),
    );
    to.show(rows.length, goal.field);
  }, [goal, table, present]);
}

function useEditorKeys(words: Words, searchField: React.RefObject<HTMLInputElement | null>): void {
  const { t } = words;
  useShortcuts(
    useMemo(
      () => [
        {
          id: 'settings.check',
          keys: keys.settings.check,
          label: t('settings:check'),
          group: 'item' as const,
          always: true,
          run: () => {
            // What is being typed is taken over first.
            if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
            wishCheck();
          },
        },
        {
          id: 'settings.search',
          keys: keys.settings.search,
          label: t('settings:search'),
          group: 'item' as const,
          always: true,
          run: () => searchField.current?.focus(),
        },
        {
          id: 'settings.slash',
          keys: keys.settings.slash,
          label: t('settings:search'),
          group: 'item' as const,
          quiet: true,
          run: () => searchField.current?.focus(),
        },
      ],
      [t, searchField],
    ),
  );
}
