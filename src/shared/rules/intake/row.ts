import type { AppealKind } from '../../domain/common';
import type { Instant } from '../time';
import type { SheetCell } from './cells';
import { parseSheetTime, type SheetLimit } from './dates';
import { readOrderNumber } from './number';
import { isPhone } from './personal';
import { addressIn, hintsAtPlace } from './place';
import type { SheetField, SheetState } from './profile';
import { type RowContext, type RowIssue, type RowIssueCode, RowReader } from './rowReader';
import { appealKindOf, callerWishes, readTitle, sheetStateOf } from './words';

export type { RowContext, RowIssue, RowIssueCode } from './rowReader';

/** An order of a hotline sheet (热线工单), one row of it, cleaned and typed. Names, numbers and words are in the clear. */
export interface HotlineRow {
  /** 1-based, as the spreadsheet program shows it. */
  readonly rowNumber: number;
  readonly hidden: boolean;
  readonly seq?: string;
  /** Missing or destroyed numbers leave these three undefined. */
  readonly orderNo?: string;
  readonly rootNo?: string;
  readonly reissue?: number;
  readonly upperNo?: string;
  readonly sourceChannel?: string;
  /** As in the sheet, tags included; `subject` is without them. */
  readonly title?: string;
  readonly subject?: string;
  readonly tags: readonly string[];
  readonly content: string;
  readonly appealKind?: AppealKind;
  readonly callerName?: string;
  readonly callerPhone?: string;
  readonly addressText?: string;
  readonly callerWishes: readonly string[];
  readonly unitText?: string;
  readonly sectionText?: string;
  readonly streetText?: string;
  readonly communityText?: string;
  readonly gridText?: string;
  readonly receivedAt?: Instant;
  readonly dispatchedAt?: Instant;
  readonly signedAt?: Instant;
  readonly dueAt?: Instant;
  /** A limit in words where the due time should be (“15个工作日”). */
  readonly limitText?: SheetLimit;
  readonly closedAt?: Instant;
  readonly sheetState: SheetState;
  readonly result?: string;
  readonly category?: string;
  readonly subcategory?: string;
  readonly dispatcher?: string;
  readonly warning?: string;
  /** Every other filled cell by its header, so that no column is lost. May hold personal data: seal it. */
  readonly more: Readonly<Record<string, string>>;
  readonly issues: readonly RowIssue[];
}

type Draft = { -readonly [K in keyof HotlineRow]?: HotlineRow[K] };

/** Fields that are copied as cleaned text, and where they go. */
const PLAIN_FIELDS: readonly (readonly [SheetField, keyof HotlineRow])[] = [
  ['seq', 'seq'],
  ['upperNo', 'upperNo'],
  ['sourceChannel', 'sourceChannel'],
  ['callerName', 'callerName'],
  ['callerPhone', 'callerPhone'],
  ['unit', 'unitText'],
  ['section', 'sectionText'],
  ['street', 'streetText'],
  ['community', 'communityText'],
  ['grid', 'gridText'],
  ['result', 'result'],
  ['category', 'category'],
  ['subcategory', 'subcategory'],
  ['dispatcher', 'dispatcher'],
  ['warning', 'warning'],
];
const TIME_FIELDS = ['receivedAt', 'dispatchedAt', 'signedAt', 'dueAt', 'closedAt'] as const;
const OTHER_FIELDS: readonly SheetField[] = [
  'orderNo',
  'title',
  'content',
  'appealKind',
  'address',
  'status',
];
const KNOWN_FIELDS = new Set<SheetField>([
  ...PLAIN_FIELDS.map(([field]) => field),
  ...TIME_FIELDS,
  ...OTHER_FIELDS,
]);

function readNumber(reader: RowReader, draft: Draft): void {
  const field: SheetField = reader.has('orderNo') ? 'orderNo' : 'upperNo';
  const number = readOrderNumber(reader.cell(field));
  if (number.kind === 'missing') {
    reader.mark('row.numberMissing', field);
    return;
  }
  if (number.kind === 'destroyed') {
    reader.mark('row.numberDestroyed', field, number.value);
    return;
  }
  draft.orderNo = number.orderNo;
  draft.rootNo = number.rootNo;
  draft.reissue = number.reissue;
  if (number.odd) reader.mark('row.numberOdd', field, number.orderNo);
}

function readTimes(reader: RowReader, draft: Draft): void {
  for (const field of TIME_FIELDS) {
    const time = parseSheetTime(reader.cell(field), reader.context.date1904);
    if (time.kind === 'instant') draft[field] = time.instant;
    else if (time.kind === 'limit' && field === 'dueAt') draft.limitText = time.limit;
    else if (time.kind !== 'blank') reader.mark('row.timeUnreadable', field, reader.text(field));
  }
  const received = draft.receivedAt ?? draft.dispatchedAt;
  const unreadable = reader.issues.some(({ code }) => code === 'row.timeUnreadable');
  if (received === undefined && !unreadable)
    reader.mark('row.timeMissing', reader.has('receivedAt') ? 'receivedAt' : 'dispatchedAt');
  if (received !== undefined && draft.dueAt !== undefined && draft.dueAt < received) {
    reader.mark('row.dueBeforeReceived', 'dueAt', reader.text('dueAt'));
  }
}

function readWords(reader: RowReader, draft: Draft): void {
  const { profile } = reader.context;
  const content = reader.text('content');
  const title = reader.text('title');
  const { tags, subject } = readTitle(title);
  draft.tags = tags;
  draft.content = content;
  if (title !== '') draft.title = title;
  if (subject !== '') draft.subject = subject;
  if (content === '') reader.mark('row.contentEmpty', 'content');
  draft.callerWishes = callerWishes(content, profile);
  const address = addressIn(reader.text('address'), content, profile);
  if (address !== undefined) draft.addressText = address;
  else if (!hintsAtPlace(content, profile)) reader.mark('row.noPlace');
}

/** The kind's own column first, then the title's tag, then a class column that holds nothing but a kind. */
function readKind(reader: RowReader, draft: Draft): void {
  const { profile } = reader.context;
  const own = reader.text('appealKind');
  const words = [own, ...(draft.tags ?? []), reader.text('category')];
  for (const word of words) {
    const kind = word === '' ? null : appealKindOf(word, profile);
    if (kind) {
      draft.appealKind = kind;
      return;
    }
  }
  if (own !== '') reader.mark('row.kindUnknown', 'appealKind', own);
}

function readState(reader: RowReader, draft: Draft): void {
  const word = reader.text('status');
  const state = word === '' ? null : sheetStateOf(word, reader.context.profile);
  draft.sheetState = state ?? 'unknown';
  if (word !== '' && !state) reader.mark('row.stateUnknown', 'status', word);
}

/**
 * Turn the cells of one row into an order. Never refuses: what cannot be read is left out and named in `issues`; whether
 * the row may go on by itself says {@link needsLook}.
 */
export function normaliseRow(
  cells: readonly SheetCell[],
  at: { rowNumber: number; hidden: boolean },
  context: RowContext,
): HotlineRow {
  const reader = new RowReader(cells, context);
  const draft: Draft = {};
  for (const [field, target] of PLAIN_FIELDS) {
    const text = reader.text(field);
    if (text !== '') Object.assign(draft, { [target]: text });
  }
  readNumber(reader, draft);
  readWords(reader, draft);
  readKind(reader, draft);
  readTimes(reader, draft);
  readState(reader, draft);
  if (draft.callerPhone !== undefined && !isPhone(draft.callerPhone)) {
    reader.mark('row.phoneOdd', 'callerPhone');
  }
  return {
    ...draft,
    rowNumber: at.rowNumber,
    hidden: at.hidden,
    tags: draft.tags ?? [],
    content: draft.content ?? '',
    callerWishes: draft.callerWishes ?? [],
    sheetState: draft.sheetState ?? 'unknown',
    more: reader.rest(KNOWN_FIELDS),
    issues: reader.issues,
  };
}

/** When the centre got the order: the time of receipt, else of dispatch to the street. */
export function receivedTime(row: HotlineRow): Instant | undefined {
  return row.receivedAt ?? row.dispatchedAt;
}

/** Why somebody must look at a row before it may become a report; empty: it may go on by itself. */
export function needsLook(row: HotlineRow): RowIssueCode[] {
  const reasons: RowIssueCode[] = [];
  const codes = new Set(row.issues.map(({ code }) => code));
  for (const code of ['row.numberMissing', 'row.numberDestroyed', 'row.contentEmpty'] as const) {
    if (codes.has(code)) reasons.push(code);
  }
  if (receivedTime(row) === undefined) {
    reasons.push(codes.has('row.timeUnreadable') ? 'row.timeUnreadable' : 'row.timeMissing');
  }
  return reasons;
}
