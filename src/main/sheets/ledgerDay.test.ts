import type { LedgerSheet } from '@shared/contract/ledger';
import { PIECE_LINES, readDaySheetCode } from '@shared/domain/ledger/daySheet';
import { read } from 'hucre';
import { describe, expect, it } from 'vitest';
import { ledgerDaySheet } from './ledgerDay';

const CENTRE = '冼村街道城市运行管理指挥中心';
const HEADER = 5;

const sheet: LedgerSheet = {
  day: '2024-12-31',
  now: '2024-12-31T08:30:00.000+08:00',
  contact: '指挥中心值班台',
  units: [
    {
      unit: 'szyh',
      name: '市政养护公司',
      kinds: [
        { id: 'roadRepair', name: '道路修补', unit: '处', per: 'piece', by: 'szyh', n: 3 },
        { id: 'sweep', name: '=HYPERLINK("http://x","点我")', unit: '-次', per: 'day', target: 5, n: 0 },
      ],
    },
  ],
};

describe('the day sheet of a unit as a file', () => {
  it('has header, lines to fill in, units of the kinds, and a hidden column of codes', async () => {
    const [page] = (await read(await ledgerDaySheet(sheet, 'szyh', CENTRE), { readStyles: true })).sheets;
    expect(page?.name).toBe('作业日报');
    expect(page?.rows[0]?.[0]).toBe(`${CENTRE} 作业日报`);
    expect(page?.rows[1]?.[0]).toContain('单位：市政养护公司　日期：2024-12-31');
    expect(page?.rows[3]?.[0]).toContain('指挥中心值班台');
    expect(page?.rows[HEADER]).toEqual(['类别', '数量', '计量单位', '地点', '备注', '编码']);
    const lines = page?.rows.slice(HEADER + 1) ?? [];
    expect(lines).toHaveLength(PIECE_LINES + 1);
    expect(lines.map((row) => [row[0], row[1] ?? null, row[2]])[0]).toEqual(['道路修补', null, '处']);
    expect(lines.map((row) => readDaySheetCode(String(row[5])))).toEqual([
      ...Array.from({ length: PIECE_LINES }, () => ({ day: '2024-12-31', unit: 'szyh', kind: 'roadRepair' })),
      { day: '2024-12-31', unit: 'szyh', kind: 'sweep' },
    ]);
    expect(page?.columns?.map(({ hidden = false }) => hidden)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(page?.freezePane).toEqual({ rows: HEADER + 1, columns: 1 });
  });

  it('takes whole numbers above 0 alone where a quantity is to be written', async () => {
    const [page] = (await read(await ledgerDaySheet(sheet, 'szyh', CENTRE))).sheets;
    const last = HEADER + 1 + PIECE_LINES + 1;
    expect(page?.dataValidations).toMatchObject([
      { type: 'whole', formula1: '1', formula2: '1000000', range: `B${HEADER + 2}:B${last}` },
    ]);
  });

  it('holds no formula, whatever the table of kinds says', async () => {
    const [page] = (await read(await ledgerDaySheet(sheet, 'szyh', CENTRE), { readStyles: true })).sheets;
    expect(page?.rows.at(-1)?.slice(0, 3)).toEqual(['\'=HYPERLINK("http://x","点我")', null, "'-次"]);
    expect([...(page?.cells?.values() ?? [])].filter(({ formula }) => formula !== undefined)).toEqual([]);
  });
});
