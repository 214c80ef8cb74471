import { type CellObject, read, SSF, type WorkBook, type WorkSheet } from '@e965/xlsx';
import { cellOf, dateCell, type SheetCell, textCell } from '@shared/rules/intake/cells';
import {
  type BookSheet,
  type CellBudget,
  makeSheet,
  type SheetBook,
  type SheetFormat,
  type SpreadsheetReader,
} from './book';
import { decodeText } from './decode';
import { ParseError } from './errors';

const pad = (value: number) => String(value).padStart(2, '0');

/** Serial numbers stay numbers in this library; the cell's format says whether one is a date. */
function dateText(serial: number, date1904: boolean): string | null {
  const parts = SSF.parse_date_code(serial, { date1904 }) as {
    y: number;
    m: number;
    d: number;
    H: number;
    M: number;
    S: number;
    u?: number;
  } | null;
  if (!parts || serial < 1) return null;
  // Fractions of a day: 15:12:47 may come out as 15:12:46.9996.
  const ms =
    Date.UTC(parts.y, parts.m - 1, parts.d, parts.H, parts.M, parts.S) + Math.round(parts.u ?? 0) * 1000;
  const at = new Date(ms);
  const day = `${at.getUTCFullYear()}-${pad(at.getUTCMonth() + 1)}-${pad(at.getUTCDate())}`;
  return `${day} ${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}:${pad(at.getUTCSeconds())}`;
}

function cellFrom(cell: CellObject | undefined, date1904: boolean): SheetCell {
  if (!cell || cell.t === 'z') return cellOf(null);
  if (cell.t === 'e') return textCell(cell.w ?? '');
  if (cell.t === 'n' && typeof cell.v === 'number' && typeof cell.z === 'string' && SSF.is_date(cell.z)) {
    const text = dateText(cell.v, date1904);
    if (text) return dateCell(text);
  }
  return cellOf(cell.v);
}

function sheetOf(
  name: string,
  sheet: WorkSheet,
  hidden: boolean,
  { date1904, budget }: { readonly date1904: boolean; readonly budget: CellBudget },
): BookSheet {
  const data = (sheet['!data'] ?? []) as (CellObject | undefined)[][];
  budget.takeRows(data, name);
  // The list of rows may have holes, which `map` would leave in place.
  const rows = Array.from(data, (row) => Array.from(row ?? [], (cell) => cellFrom(cell, date1904)));
  // A list with holes may be billions long: only what is there is visited.
  const rowInfo = sheet['!rows'] ?? [];
  const hiddenRows = Object.keys(rowInfo)
    .map(Number)
    .filter((k) => rowInfo[k]?.hidden);
  const merges = (sheet['!merges'] ?? []).map(({ s, e }) => ({
    top: s.r,
    left: s.c,
    bottom: e.r,
    right: e.c,
  }));
  return makeSheet(name, rows, { hidden, hiddenRows, merges });
}

function bookOf(book: WorkBook, format: SheetFormat, budget: CellBudget): SheetBook {
  const date1904 = book.Workbook?.WBProps?.date1904 === true;
  const sheets = book.SheetNames.flatMap((name, k) => {
    const sheet = book.Sheets[name];
    const hidden = (book.Workbook?.Sheets?.[k]?.Hidden ?? 0) !== 0;
    return sheet ? [sheetOf(name, sheet, hidden, { date1904, budget })] : [];
  });
  return { format, reader: 'sheetjs', date1904, sheets };
}

/** SheetJS Community Edition: second for .xlsx, first for .xls (it knows hidden rows there) and for XML 2003. */
export const sheetjsReader: SpreadsheetReader = {
  name: 'sheetjs',
  async open(bytes: Uint8Array, format: SheetFormat, budget: CellBudget): Promise<SheetBook> {
    const options = { dense: true, cellNF: true, cellStyles: true, cellFormula: false, cellHTML: false };
    try {
      const book =
        format === 'xml'
          ? read(decodeText(bytes).text, { ...options, type: 'string' })
          : read(bytes, { ...options, type: 'array' });
      return bookOf(book, format, budget);
    } catch (cause) {
      if (cause instanceof Error && /password|encrypt/i.test(cause.message)) {
        throw new ParseError('parse.encrypted', {}, { cause });
      }
      throw cause;
    }
  },
};
