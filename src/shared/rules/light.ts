import { z } from 'zod';
import type { Calendar } from './calendar';
import { type ClockInterval, dueAt, type Limit, limitSchema, pointAt, usedMinutes } from './deadline';
import { earlier, type Instant, minutesBetween, toInstant, toMs } from './time';
import { instantSchema } from './timeSchema';

export type { ClockInterval } from './deadline';

/** Schema of {@link Light}. */
export const lightSchema = z.enum(['green', 'yellow', 'red']);

/** The light (灯) of a clock: green below 80 % of the limit, yellow to 100 %, red beyond (standards, section 4: sure). */
export type Light = z.infer<typeof lightSchema>;

/** Where yellow begins unless the rules say otherwise. */
export const YELLOW_FRACTION = 0.8;

/** Schema of {@link ClockInterval}. */
export const clockIntervalSchema = z
  .strictObject({ from: instantSchema, to: instantSchema.optional() })
  .refine((interval) => interval.to === undefined || interval.from <= interval.to, {
    error: 'The interval ends before it begins',
  });

/** Schema of {@link Clock}: intervals oldest first, only the last one may be open. */
export const clockSchema = z.strictObject({
  intervals: z
    .array(clockIntervalSchema)
    .min(1)
    .refine((list) => list.every((one, k) => k === 0 || (list[k - 1]?.to ?? '~') <= one.from), {
      error: 'Intervals must follow each other, and only the last one may be open',
    }),
  limit: limitSchema,
  due: instantSchema,
  yellowAt: instantSchema,
});

/**
 * A clock (时钟): when it ran, its limit, and what follows from them under the calendar it was made with. A stopped clock
 * keeps the deadline that it had when it stopped.
 */
export type Clock = z.infer<typeof clockSchema>;

/**
 * Makes a clock of its intervals; also the way to recompute one when limit, rule or calendar changed.
 * @throws RangeError when there is no interval or the calendar has no working time.
 */
export function makeClock(
  intervals: readonly ClockInterval[],
  limit: Limit,
  calendar: Calendar,
  yellowFraction = YELLOW_FRACTION,
): Clock {
  return {
    intervals: intervals.map(({ from, to }) => (to === undefined ? { from } : { from, to })),
    limit,
    due: dueAt(intervals, limit, calendar),
    yellowAt: pointAt(intervals, limit, yellowFraction, calendar),
  };
}

/** A clock that starts to run at a moment. */
export function startClock(
  at: Instant,
  limit: Limit,
  calendar: Calendar,
  yellowFraction = YELLOW_FRACTION,
): Clock {
  return makeClock([{ from: at }], limit, calendar, yellowFraction);
}

/** Whether the clock runs. */
export function isRunning(clock: Clock): boolean {
  const last = clock.intervals.at(-1);
  return last !== undefined && last.to === undefined;
}

/** The clock stopped at a moment; the deadline stays. A clock that stands is given back as it is. */
export function stopClock(clock: Clock, at: Instant): Clock {
  const last = clock.intervals.at(-1);
  if (last === undefined || last.to !== undefined) return clock;
  // A stop recorded before its start (other stations' clocks differ) counts as no time at all.
  const to = at < last.from ? last.from : at;
  return { ...clock, intervals: [...clock.intervals.slice(0, -1), { from: last.from, to }] };
}

/** The clock running again from a moment, with the deadline moved by the pause. A running one is given back as it is. */
export function resumeClock(
  clock: Clock,
  at: Instant,
  calendar: Calendar,
  yellowFraction = YELLOW_FRACTION,
): Clock {
  const last = clock.intervals.at(-1);
  if (last === undefined || last.to === undefined) return clock;
  const from = at < last.to ? last.to : at;
  return makeClock([...clock.intervals, { from }], clock.limit, calendar, yellowFraction);
}

/** Until when the clock had run by `now`: `now` itself, or the stop before it; nothing before the first start. */
export function ranUntil(clock: Clock, now: Instant): Instant | undefined {
  const begun = clock.intervals.findLast((interval) => interval.from <= now);
  if (begun === undefined) return undefined;
  return begun.to === undefined ? now : earlier(begun.to, now);
}

/** The light at a moment. A stopped clock shows what it showed when it stopped; before its start a clock is green. */
export function lightAt(clock: Clock, now: Instant): Light {
  const at = ranUntil(clock, now);
  if (at === undefined || at < clock.yellowAt) return 'green';
  return at <= clock.due ? 'yellow' : 'red';
}

/** Whether the clock had not run beyond its deadline by `now` (按期). */
export function onTimeAt(clock: Clock, now: Instant): boolean {
  return lightAt(clock, now) !== 'red';
}

/** The first moment of red: a millisecond after the deadline. */
export function redAt(clock: Clock): Instant {
  return toInstant(toMs(clock.due) + 1);
}

/** When time alone changes the light next: for the timer queue. Nothing for a clock that stands or is red. */
export function nextChange(clock: Clock, now: Instant): Instant | undefined {
  if (!isRunning(clock)) return undefined;
  if (now < clock.yellowAt) return clock.yellowAt;
  const red = redAt(clock);
  return now < red ? red : undefined;
}

/** Wall-clock minutes left to the deadline, negative when it is past; of a stopped clock as it was when it stopped. */
export function minutesLeft(clock: Clock, now: Instant): number {
  return minutesBetween(ranUntil(clock, now) ?? now, clock.due);
}

/** 超时倍数: (used − limit) ÷ limit in counted minutes, two decimals; 0 for a clock on time (standards, section 4: sure). */
export function overrun(clock: Clock, calendar: Calendar, now: Instant): number {
  const at = ranUntil(clock, now);
  if (at === undefined || at <= clock.due) return 0;
  const limit = usedMinutes(clock.intervals, calendar, clock.limit.unit, clock.due);
  const used = usedMinutes(clock.intervals, calendar, clock.limit.unit, at);
  return limit > 0 ? Math.round(((used - limit) / limit) * 100) / 100 : 0;
}
