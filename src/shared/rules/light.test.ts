import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chinaCalendar } from './calendar';
import { parseLimit } from './deadline';
import { breakdown, durationParts } from './duration';
import {
  clockSchema,
  isRunning,
  type Light,
  lightAt,
  minutesLeft,
  nextChange,
  onTimeAt,
  overrun,
  redAt,
  resumeClock,
  startClock,
  stopClock,
} from './light';
import { addMinutes, fromLocalMinute, toInstant } from './time';

const seed = 20241231;
const china = chinaCalendar();
const at = fromLocalMinute;
const clock = startClock(at('2024-12-30T14:00'), parseLimit('5时'), china);

describe('the light', () => {
  it('is green below 80 %, yellow to 100 %, red beyond', () => {
    expect(clock.yellowAt).toBe(at('2024-12-30T18:00'));
    expect(clock.due).toBe(at('2024-12-31T09:00'));
    expect(lightAt(clock, at('2024-12-30T13:00'))).toBe('green');
    expect(lightAt(clock, at('2024-12-30T17:59'))).toBe('green');
    expect(lightAt(clock, clock.yellowAt)).toBe('yellow');
    expect(lightAt(clock, clock.due)).toBe('yellow');
    expect(lightAt(clock, redAt(clock))).toBe('red');
  });

  it('of a stopped clock stays as it was when it stopped', () => {
    const later = at('2025-03-01T12:00');
    expect(lightAt(stopClock(clock, at('2024-12-30T17:00')), later)).toBe('green');
    expect(lightAt(stopClock(clock, clock.due), later)).toBe('yellow');
    expect(onTimeAt(stopClock(clock, clock.due), later)).toBe(true);
    expect(onTimeAt(stopClock(clock, redAt(clock)), later)).toBe(false);
    expect(minutesLeft(stopClock(clock, at('2024-12-31T08:20')), later)).toBe(40);
  });

  it('tells the timer queue when it changes by time alone', () => {
    expect(nextChange(clock, at('2024-12-30T15:00'))).toBe(clock.yellowAt);
    expect(nextChange(clock, clock.yellowAt)).toBe(redAt(clock));
    expect(nextChange(clock, redAt(clock))).toBeUndefined();
    expect(nextChange(stopClock(clock, at('2024-12-30T15:00')), at('2024-12-30T15:00'))).toBeUndefined();
  });
});

describe('a clock', () => {
  it('moves its deadline by the pause', () => {
    const paused = stopClock(clock, at('2024-12-30T15:00'));
    expect(isRunning(paused)).toBe(false);
    const resumed = resumeClock(paused, at('2024-12-31T14:00'), china);
    expect(resumed.due).toBe(at('2024-12-31T18:00'));
    expect(isRunning(resumed)).toBe(true);
    expect(clockSchema.parse(resumed)).toEqual(resumed);
    expect(resumeClock(resumed, at('2024-12-31T15:00'), china)).toBe(resumed);
    expect(stopClock(paused, at('2024-12-31T15:00'))).toBe(paused);
  });

  it('counts a stop from before its start as no time', () => {
    expect(stopClock(clock, at('2024-12-30T13:00')).intervals).toEqual([
      { from: at('2024-12-30T14:00'), to: at('2024-12-30T14:00') },
    ]);
  });

  it('tells by how much of the limit it is over', () => {
    expect(overrun(clock, china, clock.due)).toBe(0);
    expect(overrun(clock, china, at('2024-12-31T10:30'))).toBe(0.3);
    expect(overrun(stopClock(clock, at('2024-12-30T16:00')), china, at('2025-03-01T12:00'))).toBe(0);
  });

  it('has a schema that refuses overlapping and backward intervals', () => {
    const from = at('2024-12-30T14:00');
    const bad = [
      [],
      [{ from, to: at('2024-12-30T13:00') }],
      [{ from }, { from: at('2024-12-30T15:00') }],
      [{ from, to: at('2024-12-30T16:00') }, { from: at('2024-12-30T15:00') }],
    ];
    for (const intervals of bad) expect(clockSchema.safeParse({ ...clock, intervals }).success).toBe(false);
  });

  it('never goes back from red to yellow or green as time passes', () => {
    const order: Record<Light, number> = { green: 0, yellow: 1, red: 2 };
    const minutes = fc.integer({ min: 0, max: 60_000 });
    fc.assert(
      fc.property(minutes, minutes, minutes, minutes, (start, first, second, stop) => {
        const running = startClock(
          addMinutes(toInstant(Date.UTC(2024, 8, 1)), start),
          parseLimit('2日'),
          china,
        );
        const begin = running.intervals[0]?.from ?? '';
        for (const one of [running, stopClock(running, addMinutes(begin, stop))]) {
          const before = lightAt(one, addMinutes(begin, Math.min(first, second)));
          const after = lightAt(one, addMinutes(begin, Math.max(first, second)));
          expect(order[before]).toBeLessThanOrEqual(order[after]);
        }
      }),
      { seed },
    );
  });
});

describe('durations', () => {
  it('are cut into days, hours and minutes', () => {
    expect(breakdown(1565.9)).toEqual({ days: 1, hours: 2, minutes: 5 });
    expect(breakdown(1000, 480)).toEqual({ days: 2, hours: 0, minutes: 40 });
    fc.assert(
      fc.property(fc.integer({ min: -1e7, max: 1e7 }), fc.constantFrom(480, 1440), (n, perDay) => {
        const { days, hours, minutes } = breakdown(n, perDay);
        return (
          days * perDay + hours * 60 + minutes === Math.abs(n) &&
          hours * 60 + minutes < perDay &&
          minutes < 60
        );
      }),
      { seed },
    );
  });

  it('show their largest figures and whether they are over', () => {
    expect(durationParts(200)).toEqual({
      over: false,
      parts: [
        { unit: 'hour', value: 3 },
        { unit: 'minute', value: 20 },
      ],
    });
    expect(durationParts(-1565)).toEqual({
      over: true,
      parts: [
        { unit: 'day', value: 1 },
        { unit: 'hour', value: 2 },
      ],
    });
    expect(durationParts(1445).parts).toEqual([{ unit: 'day', value: 1 }]);
    expect(durationParts(0.4)).toEqual({ over: false, parts: [{ unit: 'minute', value: 0 }] });
  });
});
