import { DAY_MS, type Instant, instant, toInstant } from '../time';
import { plainText, type SheetCell } from './cells';

/** A limit in words such as “15个工作日”, in the units of the domain's clocks. */
export interface SheetLimit {
  readonly value: number;
  readonly unit: 'workDay' | 'naturalDay' | 'workHour' | 'urgentHour';
  readonly text: string;
}

/** What a time cell says: nothing, a moment, a limit in words, or something that nobody can read as a time (“待定”). */
export type SheetTime =
  | { readonly kind: 'blank' }
  | { readonly kind: 'instant'; readonly instant: Instant }
  | { readonly kind: 'limit'; readonly limit: SheetLimit }
  | { readonly kind: 'unreadable'; readonly text: string };

const BLANK_WORDS = new Set(['', '-', '--', '/', '—', '无', '空']);
const MIN_YEAR = 1990;
const MAX_YEAR = 2100;
/** Serial numbers of 1990 to 2100 in the 1900 system; others are not taken for a date. */
const MIN_SERIAL = 32_874;
const MAX_SERIAL = 73_415;
/** Days between the epochs of the two date systems of Excel. */
const SHIFT_1904 = 1462;
/** Serial number of 1970-01-01 in the 1900 system. */
const SERIAL_1970 = 25_569;
const BEIJING_MS = 8 * 3_600_000;

const SEPARATED = new RegExp(
  [
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?/.source,
    // Weekday between date and time, as some exports write it.
    /(?:\s*\(?(?:星期|周)[一二三四五六日天]\)?)?/.source,
    /(?:[\sT]*(上午|下午|AM|PM)?\s*(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})\s*(?:[:分]\s*(?:(\d{1,2})(?:\.\d+)?\s*秒?)?)?)?)?/
      .source,
    /\s*(AM|PM|\+08:?00)?$/.source,
  ].join(''),
  'i',
);
const COMPACT = /^(\d{4})(\d{2})(\d{2})\s?(?:(\d{2})(\d{2})(\d{2})?(?:\d{3})?)?$/;

function checked(fields: readonly number[]): Instant | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields;
  if (year < MIN_YEAR || year > MAX_YEAR) return null;
  try {
    return instant(year, month, day, hour, minute, second);
  } catch {
    return null;
  }
}

function twelveHours(hour: number, half: string): number {
  if (half === '') return hour;
  const afternoon = half === '下午' || half === 'PM';
  if (afternoon) return hour < 12 ? hour + 12 : hour;
  return hour === 12 ? 0 : hour;
}

function fromSerial(serial: number, date1904: boolean): Instant | null {
  const days = date1904 ? serial + SHIFT_1904 : serial;
  if (days < MIN_SERIAL || days > MAX_SERIAL) return null;
  const wall = Math.round(((days - SERIAL_1970) * DAY_MS) / 1000) * 1000;
  return toInstant(wall - BEIJING_MS);
}

/**
 * The moment in a text, read as Beijing wall clock whatever it looks like; no time zone is ever converted, and a text
 * that names another zone (`Z`, `+00:00`) is not read at all. Minutes and seconds may be missing. Null: not a time.
 */
export function parseWallClock(text: string): Instant | null {
  const plain = plainText(text);
  const compact = COMPACT.exec(plain);
  if (compact) return checked(compact.slice(1).map((part) => Number(part ?? 0)));
  const parts = SEPARATED.exec(plain);
  if (!parts) return null;
  const tail = (parts[8] ?? '').toUpperCase();
  const half = (parts[4] ?? (tail.startsWith('+') ? '' : tail)).toUpperCase();
  const number = (k: number) => Number(parts[k] ?? 0);
  return checked([number(1), number(2), number(3), twelveHours(number(5), half), number(6), number(7)]);
}

const CHINESE_DIGITS = '零一二三四五六七八九';

/** 一 to 九十九 or digits as a number; NaN otherwise. */
function smallNumber(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  const match = /^([一二两三四五六七八九])?(十)?([一二三四五六七八九])?$/.exec(text);
  if (!match || text === '') return Number.NaN;
  const digit = (ch: string | undefined) => (ch === '两' ? 2 : CHINESE_DIGITS.indexOf(ch ?? '零'));
  if (!match[2]) return match[3] ? Number.NaN : digit(match[1]);
  return (match[1] ? digit(match[1]) : 1) * 10 + digit(match[3]);
}

/** “15个工作日”, “3天”, “24小时”, “五个工作日内”: a limit, or null. Plain days are natural days, hours run on. */
export function parseLimit(text: string): SheetLimit | null {
  const plain = plainText(text).replace(/\s/g, '');
  const match =
    /^(?:限|请于|在)?([\d.]+|[一二两三四五六七八九十]+)个?(工作日|工作时|工作小时|自然日|小时|天|日)(?:内|以内|之内)?(?:办结|回复|反馈)?$/.exec(
      plain,
    );
  const value = match ? smallNumber(match[1] ?? '') : Number.NaN;
  if (!match || !(value > 0)) return null;
  const word = match[2] ?? '';
  if (word === '工作日') return { value, unit: 'workDay', text: plain };
  if (word === '工作时' || word === '工作小时') return { value, unit: 'workHour', text: plain };
  if (word === '小时') return { value, unit: 'urgentHour', text: plain };
  return { value, unit: 'naturalDay', text: plain };
}

/**
 * What a time cell of a sheet says. Serial numbers are read in the book's date system (`date1904`); the cell's own
 * date (`kind: 'date'`) and every text are wall clock.
 */
export function parseSheetTime(cell: SheetCell, date1904 = false): SheetTime {
  const plain = plainText(cell.text);
  if (cell.kind === 'empty' || BLANK_WORDS.has(plain)) return { kind: 'blank' };
  const found = parseWallClock(plain);
  if (found) return { kind: 'instant', instant: found };
  if (/^\d{4,5}(\.\d+)?$/.test(plain)) {
    const serial = fromSerial(Number(plain), date1904);
    if (serial) return { kind: 'instant', instant: serial };
  }
  const limit = parseLimit(plain);
  return limit ? { kind: 'limit', limit } : { kind: 'unreadable', text: plain };
}
