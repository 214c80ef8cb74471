import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byPressing, type DayTextRow, unitDayText } from './dayText';

const head = { unit: '环卫站', centre: '冼村街道城市运行管理指挥中心', now: '2024-12-31T08:30:00.000+08:00' };

const row = (more: Partial<DayTextRow>): DayTextRow => ({
  caseNo: '20241230-A0001',
  title: '人行道堆放垃圾',
  place: '金穗路 300 号',
  role: 'lead',
  due: '2025-01-02T18:00:00.000+08:00',
  light: 'green',
  urges: 0,
  ...more,
});

describe('the list of a unit as text', () => {
  it('tells number, matter, place and due time of each, the pressing first, and how to answer', () => {
    const rows = [
      row({}),
      row({
        caseNo: '20241229-A0007',
        title: '井盖异响，联系 13800001234',
        className: '井盖缺损',
        role: 'assist',
        due: '2024-12-30T18:00:00.000+08:00',
        light: 'red',
        urges: 2,
        task: '先围蔽',
      }),
    ];
    expect(unitDayText(rows, head).split('\n')).toEqual([
      '【每日清单】环卫站 12月31日',
      '未办结 2 件，已超时限 1 件',
      '',
      '1. 20241229-A0007 井盖异响，联系 138****1234（井盖缺损）（协办）',
      '地点：金穗路 300 号',
      '时限：12月30日 18:00，已超时限，已催办 2 次',
      '要求：先围蔽',
      '',
      '2. 20241230-A0001 人行道堆放垃圾',
      '地点：金穗路 300 号',
      '时限：2025年1月2日 18:00',
      '',
      '办完一件，请回复案号、处置结果、完成时间和照片。',
      '不属本单位职责或不在辖区的，请即说明理由退回，勿搁置。',
      '冼村街道城市运行管理指挥中心',
    ]);
  });

  it('leaves out what is not known, and is empty where nothing is open', () => {
    expect(unitDayText([], head)).toBe('');
    const bare = unitDayText([row({ place: ' ', due: undefined })], head);
    expect(bare).not.toMatch(/地点：|时限：|要求：|undefined/);
  });

  it('has every number once, numbered through, in the order of what presses', () => {
    const some = fc.uniqueArray(
      fc.record({
        caseNo: fc.integer({ min: 1, max: 999 }).map((n) => `20241230-A${String(n).padStart(4, '0')}`),
        light: fc.constantFrom('green', 'yellow', 'red'),
        due: fc.option(
          fc.integer({ min: 10, max: 28 }).map((day) => `2024-12-${day}T12:00:00.000+08:00`),
          {
            nil: undefined,
          },
        ),
      }),
      { selector: ({ caseNo }) => caseNo, minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(some, (rows) => {
        const full = rows.map((one) => row(one as Partial<DayTextRow>));
        const text = unitDayText(full, head);
        const told = [...text.matchAll(/^(\d+)\. (\S+)/gm)];
        expect(told.map(([, k]) => Number(k))).toEqual(full.map((_, k) => k + 1));
        expect(told.map(([, , no]) => no)).toEqual([...full].sort(byPressing).map(({ caseNo }) => caseNo));
        expect(unitDayText([...full].reverse(), head)).toBe(text);
      }),
      { seed: 20241231 },
    );
  });
});
