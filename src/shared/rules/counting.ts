import type { Calendar, CalendarDay } from './calendar';
import type { TimeUnit } from './limit';
import { DAY_MS, dayNumberOfMs, dayNumberToMs, type Instant, MINUTE_MS, toMs } from './time';

// What the deadline rules share: counted time in milliseconds. Everybody else takes deadline.ts.

/** A stretch in which a clock runs; without `to` it still runs. */
export interface ClockInterval {
  readonly from: Instant;
  readonly to?: Instant | undefined;
}

/** What a deadline is counted from: one moment, or the stretches of a clock that was stopped, oldest first. */
export type ClockStart = Instant | readonly ClockInterval[];

/** How a unit counts: by minutes as they pass, or by whole days at their end. */
export type Counting = 'everyMinute' | 'slotMinutes' | 'workDayEnds' | 'calendarDayEnds';

/** From (included) to (excluded), in milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A century: whoever counts further has a calendar without working time. */
const MAX_DAYS = 40_000;
const NO_WORK = 'The limit never runs out: the calendar has no working time.';

/** How the unit counts under this calendar. */
export function countingOf(unit: TimeUnit, calendar: Calendar): Counting {
  switch (unit) {
    case 'urgentHour':
      return 'everyMinute';
    case 'workHour':
      return 'slotMinutes';
    case 'workDay':
      return 'workDayEnds';
    case 'naturalDay':
      return 'calendarDayEnds';
    case 'urgentDay':
      return calendar.urgentDay === 'hours24' ? 'everyMinute' : 'calendarDayEnds';
  }
}

/** Whether whole days count, at their end. */
export function countsByEnds(counting: Counting): boolean {
  return counting === 'workDayEnds' || counting === 'calendarDayEnds';
}

/** The intervals in milliseconds: cut off at `until`, or without it the last one running on for ever. */
export function spansOf(start: ClockStart, until = Number.POSITIVE_INFINITY): Span[] {
  const intervals = typeof start === 'string' ? [{ from: start }] : start;
  if (intervals.length === 0) throw new RangeError('A clock that never ran has no deadline.');
  return intervals.map(({ from, to }, k) => {
    const open = to === undefined || (until === Number.POSITIVE_INFINITY && k === intervals.length - 1);
    return { from: toMs(from), to: Math.min(until, open ? Number.POSITIVE_INFINITY : toMs(to)) };
  });
}

const WHOLE_DAY: readonly Span[] = [{ from: 0, to: DAY_MS }];
const SLOT_SPANS = new WeakMap<CalendarDay['slots'], readonly Span[]>();

/** Where a day's counted time lies, in milliseconds of the day; empty on a day that does not count. */
export function countedOf(day: CalendarDay, counting: Counting): readonly Span[] {
  if (counting === 'everyMinute' || counting === 'calendarDayEnds') return WHOLE_DAY;
  let spans = SLOT_SPANS.get(day.slots);
  if (spans === undefined) {
    spans = day.slots.map((slot) => ({ from: slot.fromMin * MINUTE_MS, to: slot.toMin * MINUTE_MS }));
    SLOT_SPANS.set(day.slots, spans);
  }
  return spans;
}

/** A piece of counted time, in the day with that number. */
export interface Piece extends Span {
  readonly day: number;
}

/** Pieces of counted time inside the intervals, oldest first; endless when the last interval is open. */
export function* pieces(spans: readonly Span[], calendar: Calendar, counting: Counting): Generator<Piece> {
  for (const span of spans) {
    const first = dayNumberOfMs(span.from);
    for (let day = first; dayNumberToMs(day) < span.to; day++) {
      if (day - first > MAX_DAYS) throw new RangeError(NO_WORK);
      const midnight = dayNumberToMs(day);
      for (const part of countedOf(calendar.dayAt(day), counting)) {
        const from = Math.max(midnight + part.from, span.from);
        const to = Math.min(midnight + part.to, span.to);
        if (from < to) yield { day, from, to };
      }
    }
  }
}

/** A day that counts as a whole because the clock ran at its end. */
export interface CountedDay {
  readonly day: number;
  readonly spans: readonly Span[];
  /** When the day is over: end of the last slot, or the last millisecond of a calendar day. */
  readonly end: number;
  /** Since when the clock had been running at that end. */
  readonly since: number;
}

function endOfCounted(day: number, spans: readonly Span[], counting: Counting): number {
  const last = spans.at(-1);
  if (last === undefined) return Number.NaN;
  return dayNumberToMs(day) + last.to - (counting === 'calendarDayEnds' ? 1 : 0);
}

/** Days that count, oldest first: the day of receipt does not, nor one at whose end the clock stood. */
export function* countedDays(
  spans: readonly Span[],
  calendar: Calendar,
  counting: Counting,
): Generator<CountedDay> {
  const receipt = dayNumberOfMs(spans[0]?.from ?? 0);
  for (const span of spans) {
    const first = dayNumberOfMs(span.from);
    for (let day = Math.max(first, receipt + 1); dayNumberToMs(day) < span.to; day++) {
      if (day - first > MAX_DAYS) throw new RangeError(NO_WORK);
      const counted = countedOf(calendar.dayAt(day), counting);
      const end = endOfCounted(day, counted, counting);
      if (end > span.from && end <= span.to) yield { day, spans: counted, end, since: span.from };
    }
  }
}

/** Sum of the spans in milliseconds. */
export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + span.to - span.from, 0);
}
