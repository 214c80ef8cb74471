import { createHash } from 'node:crypto';
import { cleanText } from '@shared/rules/intake/cells';
import { classifyRow } from '@shared/rules/intake/classify';
import { parseWallClock } from '@shared/rules/intake/dates';
import { type ColumnMapping, findHeader, type HeaderMatch, headerKey } from '@shared/rules/intake/header';
import type { ImportProfile } from '@shared/rules/intake/profile';
import { type HotlineRow, needsLook, normaliseRow, type RowContext } from '@shared/rules/intake/row';
import type { Instant } from '@shared/rules/time';
import { type BookSheet, SHEET_LIMITS, type SheetBook, type SheetFormat, type SheetLimits } from './book';
import { ParseError } from './errors';
import { openBook } from './openBook';

/** A row below the header that is no order; `text` is what stood in it. */
export interface SkippedRow {
  readonly rowNumber: number;
  readonly reason: 'blank' | 'total' | 'note';
  readonly text: string;
}

/** Figures of one sheet. `data + blank + total + note` are all rows below the header. */
export interface SheetCounts {
  readonly data: number;
  readonly blank: number;
  readonly total: number;
  readonly note: number;
  readonly hidden: number;
  /** Rows whose number is issued again (`-02` and on). */
  readonly reissued: number;
  /** Rows that repeat a number of a row above, reissued ones or not. */
  readonly numberRepeated: number;
  readonly numberDestroyed: number;
  readonly timeUnreadable: number;
  readonly noPlace: number;
  readonly needsLook: number;
}

/** A sheet of hotline orders as read; a plain object that crosses a process boundary. Holds personal data in the clear. */
export interface ParsedSheet {
  readonly fileName: string;
  readonly format: SheetFormat;
  readonly reader: string;
  readonly sheetName: string;
  /** 1-based number of the header's last row, and how many rows it has. */
  readonly headerRow: number;
  readonly headerSpan: 1 | 2;
  /** SHA-256 (hex) of the normalised header: the same export comes with the same one. */
  readonly fingerprint: string;
  readonly mapping: readonly ColumnMapping[];
  /** What stood above the header, a line per row. */
  readonly preamble: readonly string[];
  /** “导出时间” of the lines above the header. */
  readonly exportedAt?: Instant;
  readonly rows: readonly HotlineRow[];
  readonly skipped: readonly SkippedRow[];
  readonly counts: SheetCounts;
  /** The other sheets of the book; `looksLikeOrders` means that one has a header of orders, too, and was not read. */
  readonly otherSheets: readonly {
    readonly name: string;
    readonly rows: number;
    readonly looksLikeOrders: boolean;
  }[];
}

/** `sheet` names the sheet to read instead of the best one. */
export interface ReadOptions {
  readonly sheet?: string;
  readonly limits?: SheetLimits;
}

interface Candidate {
  readonly sheet: BookSheet;
  readonly header: HeaderMatch | null;
}

/** The sheet with the best header; of equal ones a visible one, then the longest, then the first. */
function choose(candidates: readonly Candidate[]): Candidate | undefined {
  const rank = ({ sheet, header }: Candidate) => [
    header?.score ?? 0,
    sheet.hidden ? 0 : 1,
    sheet.rows.length,
  ];
  return candidates
    .filter(({ header }) => header !== null)
    .sort((a, b) => {
      const [left, right] = [rank(a), rank(b)];
      const k = left.findIndex((value, i) => value !== right[i]);
      return k < 0 ? 0 : (right[k] ?? 0) - (left[k] ?? 0);
    })[0];
}

function lineOf(row: BookSheet['rows'][number] | undefined): string {
  return (row ?? [])
    .map((cell) => cleanText(cell.text))
    .filter((text) => text !== '')
    .join('\t');
}

/** The time behind “导出时间” (or 打印时间, 截止时间 …) in the lines above the header. */
function exportTime(preamble: readonly string[]): Instant | undefined {
  for (const line of preamble) {
    const match = /(?:导出|打印|统计|生成|制表)(?:时间|日期)\s*[:：]\s*([\d\-/.年月日时分秒:： T]+)/.exec(
      line,
    );
    const time = match?.[1] ? parseWallClock(match[1]) : null;
    if (time) return time;
  }
  return undefined;
}

function countRows(rows: readonly HotlineRow[], skipped: readonly SkippedRow[]): SheetCounts {
  const seen = new Set<string>();
  let numberRepeated = 0;
  for (const { orderNo } of rows) {
    if (orderNo === undefined) continue;
    if (seen.has(orderNo)) numberRepeated++;
    seen.add(orderNo);
  }
  const withIssue = (code: string) =>
    rows.filter(({ issues }) => issues.some((issue) => issue.code === code)).length;
  const reason = (name: SkippedRow['reason']) => skipped.filter((row) => row.reason === name).length;
  return {
    data: rows.length,
    blank: reason('blank'),
    total: reason('total'),
    note: reason('note'),
    hidden: rows.filter(({ hidden }) => hidden).length,
    reissued: rows.filter(({ reissue }) => (reissue ?? 0) > 0).length,
    numberRepeated,
    numberDestroyed: withIssue('row.numberDestroyed'),
    timeUnreadable: withIssue('row.timeUnreadable'),
    noPlace: withIssue('row.noPlace'),
    needsLook: rows.filter((row) => needsLook(row).length > 0).length,
  };
}

function readRows(sheet: BookSheet, first: number, context: RowContext) {
  const rows: HotlineRow[] = [];
  const skipped: SkippedRow[] = [];
  for (let k = first; k < sheet.rows.length; k++) {
    const cells = sheet.rows[k] ?? [];
    const kind = classifyRow(cells, context);
    const rowNumber = k + 1;
    if (kind === 'data')
      rows.push(normaliseRow(cells, { rowNumber, hidden: sheet.hiddenRows.has(k) }, context));
    else skipped.push({ rowNumber, reason: kind, text: lineOf(cells) });
  }
  return { rows, skipped };
}

function parseSheet(
  book: SheetBook,
  { sheet, header }: { sheet: BookSheet; header: HeaderMatch },
  profile: ImportProfile,
): Omit<ParsedSheet, 'fileName' | 'otherSheets'> {
  const first = header.row + header.span;
  const { rows, skipped } = readRows(sheet, first, {
    profile,
    mapping: header.mapping,
    date1904: book.date1904,
  });
  const preamble = sheet.rows
    .slice(0, header.row)
    .map(lineOf)
    .filter((line) => line !== '');
  const exportedAt = exportTime(preamble);
  const key = headerKey(header.mapping.map((column) => column.header));
  return {
    format: book.format,
    reader: book.reader,
    sheetName: sheet.name,
    headerRow: first,
    headerSpan: header.span,
    fingerprint: createHash('sha256').update(key, 'utf8').digest('hex'),
    mapping: header.mapping,
    preamble,
    ...(exportedAt ? { exportedAt } : {}),
    rows,
    skipped,
    counts: countRows(rows, skipped),
  };
}

/**
 * Read a sheet of hotline orders out of a file of any of the formats that {@link openBook} knows. Every row below the header
 * is in `rows` or in `skipped`. Free of processes and of Electron.
 * @throws ParseError; `parse.noHeader` names the sheets that were looked at.
 */
export async function readHotlineSheet(
  bytes: Uint8Array,
  fileName: string,
  profile: ImportProfile,
  options: ReadOptions = {},
): Promise<ParsedSheet> {
  const book = await openBook(bytes, fileName, options.limits ?? SHEET_LIMITS);
  const candidates = book.sheets.map((sheet) => ({ sheet, header: findHeader(sheet.rows, profile) }));
  const wanted = candidates.filter(
    ({ sheet }) => options.sheet === undefined || sheet.name === options.sheet,
  );
  if (wanted.length === 0)
    throw new ParseError('parse.noSuchSheet', { file: fileName, sheet: options.sheet ?? '' });
  const chosen = choose(wanted);
  if (!chosen?.header) {
    const sheets = wanted.map(({ sheet }) => sheet.name).join(', ');
    throw new ParseError('parse.noHeader', { file: fileName, sheets, profile: profile.id });
  }
  const otherSheets = candidates
    .filter((one) => one !== chosen)
    .map(({ sheet, header }) => ({
      name: sheet.name,
      rows: sheet.rows.length,
      looksLikeOrders: header !== null,
    }));
  return {
    fileName,
    ...parseSheet(book, { sheet: chosen.sheet, header: chosen.header }, profile),
    otherSheets,
  };
}
