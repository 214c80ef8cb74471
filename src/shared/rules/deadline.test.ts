import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectors from '../../../test/fixtures/deadline-vectors.json' with { type: 'json' };
import { calendarFromSpec, chinaCalendar, makeCalendar } from './calendar';
import {
  dueAt,
  explain,
  formatLimit,
  type Limit,
  parseLimit,
  parseLimits,
  pointAt,
  type TimeUnit,
  usedMinutes,
} from './deadline';
import { answerDeadlines, deadlineQuestionSchema, readQuestion } from './deadlineFile';
import {
  addMinutes,
  dayNumber,
  dayOf,
  fromLocalMinute,
  type Instant,
  minuteOfDay,
  minutesBetween,
  toInstant,
} from './time';

const seed = 20241231;
const china = chinaCalendar();
const at = fromLocalMinute;
const questions = vectors.map((vector) => deadlineQuestionSchema.parse(vector));

describe('the vectors', () => {
  it.each(answerDeadlines(questions))('$id', (answer) => {
    expect(answer.computed).toBe(answer.due);
  });

  it.each(questions.filter((one) => 'usedMinutesAtChange' in one))(
    '$id: used when it changed',
    (question) => {
      const { intervals, limit, before } = readQuestion(question);
      const calendar = calendarFromSpec(question.calendar, question.slots);
      const changed = before?.until ?? '';
      expect(usedMinutes(intervals, calendar, limit.unit, changed)).toBe(question.usedMinutesAtChange);
      expect(before && dueAt(intervals, before.limit, calendar) < changed).toBe(true);
    },
  );

  it.each(questions.filter((one) => 'usedInRound1' in one))('$id: used in round 1', (question) => {
    const { intervals, limit } = readQuestion(question);
    const calendar = calendarFromSpec(question.calendar, question.slots);
    expect(usedMinutes(intervals, calendar, limit.unit, intervals[1]?.from ?? '')).toBe(
      question.usedInRound1,
    );
  });
});

describe('limits', () => {
  it('are read as the catalogue writes them, the usual one first', () => {
    expect(parseLimit('4时')).toEqual({ value: 4, unit: 'workHour' });
    expect(parseLimit('2急时')).toEqual({ value: 2, unit: 'urgentHour' });
    expect(parseLimit('15日')).toEqual({ value: 15, unit: 'workDay' });
    expect(parseLimit('1急日/15日')).toEqual({ value: 1, unit: 'urgentDay' });
    expect(parseLimit('5个工作日')).toEqual({ value: 5, unit: 'workDay' });
    expect(parseLimits('2急时/4时/2日/5日').map(formatLimit)).toEqual(['2急时', '4时', '2日', '5日']);
  });

  it.each(['', '4', '时', '0时', '-1日', '4周', '4时/', '1e9日'])('refuse "%s"', (text) => {
    expect(() => parseLimits(text)).toThrow(/Not a time limit/);
  });
});

describe('days', () => {
  const days = (value: number): Limit => ({ value, unit: 'workDay' });

  it('move by the working days at whose end the clock stood', () => {
    const start = { from: at('2024-06-03T09:00'), to: at('2024-06-04T16:30') };
    expect(dueAt(start.from, days(3), china)).toBe(at('2024-06-06T18:00'));
    // Stopped over the end of Tuesday 4, Wednesday 5 and Thursday 6.
    expect(dueAt([start, { from: at('2024-06-07T09:15') }], days(3), china)).toBe(at('2024-06-12T18:00'));
    // An hour at noon stops nothing.
    expect(
      dueAt([{ ...start, to: at('2024-06-04T10:00') }, { from: at('2024-06-04T11:00') }], days(3), china),
    ).toBe(at('2024-06-06T18:00'));
  });

  it('do not count the day that was over when the clock went on', () => {
    const round1 = { from: at('2024-06-03T09:00'), to: at('2024-06-04T10:00') };
    expect(dueAt([round1, { from: at('2024-06-04T19:00') }], days(1), china)).toBe(at('2024-06-05T18:00'));
  });

  it('turn yellow at once where the clock goes on behind that point', () => {
    const tuesday = { from: at('2024-06-03T09:00'), to: at('2024-06-04T19:00') };
    expect(pointAt([tuesday, { from: at('2024-06-05T17:00') }], days(2), 0.8, china)).toBe(
      at('2024-06-05T17:00'),
    );
  });

  it('are divided without the errors of binary fractions: 56 % of 25 days are 14', () => {
    const start = at('2024-06-03T09:00');
    expect(pointAt(start, days(25), 0.56, china)).toBe(dueAt(start, days(14), china));
  });

  it('are divided by their own minutes for yellow', () => {
    expect(pointAt(at('2024-12-31T09:30'), days(15), 0.8, china)).toBe(at('2025-01-17T18:00'));
    expect(pointAt(at('2024-12-30T09:30'), days(1), 0.8, china)).toBe(at('2024-12-31T16:24'));
    expect(pointAt(at('2024-06-03T09:00'), { value: 1, unit: 'naturalDay' }, 0.5, china)).toBe(
      at('2024-06-04T12:00'),
    );
  });

  it('of 紧急工作日 are calendar days, or 24 hours each where the calendar says so', () => {
    const limit: Limit = { value: 2, unit: 'urgentDay' };
    const start = at('2024-10-01T10:00');
    expect(dueAt(start, limit, china)).toBe('2024-10-03T23:59:59.999+08:00');
    expect(dueAt(start, limit, chinaCalendar({ urgentDay: 'hours24' }))).toBe(at('2024-10-03T10:00'));
  });
});

describe('used minutes', () => {
  const intervals = [
    { from: at('2024-06-07T15:00'), to: at('2024-06-07T16:30') },
    { from: at('2024-06-12T09:15') },
  ];

  it('stand while the clock stands', () => {
    const used = (now: string) => usedMinutes(intervals, china, 'workHour', at(now));
    expect(used('2024-06-07T14:00')).toBe(0);
    expect(used('2024-06-07T16:00')).toBe(60);
    expect(used('2024-06-11T10:00')).toBe(90);
    expect(used('2024-06-12T10:15')).toBe(150);
  });

  it('of days leave the day of receipt out and count the current day as far as it went', () => {
    const used = (now: string) => usedMinutes([{ from: at('2024-06-03T09:00') }], china, 'workDay', at(now));
    expect(used('2024-06-03T18:00')).toBe(0);
    expect(used('2024-06-04T09:00')).toBe(60);
    expect(used('2024-06-04T13:00')).toBe(240);
    expect(used('2024-06-04T18:00')).toBe(480);
    expect(used('2024-06-04T23:00')).toBe(480);
    expect(used('2024-06-05T08:30')).toBe(510);
  });

  it('are none before a clock ever ran', () => {
    expect(usedMinutes([], china, 'workHour', at('2024-06-07T14:00'))).toBe(0);
  });
});

describe('the explanation', () => {
  it('shows holidays and the day of receipt with no minutes', () => {
    const why = explain(at('2024-12-31T16:00'), parseLimit('4时'), china);
    expect(why.due).toBe(at('2025-01-02T10:00'));
    expect(why.days.map((day) => [day.day, day.kind, day.minutes, day.total])).toEqual([
      ['2024-12-31', 'work', 120, 120],
      ['2025-01-01', 'holiday', 0, 120],
      ['2025-01-02', 'work', 120, 240],
    ]);
    expect(why.days[1]?.name).toBe('元旦');
    expect(why.days[2]?.spans).toEqual([{ from: at('2025-01-02T08:00'), to: at('2025-01-02T10:00') }]);
    const days = explain(at('2024-12-31T09:30'), parseLimit('2日'), china).days;
    expect(days.map((day) => [day.receipt, day.minutes])).toEqual([
      [true, 0],
      [false, 0],
      [false, 480],
      [false, 480],
    ]);
  });
});

describe('wrong input', () => {
  it('is named', () => {
    const never = makeCalendar({ name: 'never', years: 'none', schemes: [] });
    const idle = { ...never, dayAt: (n: number) => ({ ...never.dayAt(n), slots: [], minutes: 0 }) };
    expect(() => dueAt(at('2024-06-03T09:00'), parseLimit('1时'), idle)).toThrow(/no working time/);
    expect(() => dueAt(at('2024-06-03T09:00'), parseLimit('1日'), idle)).toThrow(/no working time/);
    expect(() => dueAt([], parseLimit('1时'), china)).toThrow(RangeError);
    const [first] = questions;
    expect(() => answerDeadlines(first ? [{ ...first, limit: '4d' }] : [])).toThrow(/glpi-1.*work-hours/);
    expect(() => answerDeadlines(first ? [{ ...first, start: 'soon' }] : [])).toThrow(/glpi-1.*soon/);
  });
});

const units: TimeUnit[] = ['urgentHour', 'workHour', 'workDay', 'urgentDay', 'naturalDay'];
const moment: fc.Arbitrary<Instant> = fc
  .integer({ min: Date.UTC(2020, 0, 1) / 1000, max: Date.UTC(2026, 5, 30) / 1000 })
  .map((s) => toInstant(s * 1000));
const anyLimit: fc.Arbitrary<Limit> = fc.record({
  value: fc.integer({ min: 1, max: 40 }),
  unit: fc.constantFrom(...units),
});
/** A clock with pauses: gaps in minutes between stops and starts. */
const clock = fc
  .tuple(
    moment,
    fc.array(fc.tuple(fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 1, max: 9000 })), {
      maxLength: 3,
    }),
  )
  .map(([start, gaps]) => {
    const intervals: { from: Instant; to?: Instant }[] = [];
    let from = start;
    for (const [runs, stands] of gaps) {
      const to = addMinutes(from, runs);
      intervals.push({ from, to });
      from = addMinutes(to, stands);
    }
    return [...intervals, { from }];
  });

describe('properties', () => {
  it('a later start is never due earlier', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 0, max: 20_000 }), anyLimit, (start, delay, limit) => {
        expect(dueAt(addMinutes(start, delay), limit, china) >= dueAt(start, limit, china)).toBe(true);
      }),
      { seed },
    );
  });

  it('a longer limit is due later, pauses or not', () => {
    fc.assert(
      fc.property(clock, anyLimit, fc.integer({ min: 1, max: 20 }), (intervals, limit, more) => {
        const longer = { ...limit, value: limit.value + more };
        expect(dueAt(intervals, longer, china) > dueAt(intervals, limit, china)).toBe(true);
      }),
      { seed },
    );
  });

  it('work hours are due inside a slot or at its end, work days at the end of the last one', () => {
    fc.assert(
      fc.property(clock, fc.integer({ min: 1, max: 60 }), (intervals, value) => {
        const due = dueAt(intervals, { value, unit: 'workHour' }, china);
        const minute = minuteOfDay(due) + Number(due.slice(17, 23)) / 60;
        expect(china.slots(dayOf(due)).some((slot) => minute > slot.fromMin && minute <= slot.toMin)).toBe(
          true,
        );
        const day = dueAt(intervals, { value, unit: 'workDay' }, china);
        expect(day).toBe(at(`${dayOf(day)}T18:00`));
        expect(china.isWorkday(dayOf(day))).toBe(true);
      }),
      { seed },
    );
  });

  it('the minutes explained sum to the limit, and to what is used at the deadline', () => {
    const perUnit = { urgentHour: 60, workHour: 60, workDay: 480, urgentDay: 1440, naturalDay: 1440 };
    fc.assert(
      fc.property(clock, anyLimit, (intervals, limit) => {
        const why = explain(intervals, limit, china);
        const sum = why.days.reduce((minutes, day) => minutes + day.minutes, 0);
        expect(sum).toBeCloseTo(limit.value * perUnit[limit.unit], 6);
        expect(why.days.at(-1)?.total).toBe(why.minutes);
        expect(dayNumber(why.days.at(-1)?.day ?? '')).toBe(dayNumber(dayOf(why.due)));
        expect(usedMinutes(intervals, china, limit.unit, why.due)).toBeCloseTo(sum, 6);
        for (const day of why.days) {
          const spans = day.spans.reduce((minutes, span) => minutes + minutesBetween(span.from, span.to), 0);
          expect(spans).toBeCloseTo(day.minutes, 6);
        }
      }),
      { seed },
    );
  });

  it('80 % lies before the deadline and at 80 % of the minutes', () => {
    fc.assert(
      fc.property(moment, anyLimit, (start, limit) => {
        const yellow = pointAt(start, limit, 0.8, china);
        const due = dueAt(start, limit, china);
        expect(start <= yellow && yellow < due).toBe(true);
        const used = (now: Instant) => usedMinutes([{ from: start }], china, limit.unit, now);
        expect(used(yellow) / used(due)).toBeCloseTo(0.8, 4);
      }),
      { seed },
    );
  });
});
