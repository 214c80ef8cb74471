/**
 * A moment (时刻) as ISO text with milliseconds and the fixed Beijing offset: `2024-12-31T16:00:00.000+08:00`.
 * The layout never varies, so instants sort and compare as text. Years 1000 to 9999.
 */
export type Instant = string;

/** A Beijing calendar day (日期) as `2024-12-31`. Days sort and compare as text. */
export type Day = string;

/** Milliseconds in a minute. */
export const MINUTE_MS = 60_000;
/** Milliseconds in an hour. */
export const HOUR_MS = 3_600_000;
/** Milliseconds in a day; China has no daylight saving, so every day has as many. */
export const DAY_MS = 86_400_000;

const OFFSET_MS = 8 * HOUR_MS;
const OFFSET_TEXT = '+08:00';
const INSTANT_LENGTH = 29;
const MIN_MS = Date.UTC(1000, 0, 1) - OFFSET_MS;
const MAX_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999) - OFFSET_MS;

/** `count` digits of `text` from `at` as a number; NaN where one is not a digit or is missing. */
function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let k = at; k < at + count; k++) {
    const digit = text.charCodeAt(k) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01 of the date that `text` begins with; NaN where there is no such date. */
function dateDigits(text: string): number {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  // Written as "not all right" so that NaN fails too.
  if (!(year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) {
    return Number.NaN;
  }
  if (text[4] !== '-' || text[7] !== '-') return Number.NaN;
  return Date.UTC(year, month - 1, day) / DAY_MS;
}

/** Milliseconds since the Unix epoch; NaN where `text` has not the exact layout or no such moment exists. */
function parse(text: string): number {
  if (text.length !== INSTANT_LENGTH || !text.endsWith(OFFSET_TEXT)) return Number.NaN;
  if (text[10] !== 'T' || text[13] !== ':' || text[16] !== ':' || text[19] !== '.') return Number.NaN;
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN;
  return (
    dateDigits(text) * DAY_MS +
    hour * HOUR_MS +
    minute * MINUTE_MS +
    second * 1000 +
    digits(text, 20, 3) -
    OFFSET_MS
  );
}

/**
 * Milliseconds since the Unix epoch.
 * @throws RangeError when the text is not an instant of the exact layout.
 */
export function toMs(i: Instant): number {
  const ms = parse(i);
  if (Number.isNaN(ms)) {
    throw new RangeError(`Not an instant: "${i}". Expected the form 2024-12-31T16:00:00.000+08:00.`);
  }
  return ms;
}

/**
 * The instant at `ms` milliseconds since the Unix epoch; fractions of a millisecond are cut off.
 * @throws RangeError outside the years 1000 to 9999.
 */
export function toInstant(ms: number): Instant {
  if (!(ms >= MIN_MS && ms <= MAX_MS)) throw new RangeError(`Outside the years 1000 to 9999: ${ms} ms.`);
  return new Date(Math.floor(ms) + OFFSET_MS).toISOString().slice(0, -1) + OFFSET_TEXT;
}

/** Whether the value is an instant: exact layout and a date that exists. */
export function isInstant(value: unknown): value is Instant {
  return typeof value === 'string' && !Number.isNaN(parse(value));
}

/** Whether the value is a day `yyyy-MM-dd` that exists. */
export function isDay(value: unknown): value is Day {
  return typeof value === 'string' && value.length === 10 && !Number.isNaN(dateDigits(value));
}

/**
 * The instant of a Beijing wall-clock time; `month` is 1 to 12.
 * @throws RangeError when there is no such date or time.
 */
export function instant(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): Instant {
  const p = (value: number, width = 2) => String(value).padStart(width, '0');
  const text = `${p(year, 4)}-${p(month)}-${p(day)}T${p(hour)}:${p(minute)}:${p(second)}.000${OFFSET_TEXT}`;
  toMs(text);
  return text;
}

/** The Beijing day of an instant. */
export function dayOf(i: Instant): Day {
  return i.slice(0, 10);
}

/** Whole days since 1970-01-01: the arithmetic form of a day. @throws RangeError when it is not a day. */
export function dayNumber(day: Day): number {
  const number = day.length === 10 ? dateDigits(day) : Number.NaN;
  if (Number.isNaN(number)) throw new RangeError(`Not a day: "${day}". Expected the form 2024-12-31.`);
  return number;
}

/** The day that lies `number` whole days after 1970-01-01. */
export function dayFromNumber(number: number): Day {
  return toInstant(number * DAY_MS - OFFSET_MS).slice(0, 10);
}

/** The Beijing day number (see {@link dayNumber}) in which a moment in milliseconds lies. */
export function dayNumberOfMs(ms: number): number {
  return Math.floor((ms + OFFSET_MS) / DAY_MS);
}

/** Milliseconds since the Unix epoch at the Beijing midnight that begins a day number. */
export function dayNumberToMs(number: number): number {
  return number * DAY_MS - OFFSET_MS;
}

/** 00:00:00.000 of a day. */
export function startOfDay(day: Day): Instant {
  return toInstant(dayNumberToMs(dayNumber(day)));
}

/** 23:59:59.999 of a day: its last instant. */
export function endOfDay(day: Day): Instant {
  return toInstant(dayNumberToMs(dayNumber(day) + 1) - 1);
}

/** The instant at a minute of a day; 0 is midnight, 1440 the next midnight. */
export function atMinute(day: Day, minute: number): Instant {
  return toInstant(dayNumberToMs(dayNumber(day)) + minute * MINUTE_MS);
}

/** Minutes since midnight of an instant, 0 to 1439, seconds cut off. */
export function minuteOfDay(i: Instant): number {
  return digits(i, 11, 2) * 60 + digits(i, 14, 2);
}

/** The day `n` days later (earlier when negative). */
export function addDays(day: Day, n: number): Day {
  return dayFromNumber(dayNumber(day) + n);
}

/** Days from `from` to `to`: 1 from a day to the next, negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from);
}

/** Every day from `from` to `to`, both included; empty when `to` is earlier. */
export function daysFrom(from: Day, to: Day): Day[] {
  const first = dayNumber(from);
  const count = Math.max(0, dayNumber(to) - first + 1);
  return Array.from({ length: count }, (_, k) => dayFromNumber(first + k));
}

/** The instant `n` minutes later (earlier when negative). */
export function addMinutes(i: Instant, n: number): Instant {
  return toInstant(toMs(i) + n * MINUTE_MS);
}

/** Minutes from `from` to `to` with fractions; negative when `to` is earlier. */
export function minutesBetween(from: Instant, to: Instant): number {
  return (toMs(to) - toMs(from)) / MINUTE_MS;
}

/** Weekday of a day number: 1 Monday to 7 Sunday (ISO 8601). */
export function weekdayOfNumber(number: number): number {
  // 1970-01-01 was a Thursday.
  return ((((number + 3) % 7) + 7) % 7) + 1;
}

/** Weekday of a day: 1 Monday to 7 Sunday (ISO 8601). */
export function weekday(day: Day): number {
  return weekdayOfNumber(dayNumber(day));
}

/** Whether a day is a Saturday or Sunday; says nothing about make-up workdays (see calendar.ts). */
export function isWeekend(day: Day): boolean {
  return weekday(day) >= 6;
}

/** The Monday of a day's week. */
export function startOfWeek(day: Day): Day {
  return addDays(day, 1 - weekday(day));
}

/** The first day of a day's month. */
export function startOfMonth(day: Day): Day {
  return `${day.slice(0, 8)}01`;
}

/** Local minute form `2024-12-31T16:00` of an instant, seconds cut off. */
export function toLocalMinute(i: Instant): string {
  return i.slice(0, 16);
}

/** The instant of a local minute `2024-12-31T16:00`. @throws RangeError when it is not one. */
export function fromLocalMinute(text: string): Instant {
  const i = `${text}:00.000${OFFSET_TEXT}`;
  if (!isInstant(i)) throw new RangeError(`Not a local time: "${text}". Expected the form 2024-12-31T16:00.`);
  return i;
}

/** The earlier of two instants. */
export function earlier(a: Instant, b: Instant): Instant {
  return a <= b ? a : b;
}

/** The later of two instants. */
export function later(a: Instant, b: Instant): Instant {
  return a >= b ? a : b;
}
