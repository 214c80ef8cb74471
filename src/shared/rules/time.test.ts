import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  atMinute,
  DAY_MS,
  dayFromNumber,
  dayNumber,
  dayNumberOfMs,
  dayNumberToMs,
  dayOf,
  daysBetween,
  daysFrom,
  endOfDay,
  fromLocalMinute,
  instant,
  isDay,
  isInstant,
  isWeekend,
  minuteOfDay,
  minutesBetween,
  startOfDay,
  startOfMonth,
  startOfWeek,
  toInstant,
  toLocalMinute,
  toMs,
  weekday,
} from './time';
import { instantSchema } from './timeSchema';

const seed = 20241231;
const ms = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2099, 11, 31) });

describe('instants', () => {
  it('are Beijing wall clock with milliseconds', () => {
    expect(instant(2024, 12, 31, 16)).toBe('2024-12-31T16:00:00.000+08:00');
    expect(toMs('2024-12-31T16:00:00.000+08:00')).toBe(Date.UTC(2024, 11, 31, 8));
    expect(toInstant(Date.UTC(2024, 11, 31, 16, 0, 0, 5))).toBe('2025-01-01T00:00:00.005+08:00');
  });

  it('come back from milliseconds and agree with the platform', () => {
    fc.assert(
      fc.property(ms, (n) => {
        const i = toInstant(n);
        return toMs(i) === n && Date.parse(i) === n && toInstant(toMs(i)) === i && isInstant(i);
      }),
      { seed },
    );
  });

  it('sort as text as they do in time', () => {
    fc.assert(
      fc.property(ms, ms, (a, b) => toInstant(a) < toInstant(b) === a < b),
      { seed },
    );
  });

  it.each([
    '2024-12-31T16:00:00+08:00',
    '2024-12-31T16:00:00.000Z',
    '2024-12-31T16:00:00.000+00:00',
    '2024-12-31 16:00:00.000+08:00',
    '2024-02-30T16:00:00.000+08:00',
    '2023-02-29T16:00:00.000+08:00',
    '2024-13-01T16:00:00.000+08:00',
    '2024-00-01T16:00:00.000+08:00',
    '2024-12-31T24:00:00.000+08:00',
    '2024-12-31T16:60:00.000+08:00',
    '2024-12-31T16:00:60.000+08:00',
    '2024/12/31T16:00:00.000+08:00',
    '2024-12-31T16:00:00.0x0+08:00',
    '',
  ])('refuse "%s"', (text) => {
    expect(isInstant(text)).toBe(false);
    expect(instantSchema.safeParse(text).success).toBe(false);
    expect(() => toMs(text)).toThrow(/Expected the form/);
  });

  it('know the leap years', () => {
    expect(isDay('2024-02-29')).toBe(true);
    expect(isDay('2000-02-29')).toBe(true);
    expect(isDay('2100-02-29')).toBe(false);
  });

  it('are refused where the date does not exist or the year does not fit the layout', () => {
    expect(() => instant(2024, 2, 30)).toThrow(RangeError);
    expect(() => toInstant(Date.UTC(10_000, 0, 1))).toThrow(RangeError);
    expect(() => toInstant(Number.NaN)).toThrow(RangeError);
  });
});

describe('days', () => {
  it('begin and end at Beijing midnight', () => {
    expect(dayOf(toInstant(Date.UTC(2024, 11, 31, 16)))).toBe('2025-01-01');
    expect(startOfDay('2025-01-01')).toBe('2025-01-01T00:00:00.000+08:00');
    expect(endOfDay('2024-12-31')).toBe('2024-12-31T23:59:59.999+08:00');
    expect(atMinute('2024-12-31', 1440)).toBe(startOfDay('2025-01-01'));
    expect(minuteOfDay('2024-12-31T16:07:59.999+08:00')).toBe(967);
  });

  it('add up across months and leap days', () => {
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29');
    expect(daysBetween('2024-12-31', '2025-01-02')).toBe(2);
    expect(daysFrom('2024-12-31', '2025-01-01')).toEqual(['2024-12-31', '2025-01-01']);
    expect(daysFrom('2025-01-01', '2024-12-31')).toEqual([]);
    expect(() => dayNumber('2024-2-8')).toThrow(RangeError);
  });

  it('turn into numbers and back, with their moments between midnight and midnight', () => {
    fc.assert(
      fc.property(ms, (n) => {
        const number = dayNumberOfMs(n);
        const into = n - dayNumberToMs(number);
        return (
          dayFromNumber(number) === dayOf(toInstant(n)) &&
          dayNumber(dayFromNumber(number)) === number &&
          into >= 0 &&
          into < DAY_MS
        );
      }),
      { seed },
    );
  });

  it('know their weekday, week and month', () => {
    expect(weekday('2024-12-31')).toBe(2);
    expect(weekday('1969-12-31')).toBe(3);
    expect(isWeekend('2025-01-04')).toBe(true);
    expect(isWeekend('2025-01-03')).toBe(false);
    expect(startOfWeek('2025-01-05')).toBe('2024-12-30');
    expect(startOfWeek('2024-12-30')).toBe('2024-12-30');
    expect(startOfMonth('2024-12-31')).toBe('2024-12-01');
  });
});

describe('local minutes', () => {
  it('read and write what files show', () => {
    expect(fromLocalMinute('2024-03-04T10:00')).toBe('2024-03-04T10:00:00.000+08:00');
    expect(toLocalMinute('2024-03-01T23:59:59.999+08:00')).toBe('2024-03-01T23:59');
    expect(() => fromLocalMinute('2024-03-04 10:00')).toThrow(RangeError);
    expect(minutesBetween(instant(2024, 1, 1), instant(2024, 1, 1, 0, 1, 30))).toBe(1.5);
  });
});
