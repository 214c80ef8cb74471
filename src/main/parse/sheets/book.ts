import { EMPTY_CELL, type SheetCell } from '@shared/rules/intake/cells';
import { ParseError } from './errors';

/** Cells that are merged into one, 0-based and inclusive; only the top left one holds the text. */
export interface MergedRange {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** One sheet as read: rows from the first on (empty rows are empty lists), without empty rows at the end. */
export interface BookSheet {
  readonly name: string;
  readonly hidden: boolean;
  readonly rows: readonly (readonly SheetCell[])[];
  /** 0-based numbers of hidden rows. */
  readonly hiddenRows: ReadonlySet<number>;
  readonly merges: readonly MergedRange[];
}

/** What was found in the file's first bytes. */
export type SheetFormat = 'xlsx' | 'xls' | 'html' | 'xml' | 'text';

/** A file as read, sheets in their order. `reader` says who read it, for the record. */
export interface SheetBook {
  readonly format: SheetFormat;
  readonly reader: string;
  readonly date1904: boolean;
  readonly sheets: readonly BookSheet[];
}

/** Opens one kind of file. Implementations take whole files: a parse process reads one file and ends. */
export interface SpreadsheetReader {
  readonly name: string;
  /** `budget` is asked before cells are laid out. @throws ParseError, or whatever the library throws on a file that it cannot read. */
  open(bytes: Uint8Array, format: SheetFormat, budget: CellBudget): Promise<SheetBook>;
}

/** Limits of what is read; more is refused, with the limit in the error. */
export interface SheetLimits {
  readonly maxBytes: number;
  readonly maxRows: number;
  readonly maxCells: number;
  /** Bytes after expansion, and how many times the size of the file that may be. */
  readonly maxExpandedBytes: number;
  readonly maxExpansion: number;
}

export const SHEET_LIMITS: SheetLimits = {
  maxBytes: 200 * 1024 * 1024,
  maxRows: 300_000,
  maxCells: 20_000_000,
  maxExpandedBytes: 2 * 1024 * 1024 * 1024,
  maxExpansion: 200,
};

/**
 * Counts the cells of a book before they are laid out: a row number or a span in a small file can ask for billions of empty
 * ones. One for all sheets of a book.
 */
export class CellBudget {
  private left: number;

  constructor(private readonly limits: Pick<SheetLimits, 'maxRows' | 'maxCells'> = SHEET_LIMITS) {
    this.left = limits.maxCells;
  }

  /** @throws ParseError `parse.tooManyCells`. */
  take(cells: number, sheet: string): void {
    this.left -= cells;
    if (this.left >= 0) return;
    const { maxCells } = this.limits;
    throw new ParseError('parse.tooManyCells', { sheet, cells: maxCells - this.left, limit: maxCells });
  }

  /** Rows by their lengths, holes of a sparse list too. @throws ParseError `parse.tooManyRows`, `parse.tooManyCells`. */
  takeRows(rows: ArrayLike<ArrayLike<unknown> | undefined>, sheet: string): void {
    const { maxRows } = this.limits;
    if (rows.length > maxRows)
      throw new ParseError('parse.tooManyRows', { sheet, rows: rows.length, limit: maxRows });
    let cells = rows.length;
    for (let k = 0; k < rows.length; k++) cells += rows[k]?.length ?? 0;
    this.take(cells, sheet);
  }
}

/** A sheet from rows of cells: empty rows at the end go, trailing empty cells too. Rows are never moved. */
export function makeSheet(
  name: string,
  rows: readonly (readonly SheetCell[])[],
  rest: { hidden?: boolean; hiddenRows?: Iterable<number>; merges?: readonly MergedRange[] } = {},
): BookSheet {
  const trimmed = rows.map((row) => {
    const end = row.findLastIndex((cell) => cell.kind !== 'empty');
    return end + 1 === row.length ? row : row.slice(0, end + 1);
  });
  const end = trimmed.findLastIndex((row) => row.length > 0);
  return {
    name,
    hidden: rest.hidden ?? false,
    rows: trimmed.slice(0, end + 1),
    hiddenRows: new Set([...(rest.hiddenRows ?? [])].filter((row) => row <= end)),
    merges: rest.merges ?? [],
  };
}

/** The cell at a place; outside of what is filled it is empty. */
export function cellAt(sheet: BookSheet, row: number, column: number): SheetCell {
  return sheet.rows[row]?.[column] ?? EMPTY_CELL;
}

/** @throws ParseError where a sheet has more rows or cells than the limits allow. */
export function checkSize(book: SheetBook, limits: SheetLimits): SheetBook {
  for (const sheet of book.sheets) {
    if (sheet.rows.length > limits.maxRows) {
      throw new ParseError('parse.tooManyRows', {
        sheet: sheet.name,
        rows: sheet.rows.length,
        limit: limits.maxRows,
      });
    }
    const cells = sheet.rows.reduce((sum, row) => sum + row.length, 0);
    if (cells > limits.maxCells) {
      throw new ParseError('parse.tooManyCells', { sheet: sheet.name, cells, limit: limits.maxCells });
    }
  }
  return book;
}
