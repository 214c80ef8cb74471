import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DaySheetHead,
  type DaySheetKind,
  daySheet,
  daySheetCode,
  daySheetName,
  PIECE_LINES,
  readDaySheetCode,
} from './daySheet';

const head: DaySheetHead = {
  unit: { id: 'szyh', name: '市政养护公司' },
  day: '2024-12-31',
  centre: '冼村街道城市运行管理指挥中心',
  contact: '指挥中心值班台',
  now: '2024-12-31T08:30:00.000+08:00',
};
const bikes: DaySheetKind = {
  id: 'bikesCollected',
  name: '清运共享单车',
  unit: '辆',
  per: 'day',
  target: 2000,
  n: 1200,
};
const road: DaySheetKind = { id: 'roadRepair', name: '道路修补', unit: '处', per: 'piece', n: 0 };

describe('the day sheet of a unit', () => {
  it('has a line for a kind by day, some for one by piece, and says what is wanted and there already', () => {
    const { title, lines, rows } = daySheet([bikes, road], head);
    expect(title).toBe('冼村街道城市运行管理指挥中心 作业日报');
    expect(rows).toHaveLength(1 + PIECE_LINES);
    expect(rows[0]).toEqual({
      kind: '清运共享单车',
      unit: '辆',
      code: 'xh-ledger-1/2024-12-31/szyh/bikesCollected',
    });
    expect(new Set(rows.slice(1).map(({ kind }) => kind))).toEqual(new Set(['道路修补']));
    expect(lines[0]).toContain('单位：市政养护公司　日期：2024-12-31');
    expect(lines[3]).toBe(
      '目标与登记：清运共享单车 当日目标 2,000 辆，当日已登记 1,200 辆；道路修补 当日已登记 0 处',
    );
    expect(daySheet([{ ...road, target: 500 }], head).lines.at(-1)).toContain('全年目标 500 处');
    expect(daySheetName(head)).toBe('2024-12-31-市政养护公司-作业日报');
  });

  it('says to whom it goes back and until when, and that its day is over where it is', () => {
    const said = (change: Partial<DaySheetHead>) => daySheet([road], { ...head, ...change }).lines[2];
    expect(said({})).toBe(
      '请于 2024-12-31 24:00 前填好，连同照片发回冼村街道城市运行管理指挥中心；当日之后发回的按补录登记。联系：指挥中心值班台。',
    );
    expect(said({ contact: '' })).not.toContain('联系');
    expect(said({ now: '2025-01-01T00:00:00.000+08:00' })).toContain('这一天已经过去');
    expect(said({ now: '2024-12-31T23:59:59.999+08:00' })).toContain('24:00 前');
  });

  it('holds nothing that a spreadsheet would compute', () => {
    const cells = fc.constantFrom('=1+1', '+86', '-3', '@A1', '\t=2', '道路');
    fc.assert(
      fc.property(cells, cells, cells, (name, unit, centre) => {
        const { title, lines, rows } = daySheet([{ ...road, name, unit }], { ...head, centre });
        const said = [title, ...lines, ...rows.flatMap((row) => [row.kind, row.unit, row.code])];
        expect(said.filter((text) => /^[=+\-@\t\r]/.test(text))).toEqual([]);
      }),
      { seed: 20241231 },
    );
  });

  it('has codes that are read back as they were, whatever the ids hold', () => {
    const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(id, id, (unit, kind) => {
        const of = { day: '2024-02-29', unit, kind };
        expect(readDaySheetCode(` ${daySheetCode(of)} `)).toEqual(of);
      }),
      { seed: 20241231 },
    );
  });

  it.each([
    '',
    '道路修补',
    'xh-ledger-2/2024-12-31/szyh/roadRepair',
    'xh-ledger-1/2024-02-30/szyh/roadRepair',
    'xh-ledger-1/2024-12-31//roadRepair',
    'xh-ledger-1/2024-12-31/szyh/roadRepair/1',
    'xh-ledger-1/2024-12-31/szyh/%E9',
  ])('%j is no code', (text) => {
    expect(readDaySheetCode(text)).toBeUndefined();
  });
});
