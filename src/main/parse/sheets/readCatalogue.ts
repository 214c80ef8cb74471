import type { RawSheet } from '@shared/rules/catalogue/header';
import type { CatalogueProfile } from '@shared/rules/catalogue/profile';
import { type CatalogueReading, readCatalogue as readSheets } from '@shared/rules/catalogue/read';
import { EMPTY_CELL, type SheetCell } from '@shared/rules/intake/cells';
import { type BookSheet, CellBudget, SHEET_LIMITS, type SheetFormat, type SheetLimits } from './book';
import { ParseError } from './errors';
import { openBook } from './openBook';

/** A catalogue file as read, with the cells it was read from; a plain object that crosses a process boundary. */
export interface ParsedCatalogue {
  readonly fileName: string;
  readonly format: SheetFormat;
  readonly reader: string;
  readonly raw: readonly RawSheet[];
  readonly reading: CatalogueReading;
}

/** The text of each cell; in cells merged downwards every row has the text, as a reader of the sheet sees it. */
function rawSheet({ name, hidden, rows, merges }: BookSheet, budget: CellBudget): RawSheet {
  const text = rows.map((row) => Array.from(row, (cell: SheetCell = EMPTY_CELL) => cell.text));
  for (const { top, left, bottom } of merges) {
    const value = text[top]?.[left] ?? '';
    // Each row may have to be filled up to there: ranges over everything, many times over, are counted like cells.
    budget.take(Math.max(0, Math.min(bottom, text.length - 1) - top), name);
    for (let at = top + 1; at <= Math.min(bottom, text.length - 1) && value !== ''; at++) {
      const row = text[at] ?? [];
      if (row.length <= left) budget.take(left + 1 - row.length, name);
      while (row.length <= left) row.push('');
      row[left] = value;
    }
  }
  return { name, hidden, rows: text };
}

/**
 * Read a catalogue of classes out of a file of any of the formats that {@link openBook} knows.
 * @throws ParseError; `parse.noCatalogue` names the sheets that were looked at.
 */
export async function readCatalogue(
  bytes: Uint8Array,
  fileName: string,
  profile: CatalogueProfile,
  limits: SheetLimits = SHEET_LIMITS,
): Promise<ParsedCatalogue> {
  const book = await openBook(bytes, fileName, limits);
  const budget = new CellBudget(limits);
  const raw = book.sheets.map((sheet) => rawSheet(sheet, budget));
  const reading = readSheets(raw, profile);
  if (reading.sheets.length === 0 && !reading.findings.some(({ level }) => level === 'error')) {
    const sheets = raw.map(({ name }) => name).join(', ');
    throw new ParseError('parse.noCatalogue', { file: fileName, sheets });
  }
  return { fileName, format: book.format, reader: book.reader, raw, reading };
}
