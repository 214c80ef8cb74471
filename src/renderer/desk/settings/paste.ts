import { applies, type Row, type TableSpec } from './columns';
import { insertRow, setFields } from './draft';
import type { CellAt } from './useGrid';
import type { Words } from './words';

/**
 * Put a block of cells, as a spreadsheet copies it (tabs and lines), into a table from one cell on: downwards over the
 * rows that are shown, and with new rows at the end where it is longer.
 */
export function pasteInto(
  spec: TableSpec,
  rows: readonly Row[],
  shown: readonly number[],
  at: CellAt,
  text: string,
  words: Words,
): readonly Row[] {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
  const first = Math.max(0, shown.indexOf(at.row));
  let next = rows;
  lines.forEach((line, down) => {
    let row = shown[first + down];
    if (row === undefined) {
      row = next.length;
      next = insertRow(next, row, { ...spec.blank });
    }
    next = pasteLine(spec, next, { row, column: at.column }, line, words);
  });
  return next;
}

function pasteLine(
  spec: TableSpec,
  rows: readonly Row[],
  at: CellAt,
  line: string,
  words: Words,
): readonly Row[] {
  let next = rows;
  line.split('\t').forEach((text, right) => {
    const column = spec.columns[at.column + right];
    const row = next[at.row];
    if (!column || !row || !applies(column, row)) return;
    next = setFields(next, at.row, { [column.field]: words.read(column, row, text) });
  });
  return next;
}
