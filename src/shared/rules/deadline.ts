import type { Calendar, DayKind } from './calendar';
import {
  type ClockInterval,
  type ClockStart,
  type CountedDay,
  type Counting,
  countedDays,
  countedOf,
  countingOf,
  countsByEnds,
  lengthOf,
  type Piece,
  pieces,
  type Span,
  spansOf,
} from './counting';
import type { Limit, TimeUnit } from './limit';
import {
  DAY_MS,
  type Day,
  dayNumberOfMs,
  dayNumberToMs,
  HOUR_MS,
  type Instant,
  MINUTE_MS,
  toInstant,
  toMs,
} from './time';

export type { ClockInterval, ClockStart } from './counting';
export * from './limit';

/** The moment at which a part of a day's counted time is over. */
function insideDay(counted: CountedDay, part: number): number {
  let rest = part * lengthOf(counted.spans);
  for (const span of counted.spans) {
    if (rest <= span.to - span.from) {
      return Math.max(counted.since, dayNumberToMs(counted.day) + span.from + Math.round(rest));
    }
    rest -= span.to - span.from;
  }
  return counted.end;
}

/** Rounds away what binary fractions add: 0.56 × 25 days are 14 days. */
function exact(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

function pointByDays(spans: readonly Span[], days: number, calendar: Calendar, counting: Counting): number {
  const whole = Math.floor(days);
  let n = 0;
  for (const counted of countedDays(spans, calendar, counting)) {
    n++;
    if (n === days) return counted.end;
    if (n > whole) return insideDay(counted, days - whole);
  }
  throw new RangeError('The limit never runs out: the clock does not run long enough.');
}

function pointByMinutes(
  spans: readonly Span[],
  need: number,
  calendar: Calendar,
  counting: Counting,
): number {
  let rest = need;
  for (const piece of pieces(spans, calendar, counting)) {
    const length = piece.to - piece.from;
    if (rest <= length) return piece.from + rest;
    rest -= length;
  }
  throw new RangeError('The limit never runs out: the clock does not run long enough.');
}

/** Milliseconds of a limit that is counted by minutes. */
function needOf(limit: Limit): number {
  return limit.value * (limit.unit === 'urgentDay' ? DAY_MS : HOUR_MS);
}

function pointMs(start: ClockStart, limit: Limit, fraction: number, calendar: Calendar): number {
  const spans = spansOf(start);
  const counting = countingOf(limit.unit, calendar);
  if (!(fraction > 0)) return spans[0]?.from ?? Number.NaN;
  if (countsByEnds(counting)) return pointByDays(spans, exact(limit.value * fraction), calendar, counting);
  return pointByMinutes(spans, Math.round(needOf(limit) * fraction), calendar, counting);
}

/**
 * The moment at which a fraction of the limit is used up: 0.8 is where yellow begins. Days are divided by their own
 * working minutes, so 80 % of two days lies at 60 % of the second one.
 * @throws RangeError when `start` is an empty list or the calendar has no working time.
 */
export function pointAt(start: ClockStart, limit: Limit, fraction: number, calendar: Calendar): Instant {
  return toInstant(pointMs(start, limit, fraction, calendar));
}

/**
 * The deadline (截止时间). Work hours count minutes inside slots, and a limit used up at a slot's end is due then. Of days
 * the day of receipt is not counted and day N ends with its last slot (working days) or at 23:59:59.999. A stopped
 * clock adds hours by the minute, and days by the whole day at whose end it stood. Of a clock that stands now, it is the deadline as if
 * it had run on. Earlier rounds of the same unit are earlier intervals (捆绑).
 * @throws RangeError when `start` is an empty list or the calendar has no working time.
 */
export function dueAt(start: ClockStart, limit: Limit, calendar: Calendar): Instant {
  return pointAt(start, limit, 1, calendar);
}

/**
 * Minutes counted up to `now`, with fractions. Of days: those of every day that counts, as a whole once it is over, and
 * of the current one what has passed.
 */
export function usedMinutes(
  intervals: readonly ClockInterval[],
  calendar: Calendar,
  unit: TimeUnit,
  now: Instant,
): number {
  const until = toMs(now);
  const begun = intervals.length === 0 ? [] : spansOf(intervals, until).filter((span) => span.from < span.to);
  const last = begun.at(-1);
  if (last === undefined) return 0;
  const counting = countingOf(unit, calendar);
  if (!countsByEnds(counting)) return lengthOf([...pieces(begun, calendar, counting)]) / MINUTE_MS;
  let used = 0;
  let lastCounted = dayNumberOfMs(begun[0]?.from ?? 0);
  for (const counted of countedDays(begun, calendar, counting)) {
    used += lengthOf(counted.spans);
    lastCounted = counted.day;
  }
  const today = dayNumberOfMs(last.to);
  if (today > lastCounted) {
    const midnight = dayNumberToMs(today);
    for (const span of countedOf(calendar.dayAt(today), counting)) {
      used += Math.max(0, Math.min(last.to - midnight, span.to) - span.from);
    }
  }
  return used / MINUTE_MS;
}

/** One day of an {@link Explanation}. */
export interface ExplainedDay {
  readonly day: Day;
  readonly kind: DayKind;
  /** Name of the holiday, also on its make-up days. */
  readonly name?: string;
  /** The day of receipt, where the unit does not count it. */
  readonly receipt: boolean;
  /** Minutes of this day that count. */
  readonly minutes: number;
  /** Minutes counted up to and with this day. */
  readonly total: number;
  /** Where they lie. */
  readonly spans: readonly { readonly from: Instant; readonly to: Instant }[];
}

/** Why a deadline is what it is: the minutes counted, day by day, from the start to the deadline. */
export interface Explanation {
  readonly limit: Limit;
  readonly due: Instant;
  /** All minutes of the limit: the sum of the days. */
  readonly minutes: number;
  readonly calendar: string;
  readonly days: readonly ExplainedDay[];
}

function explainedPieces(
  spans: readonly Span[],
  due: number,
  calendar: Calendar,
  counting: Counting,
): Piece[] {
  const found: Piece[] = [];
  if (!countsByEnds(counting)) {
    for (const piece of pieces(spans, calendar, counting)) {
      if (piece.from >= due) break;
      found.push({ ...piece, to: Math.min(piece.to, due) });
    }
    return found;
  }
  for (const counted of countedDays(spans, calendar, counting)) {
    const midnight = dayNumberToMs(counted.day);
    const end = counted.end <= due ? Number.POSITIVE_INFINITY : due;
    for (const span of counted.spans) {
      if (midnight + span.from >= due) break;
      found.push({ day: counted.day, from: midnight + span.from, to: Math.min(midnight + span.to, end) });
    }
    if (counted.end >= due) break;
  }
  return found;
}

/** Counts a deadline aloud; see {@link Explanation}. @throws RangeError as {@link dueAt}. */
export function explain(start: ClockStart, limit: Limit, calendar: Calendar): Explanation {
  const spans = spansOf(start);
  const counting = countingOf(limit.unit, calendar);
  const due = pointMs(start, limit, 1, calendar);
  const first = dayNumberOfMs(spans[0]?.from ?? due);
  const found = explainedPieces(spans, due, calendar, counting);
  const days: ExplainedDay[] = [];
  let total = 0;
  for (let number = first; number <= dayNumberOfMs(due); number++) {
    const { day, kind, name } = calendar.dayAt(number);
    const mine = found.filter((piece) => piece.day === number);
    const minutes = lengthOf(mine) / MINUTE_MS;
    total += minutes;
    days.push({
      day,
      kind,
      ...(name === undefined ? {} : { name }),
      receipt: number === first && countsByEnds(counting),
      minutes,
      total,
      spans: mine.map((piece) => ({ from: toInstant(piece.from), to: toInstant(piece.to) })),
    });
  }
  return { limit, due: toInstant(due), minutes: total, calendar: calendar.version, days };
}
