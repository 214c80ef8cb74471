import { cleanText } from '@shared/rules/intake/cells';
import { parseWallClock } from '@shared/rules/intake/dates';
import {
  findUnitHeader,
  readUnitRow,
  type UnitSheetHeader,
  type UnitSheetRow,
} from '@shared/rules/intake/unitSheet';
import { unitSheetFields, unitSheetHeaders } from '@shared/rules/intake/unitSheetWords';
import { type Day, dayOf } from '@shared/rules/time';
import { type BookSheet, SHEET_LIMITS, type SheetBook, type SheetFormat, type SheetLimits } from './book';
import { ParseError } from './errors';
import { openBook } from './openBook';

/** A unit's daily sheet as it came back; a plain object that crosses a process boundary. */
export interface ParsedUnitSheet {
  readonly fileName: string;
  readonly format: SheetFormat;
  readonly reader: string;
  readonly sheetName: string;
  /** 1-based number of the header. */
  readonly headerRow: number;
  /** Known columns that the sheet does not have (any more), by the word that we write. */
  readonly missingColumns: readonly string[];
  /** What the line above the header says: which unit, which day. */
  readonly unitText?: string;
  readonly day?: Day;
  readonly rows: readonly UnitSheetRow[];
  /** Rows below the header in which nothing is asked or said; empty ones are not listed. */
  readonly skipped: readonly { readonly rowNumber: number; readonly text: string }[];
}

interface Candidate {
  readonly sheet: BookSheet;
  readonly header: UnitSheetHeader;
}

function lineOf(row: BookSheet['rows'][number] | undefined): string {
  return (row ?? [])
    .map((cell) => cleanText(cell.text))
    .filter((text) => text !== '')
    .join('\t');
}

/** The sheet with most known columns; a visible one before a hidden one, the first of equal ones. */
function choose(book: SheetBook): Candidate | undefined {
  const candidates = book.sheets.flatMap((sheet) => {
    const header = findUnitHeader(sheet.rows);
    return header ? [{ sheet, header }] : [];
  });
  const rank = ({ sheet, header }: Candidate) => (sheet.hidden ? 0 : 100) + header.columns.size;
  return candidates.sort((a, b) => rank(b) - rank(a))[0];
}

function aboutIn(sheet: BookSheet, header: UnitSheetHeader): Pick<ParsedUnitSheet, 'unitText' | 'day'> {
  const above = sheet.rows.slice(0, header.row).map(lineOf).join('\n');
  const unitText = /(?:^|\s)单位\s*[:：]\s*([^\s:：]+)/.exec(above)?.[1];
  const date = /(?:^|\s)日期\s*[:：]\s*([\d\-/.年月日]+)/.exec(above)?.[1];
  const at = date ? parseWallClock(date) : null;
  return { ...(unitText ? { unitText } : {}), ...(at ? { day: dayOf(at) } : {}) };
}

/**
 * Read a unit's filled daily sheet (每日清单) out of a file of any of the formats that {@link openBook} knows; columns may have
 * been moved, left out or added. Every row below the header that is not empty is in `rows` or in `skipped`.
 * @throws ParseError; `parse.noUnitHeader` names the sheets that were looked at.
 */
export async function readUnitSheet(
  bytes: Uint8Array,
  fileName: string,
  limits: SheetLimits = SHEET_LIMITS,
): Promise<ParsedUnitSheet> {
  const book = await openBook(bytes, fileName, limits);
  const chosen = choose(book);
  if (!chosen) {
    const sheets = book.sheets.map(({ name }) => name).join(', ');
    throw new ParseError('parse.noUnitHeader', { file: fileName, sheets });
  }
  const { sheet, header } = chosen;
  const about = aboutIn(sheet, header);
  const rows: UnitSheetRow[] = [];
  const skipped: { rowNumber: number; text: string }[] = [];
  for (let k = header.row + 1; k < sheet.rows.length; k++) {
    const cells = sheet.rows[k] ?? [];
    const row = readUnitRow(cells, k + 1, {
      columns: header.columns,
      date1904: book.date1904,
      day: about.day,
    });
    const text = lineOf(cells);
    if (row) rows.push(row);
    else if (text !== '') skipped.push({ rowNumber: k + 1, text });
  }
  return {
    fileName,
    format: book.format,
    reader: book.reader,
    sheetName: sheet.name,
    headerRow: header.row + 1,
    missingColumns: unitSheetFields
      .filter((field) => !header.columns.has(field))
      .map((field) => unitSheetHeaders[field][0]),
    ...about,
    rows,
    skipped,
  };
}
