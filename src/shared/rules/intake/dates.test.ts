import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../time';
import { numberCell, textCell } from './cells';
import { parseLimit, parseSheetTime, parseWallClock } from './dates';

const EIGHT_47 = '2024-12-31T08:47:00.000+08:00';

describe('times of a sheet', () => {
  it.each([
    ['2024-12-31 08:47:00', EIGHT_47],
    ['2024/12/31 8:47', EIGHT_47],
    ['2024.12.31 8:47', EIGHT_47],
    ['2024年12月31日 8时47分', EIGHT_47],
    ['2024年12月31日8时47分0秒', EIGHT_47],
    ['20241231084700', EIGHT_47],
    ['20241231 084700', EIGHT_47],
    ['202412310847', EIGHT_47],
    ['２０２４－１２－３１　０８：４７：００', EIGHT_47],
    ['  2024-12-31 08:47:00 \n', EIGHT_47],
    ['2024-12-31T08:47:00.000+08:00', EIGHT_47],
    ['2024/12/31 上午8:47', EIGHT_47],
    ['2024年12月31日 星期二 8:47', EIGHT_47],
    ['2024/12/31 8:47 AM', EIGHT_47],
    ['2024/12/31 下午3:05', '2024-12-31T15:05:00.000+08:00'],
    ['2024/12/31 12:05 AM', '2024-12-31T00:05:00.000+08:00'],
    ['2024年11月10日 12时9分', '2024-11-10T12:09:00.000+08:00'],
    ['2024年11月10日12时', '2024-11-10T12:00:00.000+08:00'],
    ['2024-02-29', '2024-02-29T00:00:00.000+08:00'],
    ['20240229', '2024-02-29T00:00:00.000+08:00'],
  ])('%j is Beijing wall clock', (text, expected) => {
    expect(parseSheetTime(textCell(text))).toEqual({ kind: 'instant', instant: expected });
  });

  it.each([
    '待定',
    '2023-02-29',
    '2024-13-01',
    '2024-12-31 25:00',
    '12/31/24 8:47',
    '2024-12-31T08:47:00Z',
    '上周三',
    '123',
  ])('%j is not guessed at', (text) => {
    expect(parseSheetTime(textCell(text))).toEqual({ kind: 'unreadable', text });
  });

  it('serial numbers are read in the system of the book, to the second', () => {
    const serial = 45657 + (8 * 3600 + 47 * 60) / 86_400;
    expect(parseSheetTime(numberCell(serial))).toEqual({ kind: 'instant', instant: EIGHT_47 });
    expect(parseSheetTime(numberCell(serial - 1462), true)).toEqual({ kind: 'instant', instant: EIGHT_47 });
    expect(parseSheetTime(textCell('45657'))).toEqual({
      kind: 'instant',
      instant: '2024-12-31T00:00:00.000+08:00',
    });
  });

  it('empty cells and dashes are blank', () => {
    for (const text of ['', ' ', '-', '--', '/', '无'])
      expect(parseSheetTime(textCell(text))).toEqual({ kind: 'blank' });
  });

  it('every moment comes back from every way of writing it', () => {
    const moment = fc.record({
      y: fc.integer({ min: 1990, max: 2100 }),
      mo: fc.integer({ min: 1, max: 12 }),
      d: fc.integer({ min: 1, max: 28 }),
      h: fc.integer({ min: 0, max: 23 }),
      mi: fc.integer({ min: 0, max: 59 }),
      s: fc.integer({ min: 0, max: 59 }),
    });
    fc.assert(
      fc.property(moment, ({ y, mo, d, h, mi, s }) => {
        const p = (n: number) => String(n).padStart(2, '0');
        const expected = instant(y, mo, d, h, mi, s);
        const serial = Date.UTC(y, mo - 1, d, h, mi, s) / 86_400_000 + 25_569;
        expect(parseWallClock(`${y}-${p(mo)}-${p(d)} ${p(h)}:${p(mi)}:${p(s)}`)).toBe(expected);
        expect(parseWallClock(`${y}/${mo}/${d} ${h}:${mi}:${s}`)).toBe(expected);
        expect(parseWallClock(`${y}年${mo}月${d}日 ${h}时${mi}分${s}秒`)).toBe(expected);
        expect(parseWallClock(`${y}${p(mo)}${p(d)}${p(h)}${p(mi)}${p(s)}`)).toBe(expected);
        expect(parseSheetTime(numberCell(serial))).toEqual({ kind: 'instant', instant: expected });
      }),
      { seed: 20241231 },
    );
  });
});

describe('limits in words', () => {
  it.each([
    ['15个工作日', 15, 'workDay'],
    ['5 个工作日内', 5, 'workDay'],
    ['十五个工作日', 15, 'workDay'],
    ['二十个工作日内办结', 20, 'workDay'],
    ['两天', 2, 'naturalDay'],
    ['３日内', 3, 'naturalDay'],
    ['24小时', 24, 'urgentHour'],
    ['4工作时', 4, 'workHour'],
  ])('%s', (text, value, unit) => {
    expect(parseLimit(text)).toMatchObject({ value, unit });
    expect(parseSheetTime(textCell(text))).toMatchObject({ kind: 'limit', limit: { value, unit } });
  });

  it.each(['尽快', '0个工作日', '工作日', '5', '一二个工作日'])('%s is none', (text) =>
    expect(parseLimit(text)).toBeNull(),
  );
});
