import { describe, expect, it } from 'vitest';
import {
  builtInYears,
  calendarFromSpec,
  chinaCalendar,
  formatSlots,
  makeCalendar,
  missingYears,
  parseSlots,
  yearTableSchema,
} from './calendar';
import { dayNumber, daysFrom } from './time';

describe('the calendar of China', () => {
  const china = chinaCalendar();

  it('knows holidays, make-up days and plain weekends of 2024 and 2025', () => {
    const kind = (day: string) => china.dayAt(dayNumber(day)).kind;
    expect(kind('2024-09-29')).toBe('makeup');
    expect(kind('2024-10-01')).toBe('holiday');
    expect(kind('2024-10-08')).toBe('work');
    expect(kind('2024-10-13')).toBe('rest');
    expect(china.dayAt(dayNumber('2025-01-28')).name).toBe('春节');
    expect(china.isWorkday('2025-01-26')).toBe(true);
    expect(china.isWorkday('2025-01-01')).toBe(false);
  });

  it('has 480 minutes on a working day and none on another', () => {
    expect(china.dayAt(dayNumber('2024-12-31')).minutes).toBe(480);
    expect(china.slots('2024-12-31')).toEqual([
      { fromMin: 480, toMin: 720 },
      { fromMin: 840, toMin: 1080 },
    ]);
    expect(china.slots('2025-01-01')).toEqual([]);
  });

  it('counts the 251 and 248 working days of 2024 and 2025', () => {
    const workdays = (year: number) =>
      daysFrom(`${year}-01-01`, `${year}-12-31`).filter((day) => china.isWorkday(day)).length;
    expect(workdays(2024)).toBe(251);
    expect(workdays(2025)).toBe(248);
  });

  it('names the years it has no table for, and works Monday to Friday in them', () => {
    const last = Math.max(...builtInYears().map((table) => table.year));
    expect(missingYears(china, '2024-12-31', '2025-02-01')).toEqual([]);
    expect(missingYears(china, `${last}-12-01`, `${last + 2}-01-31`)).toEqual([last + 1, last + 2]);
    expect(missingYears(calendarFromSpec('mon-fri'), '1999-01-01', '2090-01-01')).toEqual([]);
  });
});

describe('a table of a year from a file', () => {
  const table = {
    year: 2028,
    source: 'notice of a test',
    holidays: { '2028-01-03': '元旦' },
    workdays: { '2028-01-08': '元旦' },
  };

  it('replaces what was known of the year and changes the version', () => {
    const plain = chinaCalendar();
    const own = chinaCalendar({ files: [yearTableSchema.parse(table)] });
    expect(plain.isWorkday('2028-01-03')).toBe(true);
    expect(own.isWorkday('2028-01-03')).toBe(false);
    expect(own.isWorkday('2028-01-08')).toBe(true);
    expect(missingYears(own, '2028-01-01', '2028-12-31')).toEqual([]);
    expect(own.version).not.toBe(plain.version);
    expect(own.version).toBe(chinaCalendar({ files: [table] }).version);
  });

  it.each([
    ['a day of another year', { ...table, holidays: { '2027-12-31': '元旦' } }, 'not in the year 2028'],
    [
      'a day off and on at once',
      { ...table, workdays: { '2028-01-03': '元旦' } },
      'as a day off and as a make-up day',
    ],
    ['a day that does not exist', { ...table, holidays: { '2028-02-30': 'x' } }, '2024-12-31'],
  ])('is refused with %s', (_, bad, message) => {
    expect(yearTableSchema.safeParse(bad).error?.message).toContain(message);
  });
});

describe('slots', () => {
  it('follow the season, the first scheme that holds wins, the default takes the rest', () => {
    const calendar = makeCalendar({
      name: 'seasons',
      years: 'none',
      schemes: [
        { from: '2025-01-01', seasonFrom: '06-01', seasonTo: '09-30', slots: ['07:30-11:30', '15:00-19:00'] },
        { seasonFrom: '12-01', seasonTo: '02-15', slots: ['09:00-12:00'] },
      ],
    });
    const text = (day: string) => formatSlots(calendar.slots(day)).join();
    expect(text('2025-06-02')).toBe('07:30-11:30,15:00-19:00');
    expect(text('2024-06-03')).toBe('08:00-12:00,14:00-18:00');
    expect(text('2024-12-31')).toBe('09:00-12:00');
    expect(text('2025-01-31')).toBe('09:00-12:00');
    expect(text('2025-02-17')).toBe('08:00-12:00,14:00-18:00');
  });

  it.each([[['8:00-12:00']], [['12:00-08:00']], [['08:00-25:00']], [['08:00-12:00', '11:00-13:00']], [[]]])(
    'refuse %j',
    (texts) => {
      expect(() => parseSlots(texts)).toThrow(RangeError);
    },
  );

  it('may end at midnight', () => {
    expect(formatSlots(parseSlots(['00:00-24:00']))).toEqual(['00:00-24:00']);
  });
});

describe('a calendar in one line', () => {
  it('takes days out and puts days in', () => {
    const calendar = calendarFromSpec('mon-fri minus 2016-11-11, 2016-11-13 plus 2016-11-12');
    expect(daysFrom('2016-11-10', '2016-11-14').map((day) => calendar.isWorkday(day))).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  it('takes a make-up day out', () => {
    expect(calendarFromSpec('china').isWorkday('2024-09-29')).toBe(true);
    expect(calendarFromSpec('china minus 2024-09-29').isWorkday('2024-09-29')).toBe(false);
  });

  it.each(['', 'usa', 'mon-fri minus tomorrow', 'mon-fri minus 2016-02-30'])('refuses "%s"', (spec) => {
    expect(() => calendarFromSpec(spec)).toThrow(RangeError);
  });
});
