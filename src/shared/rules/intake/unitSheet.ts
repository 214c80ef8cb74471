import type { ReturnReason } from '../../domain/case/events';
import { type Day, dayOf, endOfDay, type Instant, minutesBetween } from '../time';
import { cleanText, EMPTY_CELL, plainText, type SheetCell } from './cells';
import { parseSheetTime, parseWallClock } from './dates';
import { HEADER_SCAN_ROWS, normaliseHeader } from './header';
import {
  returnReasonOf,
  type UnitSheetField,
  unitFillFields,
  unitSheetFields,
  unitSheetHeaders,
} from './unitSheetWords';

export type { UnitSheetField } from './unitSheetWords';

/** Codes of {@link UnitRowFinding}; texts for them are `work:unitSheet.<code>`. */
export type UnitRowFindingCode =
  | 'numberMissing'
  | 'numberUnreadable'
  | 'numberUnknown'
  | 'numberRepeated'
  | 'resultMissing'
  | 'timeMissing'
  | 'timeUnreadable'
  | 'timeDayOnly'
  | 'timeFuture'
  | 'timeBeforeAssigned'
  | 'timeLongAgo'
  | 'flagUnknown'
  | 'handledAndReturned'
  | 'reasonMissing'
  | 'reasonUnknown'
  | 'reasonIgnored'
  | 'unitUnknown';

/** What is wrong with a row, or only odd about it. `column` is the header as it stands in the sheet, `value` what stood there. */
export interface UnitRowFinding {
  readonly level: 'error' | 'warning' | 'info';
  readonly code: UnitRowFindingCode;
  readonly column?: string;
  readonly value?: string;
}

/** One row of a filled sheet. It may be applied when no finding is an error. `empty`: the unit wrote nothing. */
export interface UnitSheetRow {
  /** 1-based, as the spreadsheet program shows it. */
  readonly rowNumber: number;
  readonly caseNo: string;
  readonly kind: 'handled' | 'returned' | 'empty';
  readonly note: string;
  readonly doneAt?: Instant;
  /** The unit wrote a day without a time: `doneAt` is the end of that day until {@link resolveUnitRows} caps it. */
  readonly doneDayOnly?: true;
  readonly by?: string;
  readonly reason?: ReturnReason;
  readonly reasonText?: string;
  /** A unit as written; {@link resolveUnitRows} puts its id into `suggestsId`. */
  readonly suggests?: string;
  readonly suggestsId?: string;
  /** When it was assigned, as the sheet has it; the store knows better. */
  readonly assignedAt?: Instant;
  readonly findings: readonly UnitRowFinding[];
}

/** Where the header is (0-based) and which column (0-based) each field has, with its words. */
export interface UnitSheetHeader {
  readonly row: number;
  readonly columns: ReadonlyMap<UnitSheetField, { readonly column: number; readonly header: string }>;
}

const FIELD_OF = new Map<string, { field: UnitSheetField; rank: number }>();
for (const field of unitSheetFields) {
  unitSheetHeaders[field].forEach((word, rank) => {
    FIELD_OF.set(normaliseHeader(word), { field, rank });
  });
}

function columnsIn(cells: readonly SheetCell[]): UnitSheetHeader['columns'] {
  const found = new Map<UnitSheetField, { column: number; header: string; rank: number }>();
  cells.forEach((cell, column) => {
    const hit = FIELD_OF.get(normaliseHeader(cell.text));
    if (!hit) return;
    const before = found.get(hit.field);
    // Of two columns for one field the usual word wins, then the left one.
    if (!before || hit.rank < before.rank)
      found.set(hit.field, { column, header: cleanText(cell.text), rank: hit.rank });
  });
  return found;
}

/**
 * Find the header of a unit's sheet among the first rows, wherever its columns were moved to: the row with most known words
 * that has the case number and something to fill in. Null where there is none.
 */
export function findUnitHeader(rows: readonly (readonly SheetCell[])[]): UnitSheetHeader | null {
  let best: UnitSheetHeader | null = null;
  rows.slice(0, HEADER_SCAN_ROWS).forEach((cells, row) => {
    const columns = columnsIn(cells);
    const fits = columns.has('caseNo') && (columns.has('result') || columns.has('returned'));
    if (fits && columns.size > (best?.columns.size ?? 2)) best = { row, columns };
  });
  return best;
}

/** What the rows of one sheet have in common. `day` is that of the sheet: times without a year are near it. */
export interface UnitSheetContext {
  readonly columns: UnitSheetHeader['columns'];
  readonly date1904: boolean;
  readonly day?: Day | undefined;
}

/** Case numbers are `20241231-A0042`, of a desk that was restored `20241231-A2-0042`. */
const CASE_NO = /^\d{8}-[A-Z](?:\d+-)?\d{3,}$/;
const YES = /^(?:是|退单?|退回|需退单|y|yes|√|✓|✔|1|true)$/i;
const NO = /^(?:否|不|不退单?|无|没有|n|no|×|x|0|false|-|\/)$/i;

interface RowCells {
  text(field: UnitSheetField): string;
  cell(field: UnitSheetField): SheetCell;
  header(field: UnitSheetField): string | undefined;
}

function cellsOf(cells: readonly SheetCell[], { columns }: UnitSheetContext): RowCells {
  const cell = (field: UnitSheetField) => {
    const column = columns.get(field)?.column;
    return (column === undefined ? undefined : cells[column]) ?? EMPTY_CELL;
  };
  return {
    cell,
    text: (field) => cleanText(cell(field).text),
    header: (field) => columns.get(field)?.header,
  };
}

/** Collects what is wrong with one row. */
class Notes {
  readonly list: UnitRowFinding[] = [];

  constructor(private readonly cells: RowCells) {}

  add(
    level: UnitRowFinding['level'],
    code: UnitRowFindingCode,
    field?: UnitSheetField,
    value?: string,
  ): void {
    const column = field && this.cells.header(field);
    this.list.push({ level, code, ...(column ? { column } : {}), ...(value ? { value } : {}) });
  }
}

/** A time as units write it: also `15:30` (on the sheet's day) and `1月2日 15:30` (in the year nearest to it). */
function readTime(cell: SheetCell, { date1904, day }: UnitSheetContext): Instant | null | undefined {
  const time = parseSheetTime(cell, date1904);
  if (time.kind === 'blank') return undefined;
  if (time.kind === 'instant') return time.instant;
  if (day === undefined) return null;
  const plain = plainText(cell.text);
  if (/^(?:上午|下午)?\s*\d{1,2}[:时点]/.test(plain)) return parseWallClock(`${day} ${plain}`);
  if (!/^\d{1,2}[-/.月]\d{1,2}(?!\d)/.test(plain)) return null;
  const year = Number(day.slice(0, 4));
  const away = (i: Instant) => Math.abs(minutesBetween(`${day}T12:00:00.000+08:00`, i));
  const tried = [year - 1, year, year + 1].flatMap(
    (one) => parseWallClock(`${one}-${plain.replace('月', '-')}`) ?? [],
  );
  return tried.sort((a, b) => away(a) - away(b))[0] ?? null;
}

function isDayOnly(cell: SheetCell, at: Instant): boolean {
  return (
    at.slice(11, 23) === '00:00:00.000' &&
    (cell.kind === 'date' || !/\d\s*[:时点]\s*\d{0,2}/.test(plainText(cell.text)))
  );
}

type Done = Pick<UnitSheetRow, 'doneAt' | 'doneDayOnly'>;

function readDone(cells: RowCells, context: UnitSheetContext, notes: Notes): Done {
  const cell = cells.cell('doneAt');
  const at = readTime(cell, context);
  if (at === undefined) return {};
  if (at === null) {
    notes.add('error', 'timeUnreadable', 'doneAt', cells.text('doneAt'));
    return {};
  }
  if (!isDayOnly(cell, at)) return { doneAt: at };
  notes.add('info', 'timeDayOnly', 'doneAt', dayOf(at));
  return { doneAt: endOfDay(dayOf(at)), doneDayOnly: true };
}

function readReturn(
  cells: RowCells,
  notes: Notes,
): { returned: boolean; reason?: ReturnReason; reasonText?: string } {
  const flag = plainText(cells.text('returned'));
  const text = cells.text('reason');
  const [yes, no] = [YES.test(flag), NO.test(flag)];
  if (flag !== '' && !yes && !no) notes.add('error', 'flagUnknown', 'returned', flag);
  if (no && text !== '') notes.add('warning', 'reasonIgnored', 'reason', text);
  if (!yes && (flag !== '' || text === '')) return { returned: false };
  const reason = returnReasonOf(text);
  if (text === '') notes.add('error', 'reasonMissing', 'reason');
  else if (reason === undefined) notes.add('error', 'reasonUnknown', 'reason', text);
  return { returned: true, ...(reason ? { reason } : {}), ...(text === '' ? {} : { reasonText: text }) };
}

function readNumber(cells: RowCells, notes: Notes): string {
  const plain = plainText(cells.text('caseNo'))
    .replace(/\s/g, '')
    .replace(/[‐‑‒–—−]/g, '-')
    .toUpperCase();
  if (plain === '') notes.add('error', 'numberMissing', 'caseNo');
  else if (!CASE_NO.test(plain)) notes.add('error', 'numberUnreadable', 'caseNo', plain);
  return plain;
}

/**
 * Read one row. Null: there is nothing of the unit's in it and no case number (a blank line, a remark, the header printed
 * again). Whether case and unit exist and the time is plausible says {@link resolveUnitRows}.
 */
export function readUnitRow(
  row: readonly SheetCell[],
  rowNumber: number,
  context: UnitSheetContext,
): UnitSheetRow | null {
  const cells = cellsOf(row, context);
  const filled = unitFillFields.filter((field) => cells.text(field) !== '');
  const header = cells.text('caseNo') === cells.header('caseNo');
  if (header || (cells.text('caseNo') === '' && filled.length === 0)) return null;
  const remark = !/\d/.test(cells.text('caseNo')) && filled.length === 0;
  if (remark) return null;
  const notes = new Notes(cells);
  const caseNo = readNumber(cells, notes);
  const note = cells.text('result');
  const done = readDone(cells, context, notes);
  const { returned, ...why } = readReturn(cells, notes);
  const kind = returned ? 'returned' : note !== '' ? 'handled' : 'empty';
  if (returned && note !== '' && cells.text('doneAt') !== '')
    notes.add('error', 'handledAndReturned', 'returned');
  if (kind === 'handled' && cells.text('doneAt') === '') notes.add('warning', 'timeMissing', 'doneAt');
  if (kind === 'empty' && cells.text('doneAt') !== '') notes.add('error', 'resultMissing', 'result');
  else if (kind === 'empty' && cells.text('by') !== '') notes.add('warning', 'resultMissing', 'result');
  const [by, suggests] = [cells.text('by'), cells.text('suggests')];
  const assigned = parseSheetTime(cells.cell('assignedAt'), context.date1904);
  return {
    rowNumber,
    caseNo,
    kind,
    note,
    ...done,
    ...why,
    ...(by === '' ? {} : { by }),
    ...(suggests === '' ? {} : { suggests }),
    ...(assigned.kind === 'instant' ? { assignedAt: assigned.instant } : {}),
    findings: notes.list,
  };
}
