import { describe, expect, it } from 'vitest';
import { chinaCalendar, yearTableSchema } from './calendar';
import { makeCalendars } from './calendars';
import { readYearCells, readYearJson } from './yearFile';

const HEAD = ['day', 'kind', 'name'];
const codes = (cells: string[][]) =>
  readYearCells(cells, 'f').errors.map(({ row, field, code }) => [row, field, code]);

describe('a year from a file', () => {
  it('reads holidays and make-up days, columns in any order, Chinese words too', () => {
    const { table, errors } = readYearCells(
      [
        ['name', 'Day', 'kind'],
        ['元旦', '2031-01-01', 'holiday'],
        ['', '', ''],
        [' 春节 ', '2031-01-23', '放假'],
        ['春节', '2031-01-19', '上班'],
      ],
      '2031.csv',
    );
    expect(errors).toEqual([]);
    expect(yearTableSchema.parse(table)).toEqual({
      year: 2031,
      source: '2031.csv',
      holidays: { '2031-01-01': '元旦', '2031-01-23': '春节' },
      workdays: { '2031-01-19': '春节' },
    });
  });

  it('tells each wrong row by its line, and gives no table', () => {
    const cells = [
      HEAD,
      ['2031-01-01', 'holiday', '元旦'],
      ['2031/01/02', 'holiday', ''],
      ['2032-01-03', 'holiday', ''],
      ['2031-02-01', 'off', ''],
      ['2031-01-01', 'holiday', ''],
      ['2031-01-22', 'workday', ''],
      ['2031-02-30', 'holiday', ''],
    ];
    expect(codes(cells)).toEqual([
      [2, 'day', 'fileDay'],
      [3, 'day', 'fileYear'],
      [4, 'kind', 'fileKind'],
      [5, 'day', 'fileTwice'],
      [6, 'day', 'fileWeekday'],
      [7, 'day', 'fileDay'],
    ]);
    expect(readYearCells(cells, 'f').table).toBeNull();
    expect(readYearCells(cells, 'f').errors[3]?.params).toMatchObject({ line: 6, first: 2 });
  });

  it('says what a file lacks', () => {
    expect(codes([])).toEqual([[-1, '', 'fileColumns']]);
    expect(codes([['date', 'kind']])).toEqual([[-1, '', 'fileColumns']]);
    expect(codes([HEAD])).toEqual([[-1, '', 'fileEmpty']]);
    expect(readYearJson('{', 'f').errors[0]?.code).toBe('fileFormat');
    expect(readYearJson('[{"day":1}]', 'f').errors.map(({ row, field }) => [row, field])).toEqual([
      [0, 'day'],
      [0, 'kind'],
    ]);
  });

  it('reads the same from JSON', () => {
    const { table } = readYearJson('[{"day":"2031-01-01","kind":"holiday","name":"元旦"}]', 'f.json');
    expect(table).toMatchObject({ year: 2031, holidays: { '2031-01-01': '元旦' } });
  });

  it('written out and read again, a year that is known gives the same days', () => {
    const known = chinaCalendar();
    const cells = [HEAD];
    for (let number = 20089; number < 20089 + 365; number++) {
      const { day, kind, name = '' } = known.dayAt(number);
      if (kind === 'holiday' || kind === 'makeup')
        cells.push([day, kind === 'holiday' ? 'holiday' : 'workday', name]);
    }
    const { table, errors } = readYearCells(cells, '2025');
    expect(errors).toEqual([]);
    const read = makeCalendars([{ kind: 'year', id: 'y', table }]).centre;
    for (let number = 20089; number < 20089 + 365; number++)
      expect(read.dayAt(number)).toEqual(known.dayAt(number));
    expect(cells.length).toBeGreaterThan(30);
  });
});
