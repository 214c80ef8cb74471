import { cellOf } from '@shared/rules/intake/cells';
import { EncryptedFileError, type MergeRange, read, type Sheet } from 'hucre';
import {
  type BookSheet,
  type CellBudget,
  makeSheet,
  type SheetBook,
  type SheetFormat,
  type SpreadsheetReader,
} from './book';
import { ParseError } from './errors';

function merge({ startRow, startCol, endRow, endCol }: MergeRange) {
  return { top: startRow, left: startCol, bottom: endRow, right: endCol };
}

function sheetOf(sheet: Sheet, budget: CellBudget): BookSheet {
  budget.takeRows(sheet.rows, sheet.name);
  const hiddenRows = [...(sheet.rowDefs ?? [])].filter(([, row]) => row.hidden).map(([index]) => index);
  return makeSheet(
    sheet.name,
    sheet.rows.map((row) => row.map(cellOf)),
    {
      hidden: Boolean(sheet.hidden || sheet.veryHidden),
      hiddenRows,
      merges: (sheet.merges ?? []).map(merge),
    },
  );
}

/** The first reader for .xlsx: fast and frugal. It gives dates as wall clock in the UTC fields of a `Date`. */
export const hucreReader: SpreadsheetReader = {
  name: 'hucre',
  async open(bytes: Uint8Array, format: SheetFormat, budget: CellBudget): Promise<SheetBook> {
    try {
      const book = await read(bytes);
      return {
        format,
        reader: 'hucre',
        date1904: book.dateSystem === '1904',
        sheets: book.sheets.map((sheet) => sheetOf(sheet, budget)),
      };
    } catch (cause) {
      if (cause instanceof EncryptedFileError) throw new ParseError('parse.encrypted', {}, { cause });
      throw cause;
    }
  },
};
