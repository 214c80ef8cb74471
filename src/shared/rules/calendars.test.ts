import { describe, expect, it } from 'vitest';
import { missingYears } from './calendar';
import { makeCalendars, oneCalendar } from './calendars';
import { dueAt, explain } from './deadline';

const at = (text: string): string => `${text}:00.000+08:00`;
const hours = (value: number) => ({ value, unit: 'workHour' as const });
const slots = (id: string, texts: string[], more: object = {}) => ({
  kind: 'slots',
  id,
  slots: texts,
  ...more,
});

describe('hours of the centre, of units, and of seasons', () => {
  const calendars = makeCalendars([
    slots('summer', ['08:30-12:00', '14:30-18:00'], { seasonFrom: '06-01', seasonTo: '09-30' }),
    slots('centre', ['09:00-12:00', '13:00-15:00', '16:00-19:00']),
    slots('night', ['00:00-02:00', '18:00-24:00'], { unit: 'zfd' }),
    slots('old', ['10:00-11:00'], { unit: 'cgb', to: '2024-12-30' }),
  ]);

  it('counts minutes inside several slots of a day', () => {
    expect(dueAt(at('2024-12-31T11:30'), hours(4), calendars.centre)).toBe(at('2024-12-31T17:30'));
    expect(dueAt(at('2024-12-31T18:30'), hours(1), calendars.centre)).toBe(at('2025-01-02T09:30'));
  });

  it('takes the first scheme that holds: the season before the year', () => {
    expect(calendars.centre.slots('2024-07-15')).toEqual([
      { fromMin: 510, toMin: 720 },
      { fromMin: 870, toMin: 1080 },
    ]);
    expect(calendars.centre.slots('2024-10-08')[0]).toEqual({ fromMin: 540, toMin: 720 });
    // The last day of the season ends at 18:00, the next working day begins at nine.
    expect(dueAt(at('2024-09-30T17:00'), hours(2), calendars.centre)).toBe(at('2024-10-08T10:00'));
  });

  it('a unit with its own hours is counted in them, the others in the centre’s', () => {
    expect(dueAt(at('2024-12-31T16:00'), hours(2), calendars.of('zfd'))).toBe(at('2024-12-31T20:00'));
    expect(dueAt(at('2024-12-31T23:30'), hours(1), calendars.of('zfd'))).toBe(at('2025-01-02T00:30'));
    expect(calendars.of('hwz')).toBe(calendars.centre);
    expect(calendars.of(undefined)).toBe(calendars.centre);
    expect(calendars.of('zfd')).toBe(calendars.of('zfd'));
    expect(calendars.of('zfd').version).not.toBe(calendars.centre.version);
  });

  it('falls back on the centre’s hours where the unit’s own end', () => {
    expect(calendars.of('cgb').slots('2024-12-30')).toEqual([{ fromMin: 600, toMin: 660 }]);
    expect(calendars.of('cgb').slots('2024-12-31')).toEqual(calendars.centre.slots('2024-12-31'));
  });

  it('passes over hours that overlap', () => {
    // The check refuses such a row; one that is there all the same is passed over.
    const { centre } = makeCalendars([slots('bad', ['08:00-12:00', '11:00-13:00'])]);
    expect(centre.version).toBe(makeCalendars([]).centre.version);
  });
});

describe('a year’s file', () => {
  const table = {
    year: 2024,
    holidays: { '2024-12-30': '调休' },
    workdays: { '2024-12-28': '调休', '2024-12-29': '调休' },
  };
  const { centre } = makeCalendars([{ kind: 'year', id: 'y', table }]);

  it('replaces what was known of that year and nothing of the others', () => {
    expect(centre.isWorkday('2024-12-28') && centre.isWorkday('2024-12-29')).toBe(true);
    expect(centre.isWorkday('2024-12-30')).toBe(false);
    expect(centre.isWorkday('2024-10-01')).toBe(true);
    expect(centre.isWorkday('2025-01-01')).toBe(false);
  });

  it('counts make-up days and leaves the day off out', () => {
    const why = explain(at('2024-12-27T16:00'), { value: 3, unit: 'workDay' }, centre);
    expect(why.due).toBe(at('2024-12-31T18:00'));
    expect(why.days.map(({ day, kind, minutes }) => [day.slice(5), kind, minutes])).toEqual([
      ['12-27', 'work', 0],
      ['12-28', 'makeup', 480],
      ['12-29', 'makeup', 480],
      ['12-30', 'holiday', 0],
      ['12-31', 'work', 480],
    ]);
  });

  it('fills a year that the program does not know', () => {
    const known = makeCalendars([]).centre;
    const far = {
      kind: 'year',
      id: 'far',
      table: { year: 2050, holidays: { '2050-01-03': '元旦' }, workdays: {} },
    };
    expect(missingYears(known, '2050-01-01', '2050-12-31')).toEqual([2050]);
    expect(known.isWorkday('2050-01-03')).toBe(true);
    const filled = makeCalendars([far]).centre;
    expect(missingYears(filled, '2050-01-01', '2051-12-31')).toEqual([2051]);
    expect(filled.isWorkday('2050-01-03')).toBe(false);
    expect(filled.version).not.toBe(known.version);
  });
});

it('without a table one calendar is everybody’s', () => {
  const { centre } = makeCalendars([]);
  expect(oneCalendar(centre).of('zfd')).toBe(centre);
});
