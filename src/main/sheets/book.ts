import { storable } from '@shared/rules/text/storable';
import type { Instant } from '@shared/rules/time';
import { type Cell, type CellStyle, type CellValue, type WriteSheet, writeXlsx } from 'hucre';

/** A column of a sheet that we write: header, width in characters, and how its cells look. */
export interface SheetColumn {
  readonly header: string;
  readonly width: number;
  /** `text` keeps leading zeros and long numbers as they are, also when somebody types into it. */
  readonly kind: 'text' | 'time' | 'number';
  readonly wrap?: boolean;
  /** To be filled in by whoever gets the sheet: tinted. */
  readonly fill?: boolean;
  /** Not shown: what we read back, and nobody has to see. */
  readonly hidden?: boolean;
}

/** A table with lines above its header: `rows` has a value for each column, null for an empty cell. */
export interface SheetTable {
  readonly name: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly columns: readonly SheetColumn[];
  readonly rows: readonly (readonly CellValue[])[];
  /** Columns from the left that stay in sight. */
  readonly frozenColumns: number;
  /** Styles of single cells by `row,column` of `rows`. */
  readonly styles?: ReadonlyMap<string, CellStyle>;
  readonly validations?: (firstRow: number, lastRow: number) => NonNullable<WriteSheet['dataValidations']>;
}

const HEAD = { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'E7EEF5' } } as const;
const TO_FILL = { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'FFF8E1' } } as const;
const LINE = { style: 'thin', color: { rgb: 'BFC6CE' } } as const;
const BORDER = { top: LINE, right: LINE, bottom: LINE, left: LINE };
const FORMATS = { text: '@', time: 'yyyy-mm-dd hh:mm:ss', number: '0' } as const;

/** A wall-clock cell: spreadsheets know no time zone, so the Beijing clock goes into the UTC fields. */
export function timeCell(at: Instant | undefined): Date | null {
  return at === undefined ? null : new Date(`${at.slice(0, 19)}Z`);
}

/** The letters of a 0-based column: A, Z, AA. */
export function columnLetters(column: number): string {
  const rest = Math.floor(column / 26);
  return (rest > 0 ? columnLetters(rest - 1) : '') + String.fromCharCode(65 + (column % 26));
}

function cellStyle(column: SheetColumn): CellStyle {
  return {
    numFmt: FORMATS[column.kind],
    border: BORDER,
    alignment: { vertical: 'top', wrapText: column.wrap ?? false },
    ...(column.fill ? { fill: TO_FILL } : {}),
  };
}

/** The table as a sheet of hucre's: title, lines, header (frozen), rows. */
function sheetOf(table: SheetTable): WriteSheet {
  const { columns, lines, rows } = table;
  const head = lines.length + 1;
  const cells = new Map<string, Partial<Cell>>();
  const style = (row: number, column: number, one: CellStyle) =>
    cells.set(`${row},${column}`, { style: one });
  style(0, 0, { font: { bold: true, size: 14 } });
  lines.forEach((_, k) => {
    style(k + 1, 0, { alignment: { wrapText: true, vertical: 'top' }, font: { color: { rgb: '4A5560' } } });
  });
  columns.forEach((column, c) => {
    const fill = column.fill ? TO_FILL : HEAD;
    style(head, c, {
      font: { bold: true },
      fill,
      border: BORDER,
      alignment: { wrapText: true, vertical: 'center' },
    });
    rows.forEach((_, r) => {
      style(head + 1 + r, c, { ...cellStyle(column), ...table.styles?.get(`${r},${c}`) });
    });
  });
  const last = Math.max(rows.length, 1) + head;
  return {
    name: table.name,
    columns: columns.map(({ width, hidden = false }) => ({ width, hidden })),
    rows: [
      [table.title],
      ...lines.map((line) => [line]),
      columns.map(({ header }) => header),
      // Texts of older journals: XML cannot hold every sign.
      ...rows.map((row) => storable([...row])),
    ],
    cells,
    merges: Array.from({ length: head }, (_, row) => ({
      startRow: row,
      startCol: 0,
      endRow: row,
      endCol: columns.length - 1,
    })),
    rowDefs: new Map(lines.map((line, k) => [k + 1, { height: 16 * Math.ceil(line.length / 75) }])),
    freezePane: { rows: head + 1, columns: table.frozenColumns },
    autoFilter: { range: `A${head + 1}:${columnLetters(columns.length - 1)}${last + 1}` },
    pageSetup: {
      orientation: 'landscape',
      paperSize: 'a4',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: `$${head + 1}:$${head + 1}`,
    },
    ...(table.validations ? { dataValidations: table.validations(head + 2, last + 1) } : {}),
  };
}

/** The bytes of an .xlsx of a table and lists in hidden sheets (for choices); `at` is the time written into it. */
export async function tableBook(
  table: SheetTable,
  at: Instant,
  lists: readonly { readonly name: string; readonly rows: readonly (readonly string[])[] }[] = [],
): Promise<Uint8Array> {
  const stamp = new Date(at);
  return writeXlsx({
    sheets: [
      sheetOf(table),
      ...lists.map(({ name, rows }) => ({ name, rows: rows.map((row) => [...row]), hidden: true })),
    ],
    properties: { title: table.title, created: stamp, modified: stamp },
  });
}
