// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual list stand at computed places, which a <table> cannot do
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid itself has the focus and names its active cell
import type { RowError } from '@shared/contract/rules';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useMemo } from 'react';
import { Shape } from '../../common/Shape';
import { CellEditor } from './Cell';
import { applies, type Column, type Row, type TableSpec } from './columns';
import { errorWords } from './sayFinding';
import type { GridState } from './useGrid';
import type { Words } from './words';

const ROW = 32;
const GUTTER = 52;

/** How a row stands to the table that holds. */
export interface RowMark {
  readonly kind: 'added' | 'changed' | 'same';
  readonly fields: readonly string[];
}

interface GridProps {
  readonly spec: TableSpec;
  readonly rows: readonly Row[];
  readonly shown: readonly number[];
  readonly errors: readonly RowError[];
  readonly mark: (row: Row) => RowMark;
  readonly words: Words;
  readonly grid: GridState;
  readonly holder: RefObject<HTMLDivElement | null>;
  readonly label: string;
  readonly onPaste: (text: string) => void;
}

export function widthOf(spec: TableSpec): number {
  return GUTTER + spec.columns.reduce((sum, one) => sum + one.width, 0);
}

function templateOf(spec: TableSpec): string {
  const tracks = spec.columns.map((one) => `minmax(${one.width}px, ${one.grow ?? 0.001}fr)`);
  return [`${GUTTER}px`, ...tracks].join(' ');
}

/** Errors by row and first part of the field's path. */
function byCell(errors: readonly RowError[]): ReadonlyMap<string, readonly RowError[]> {
  const found = new Map<string, RowError[]>();
  for (const error of errors) {
    const key = `${error.row}/${error.field.split('.')[0]}`;
    found.set(key, [...(found.get(key) ?? []), error]);
  }
  return found;
}

/** The rows of a table to be edited in place; the keyboard moves one cursor through it. */
export function Grid(props: GridProps) {
  const { spec, rows, shown, grid, holder, words } = props;
  const template = useMemo(() => templateOf(spec), [spec]);
  const cells = useMemo(() => byCell(props.errors), [props.errors]);
  const bad = useMemo(() => new Set(props.errors.map((one) => one.row)), [props.errors]);
  const place = shown.indexOf(grid.active.row);
  const virtualizer = useVirtualizer({
    count: shown.length,
    // The row with the cursor is always there: an editor that opens in it hears the next key.
    rangeExtractor: useCallback(
      (range: Range) => {
        const seen = defaultRangeExtractor(range);
        return place < 0 || place >= range.count || seen.includes(place)
          ? seen
          : [...seen, place].sort((a, b) => a - b);
      },
      [place],
    ),
    getScrollElement: () => holder.current,
    estimateSize: () => ROW,
    overscan: 10,
    scrollPaddingStart: ROW,
    initialRect: { width: 800, height: 700 },
  });
  useEffect(() => {
    if (place >= 0) virtualizer.scrollToIndex(place);
  }, [place, virtualizer]);
  useShowColumn(holder, grid.active.column);
  const cellId = (row: number, column: number) => `st-${spec.id}-${row}-${column}`;
  return (
    <div
      ref={holder}
      role="grid"
      tabIndex={0}
      className="st-grid"
      aria-label={props.label}
      aria-rowcount={shown.length + 1}
      aria-colcount={spec.columns.length + 1}
      aria-activedescendant={cellId(grid.active.row, grid.active.column)}
      onKeyDown={grid.onKeyDown}
      onPaste={(event) => {
        if (grid.editing) return;
        event.preventDefault();
        props.onPaste(event.clipboardData.getData('text/plain'));
      }}
    >
      <div className="st-head" role="row" style={{ gridTemplateColumns: template, minWidth: widthOf(spec) }}>
        <span role="columnheader" className="st-gutter">
          {words.t('settings:rowNo')}
        </span>
        {spec.columns.map((column) => (
          <span key={column.field} role="columnheader" title={words.field(spec.id, column.field)}>
            {words.field(spec.id, column.field)}
          </span>
        ))}
      </div>
      <div
        role="presentation"
        style={{ height: virtualizer.getTotalSize() + 8, minWidth: widthOf(spec) }}
        className="st-rows"
      >
        {virtualizer.getVirtualItems().map((virtual) => {
          const index = shown[virtual.index] ?? -1;
          const row = rows[index];
          if (!row) return null;
          const mark = props.mark(row);
          return (
            <div
              key={virtual.key}
              role="row"
              aria-rowindex={virtual.index + 2}
              className="st-row"
              data-mark={mark.kind}
              data-active={index === grid.active.row || undefined}
              style={{ top: virtual.start, height: ROW, gridTemplateColumns: template }}
            >
              <Gutter number={index + 1} mark={mark} wrong={bad.has(index)} words={words} />
              {spec.columns.map((column, at) => (
                <CellView
                  key={column.field}
                  {...props}
                  id={cellId(index, at)}
                  index={index}
                  at={at}
                  row={row}
                  column={column}
                  changed={mark.kind === 'changed' && mark.fields.includes(column.field)}
                  errors={cells.get(`${index}/${column.field}`)}
                />
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Keep the cell with the cursor on screen sideways too. */
function useShowColumn(holder: RefObject<HTMLDivElement | null>, column: number): void {
  useEffect(() => {
    const pane = holder.current;
    const head = pane?.querySelectorAll<HTMLElement>('[role=columnheader]')[column + 1];
    if (!pane || !head) return;
    const left = head.offsetLeft - GUTTER;
    const right = head.offsetLeft + head.offsetWidth;
    if (left < pane.scrollLeft) pane.scrollLeft = column === 0 ? 0 : left;
    else if (right > pane.scrollLeft + pane.clientWidth) pane.scrollLeft = right - pane.clientWidth;
  }, [holder, column]);
}

function Gutter(props: { number: number; mark: RowMark; wrong: boolean; words: Words }) {
  const { t } = props.words;
  const { kind } = props.mark;
  return (
    <span className="st-gutter" role="rowheader">
      {props.wrong ? <Shape kind="triangle" state="kapok" size={9} label={t('settings:rowWrong')} /> : null}
      {kind === 'added' ? <b title={t('settings:mark.added')}>＋</b> : null}
      {kind === 'changed' ? <b title={t('settings:mark.changed')}>●</b> : null}
      <span>{props.number}</span>
    </span>
  );
}

interface CellProps extends Omit<GridProps, 'errors'> {
  readonly id: string;
  readonly index: number;
  readonly at: number;
  readonly row: Row;
  readonly column: Column;
  readonly changed: boolean;
  readonly errors: readonly RowError[] | undefined;
}

function CellView(props: CellProps) {
  const { grid, row, column, index, at, words, spec } = props;
  const { active, editing } = grid;
  const here = { row: index, column: at };
  const isEditing = editing?.row === index && editing.column === at;
  const label = words.field(spec.id, column.field);
  const problem = props.errors?.map((error) => errorWords(words, spec.id, error)).join('；');
  const text = words.cell(column, row);
  const fits = applies(column, row);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid hears the keys
    <div
      id={props.id}
      role="gridcell"
      aria-colindex={at + 2}
      aria-selected={active.row === index && active.column === at}
      aria-invalid={problem ? true : undefined}
      aria-disabled={!fits || undefined}
      data-changed={props.changed || undefined}
      data-kind={typeof column.kind === 'string' ? column.kind : undefined}
      className="st-cell"
      title={problem || text || undefined}
      onClick={() => !isEditing && grid.setActive(here)}
      onDoubleClick={() => !isEditing && grid.open(here)}
    >
      {isEditing ? (
        <CellEditor
          column={column}
          row={row}
          typed={editing.text}
          words={words}
          label={label}
          onCommit={grid.commit}
          onCancel={grid.close}
        />
      ) : (
        <span>{fits ? text : '—'}</span>
      )}
    </div>
  );
}
