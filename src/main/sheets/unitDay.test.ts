import { utils, write } from '@e965/xlsx';
import { canApply, resolveUnitRows } from '@shared/rules/intake/unitSheetResolve';
import fc from 'fast-check';
import { type CellValue, read, writeXlsx } from 'hucre';
import { describe, expect, it } from 'vitest';
import { readUnitSheet } from '../parse/sheets/readUnitSheet';
import { type UnitDayRow, unitDaySheet } from './unitDay';

const head = {
  unit: '市政养护公司',
  centre: '冼村街道城市运行指挥中心',
  day: '2024-12-31',
  exportedAt: '2024-12-31T08:30:00.000+08:00',
  units: ['市政养护公司', '环卫站', '供水公司'],
};
const rows: readonly UnitDayRow[] = [
  ['20241230-A0001', 'green', '2025-01-02T18:00:00.000+08:00'],
  ['20241230-A0002', 'red', '2024-12-30T18:00:00.000+08:00'],
  ['20241231-A0003', 'yellow', '2024-12-31T12:00:00.000+08:00'],
].map(([caseNo = '', light, due]) => ({
  caseNo,
  title: `井盖异响 ${caseNo.slice(-1)}`,
  className: '井盖缺损',
  place: '金穗路300号',
  role: 'lead',
  assignedAt: '2024-12-30T09:00:00.000+08:00',
  due,
  light: light as UnitDayRow['light'],
  urges: 1,
}));

const known = {
  now: '2024-12-31T17:00:00.000+08:00',
  open: new Map(rows.map(({ caseNo, assignedAt }) => [caseNo, { assignedAt }])),
  unitId: (name: string) => ({ 环卫站: 'hwz', 供水公司: 'gongshui' })[name],
};

type Grid = CellValue[][];
const HEADER = 3;

/** The sheet as somebody's spreadsheet program has it open. */
async function opened(): Promise<Grid> {
  const book = await read(await unitDaySheet(rows, head));
  return (book.sheets[0]?.rows ?? []).map((row) => [...row]);
}

function fill(grid: Grid, caseNo: string, values: Readonly<Record<string, CellValue>>): void {
  const row = grid.find((one) => one[0] === caseNo);
  for (const [header, value] of Object.entries(values)) {
    const column = grid[HEADER]?.indexOf(header) ?? -1;
    if (!row || column < 0) throw new Error(`no such cell: ${caseNo} ${header}`);
    while (row.length <= column) row.push(null);
    row[column] = value;
  }
}

const saved = (grid: Grid) => writeXlsx({ sheets: [{ name: '每日清单', rows: grid }] });
const readGrid = async (grid: Grid) => readUnitSheet(await saved(grid), '清单.xlsx');

describe('unitDaySheet', () => {
  it('has the pressing first, fixed header, choices, and says how to fill', async () => {
    const book = await read(await unitDaySheet(rows, head));
    const [sheet, lists] = book.sheets;
    expect(sheet?.rows[HEADER]).toEqual(
      '案号 事项 类别 地点 主办/协办 交办时间 时限 状态灯 催办次数 要求 处置结果 完成时间 填报人 是否退单 退单理由 建议单位'.split(
        ' ',
      ),
    );
    expect(sheet?.rows.slice(HEADER + 1).map((row) => [row[0], row[7]])).toEqual([
      ['20241230-A0002', '红灯'],
      ['20241231-A0003', '黄灯'],
      ['20241230-A0001', '绿灯'],
    ]);
    expect(sheet?.rows[2]?.[0]).toContain('填写说明');
    expect(sheet?.freezePane).toEqual({ rows: 4, columns: 1 });
    expect(sheet?.dataValidations?.map(({ range }) => range)).toEqual(['N5:N7', 'O5:O7', 'P5:P7']);
    expect(lists?.hidden).toBe(true);
    expect(lists?.rows.map((row) => row[1] ?? '').filter(Boolean)).toEqual(['环卫站', '供水公司']);
  });

  it('comes back empty when nobody filled it', async () => {
    const sheet = await readUnitSheet(await unitDaySheet(rows, head), '清单.xlsx');
    expect(sheet).toMatchObject({
      unitText: head.unit,
      day: head.day,
      headerRow: 4,
      missingColumns: [],
      skipped: [],
    });
    expect(sheet.rows.map(({ kind, findings }) => [kind, findings])).toEqual(rows.map(() => ['empty', []]));
    expect(sheet.rows.map(({ assignedAt }) => assignedAt)).toEqual(rows.map(({ assignedAt }) => assignedAt));
  });
});

describe('the filled sheet', () => {
  it('comes back as what the unit wrote', async () => {
    const grid = await opened();
    fill(grid, '20241230-A0001', {
      处置结果: '已更换井盖',
      完成时间: new Date('2024-12-31T15:30:00Z'),
      填报人: '老周',
    });
    fill(grid, '20241230-A0002', { 是否退单: '是', 退单理由: '不属本单位职责', 建议单位: '供水公司' });
    const sheet = await readGrid(grid);
    const resolved = resolveUnitRows(sheet.rows, known);
    expect(resolved.map(({ kind }) => kind)).toEqual(['returned', 'empty', 'handled']);
    expect(resolved[0]).toMatchObject({
      reason: 'notOurDuty',
      suggests: '供水公司',
      suggestsId: 'gongshui',
      findings: [],
    });
    expect(resolved[2]).toMatchObject({
      caseNo: '20241230-A0001',
      note: '已更换井盖',
      doneAt: '2024-12-31T15:30:00.000+08:00',
      by: '老周',
      findings: [],
    });
    expect(resolved.map(canApply)).toEqual([true, false, true]);
  });

  it('survives moved, renamed and added columns, and an .xls', async () => {
    const grid = await opened();
    fill(grid, '20241231-A0003', { 处置结果: '已处理', 完成时间: '15:20' });
    const moved = grid.map((row, k) =>
      k < HEADER ? row : ['备注', ...Array.from({ length: 16 }, (_, c) => row[15 - c] ?? null)],
    );
    const names = moved[HEADER] ?? [];
    names[names.indexOf('处置结果')] = '办理情况（必填）';
    const book = utils.book_new();
    utils.book_append_sheet(book, utils.aoa_to_sheet(moved, { UTC: true, cellDates: true }), 'Sheet1');
    const bytes = new Uint8Array(write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer);
    for (const sheet of [await readGrid(moved), await readUnitSheet(bytes, '清单.xls')]) {
      const row = sheet.rows.find(({ caseNo }) => caseNo === '20241231-A0003');
      expect(row).toMatchObject({ kind: 'handled', note: '已处理', doneAt: '2024-12-31T15:20:00.000+08:00' });
      expect(row?.assignedAt).toBe('2024-12-30T09:00:00.000+08:00');
      expect(sheet.missingColumns).toEqual([]);
    }
  });

  it.each<[Record<string, CellValue>, string, string[]]>([
    [{ 处置结果: '好了' }, 'handled', ['timeMissing']],
    [{ 完成时间: '2024-12-31 15:00' }, 'empty', ['resultMissing']],
    [{ 填报人: '老周' }, 'empty', ['resultMissing']],
    [{ 处置结果: '好了', 完成时间: '下午' }, 'handled', ['timeUnreadable']],
    [{ 处置结果: '好了', 完成时间: '12月31日' }, 'handled', ['timeDayOnly']],
    [{ 处置结果: '好了', 完成时间: '12-31 16:00' }, 'handled', []],
    [{ 处置结果: '好了', 完成时间: '12月31日 下午3点' }, 'handled', []],
    [{ 处置结果: '好了', 完成时间: new Date('2024-12-31T17:30:00Z') }, 'handled', ['timeFuture']],
    [{ 处置结果: '好了', 完成时间: '2024-12-29 10:00' }, 'handled', ['timeBeforeAssigned']],
    [{ 处置结果: '好了', 完成时间: '2024/12/1 10:00' }, 'handled', ['timeBeforeAssigned', 'timeLongAgo']],
    [{ 是否退单: '是' }, 'returned', ['reasonMissing']],
    [{ 是否退单: '是', 退单理由: '太远了' }, 'returned', ['reasonUnknown']],
    [{ 退单理由: '非我单位职责。' }, 'returned', []],
    [{ 是否退单: '是', 退单理由: '其他', 建议单位: '某单位' }, 'returned', ['unitUnknown']],
    [{ 是否退单: '否', 退单理由: '不在辖区' }, 'empty', ['reasonIgnored']],
    [{ 是否退单: '待定' }, 'empty', ['flagUnknown']],
    [
      { 是否退单: '是', 退单理由: '不在辖区', 处置结果: '已处理', 完成时间: '15:00' },
      'returned',
      ['handledAndReturned'],
    ],
    [{ 案号: '20241229-A0009', 处置结果: '好了', 完成时间: '15:00' }, 'handled', ['numberUnknown']],
    [{ 案号: '20241230-A0002', 处置结果: '好了', 完成时间: '15:00' }, 'handled', []],
    [{ 案号: null, 处置结果: '好了', 完成时间: '15:00' }, 'handled', ['numberMissing']],
    [{ 案号: 45657, 处置结果: '好了', 完成时间: '15:00' }, 'handled', ['numberUnreadable']],
  ])('%j → %s %j', async (values, kind, codes) => {
    const grid = await opened();
    const at = grid.findIndex((row) => row[0] === '20241231-A0003');
    fill(grid, '20241231-A0003', values);
    const sheet = await readGrid(grid);
    const row = resolveUnitRows(sheet.rows, known).find(({ rowNumber }) => rowNumber === at + 1);
    expect([row?.kind, row?.findings.map(({ code }) => code)]).toEqual([kind, codes]);
  });

  it('takes a day without a time as now at the latest', async () => {
    const grid = await opened();
    fill(grid, '20241230-A0001', { 处置结果: '好了', 完成时间: '2024-12-31' });
    fill(grid, '20241230-A0002', { 处置结果: '好了', 完成时间: new Date('2024-12-30T00:00:00Z') });
    const resolved = resolveUnitRows((await readGrid(grid)).rows, known);
    expect(resolved.map(({ doneAt }) => doneAt)).toEqual([
      '2024-12-30T23:59:59.999+08:00',
      undefined,
      known.now,
    ]);
  });

  it('says when a number comes twice, and lists remarks it passed over', async () => {
    const grid = await opened();
    fill(grid, '20241230-A0001', { 处置结果: '好了', 完成时间: '15:00' });
    const copy = grid.find((row) => row[0] === '20241230-A0001') ?? [];
    const sheet = await readGrid([...grid, [...copy], [], ['以上情况属实'], [...(grid[HEADER] ?? [])]]);
    const codes = resolveUnitRows(sheet.rows, known).map(({ findings }) => findings.map(({ code }) => code));
    expect(codes).toEqual([[], [], [], ['numberRepeated']]);
    expect(sheet.skipped.map(({ rowNumber }) => rowNumber)).toEqual([10, 11]);
  });

  it('refuses a sheet that is none', async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: '名单',
          rows: [
            ['案号', '姓名'],
            ['1', '甲'],
          ],
        },
      ],
    });
    await expect(readUnitSheet(bytes, '名单.xlsx')).rejects.toMatchObject({
      code: 'parse.noUnitHeader',
      params: { file: '名单.xlsx', sheets: '名单' },
    });
  });

  it('brings back any words in any cells, and loses no row', async () => {
    const word = fc.string({ maxLength: 12 });
    const values = fc.record({
      处置结果: word,
      完成时间: word,
      是否退单: word,
      退单理由: word,
      建议单位: word,
      填报人: word,
    });
    await fc.assert(
      fc.asyncProperty(values, async (cells) => {
        const grid = await opened();
        fill(grid, '20241231-A0003', cells);
        const sheet = await readGrid(grid);
        expect(sheet.rows.map(({ caseNo }) => caseNo)).toEqual([
          '20241230-A0002',
          '20241231-A0003',
          '20241230-A0001',
        ]);
        const row = sheet.rows[1];
        const result = cells.处置结果.trim();
        if (row?.kind === 'handled') expect(row.note).toBe(result);
        if (row?.kind === 'empty') expect(result).toBe('');
        expect(resolveUnitRows(sheet.rows, known)).toHaveLength(3);
      }),
      { seed: 20241231, numRuns: 40 },
    );
  });
});
