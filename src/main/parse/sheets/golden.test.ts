import { utils, write as writeSheetjs } from '@e965/xlsx';
import { write as writeHucre } from 'hucre';
import { describe, expect, it } from 'vitest';
import { ParseError } from './errors';
import { readHotlineSheet } from './readHotlineSheet';
import { hotlineProfile } from './testing';

const profile = hotlineProfile();
const utf8 = (text: string) => new TextEncoder().encode(text);

async function xlsx(
  sheets: Parameters<typeof writeHucre>[0]['sheets'],
  dateSystem: '1900' | '1904' = '1900',
) {
  return new Uint8Array(await writeHucre({ sheets, dateSystem }));
}

describe('awkward sheets', () => {
  it('a header of two rows with merged group names, under title rows', async () => {
    const file = await xlsx([
      {
        name: '十月',
        rows: [
          ['某街道热线工单', null, null, null, null],
          ['统计时间：2024年11月1日 8时', null, null, null, null],
          ['工单编号', '诉求', null, '诉求人信息', null],
          [null, '标题', '诉求内容', '姓名', '联系电话'],
          ['241231629906795-01', '（举报）占道', '海月路12号门口', '王女士', '13800001234'],
        ],
        merges: [
          { startRow: 2, startCol: 0, endRow: 3, endCol: 0 },
          { startRow: 2, startCol: 1, endRow: 2, endCol: 2 },
          { startRow: 2, startCol: 3, endRow: 2, endCol: 4 },
        ],
      },
    ]);
    const sheet = await readHotlineSheet(file, 'a.xlsx', profile);
    expect(sheet).toMatchObject({ headerRow: 4, headerSpan: 2, exportedAt: '2024-11-01T08:00:00.000+08:00' });
    expect(sheet.mapping.map(({ header, field }) => [header, field])).toEqual([
      ['工单编号', 'orderNo'],
      ['标题', 'title'],
      ['诉求内容', 'content'],
      ['姓名', 'callerName'],
      ['联系电话', 'callerPhone'],
    ]);
    expect(sheet.rows).toMatchObject([{ rowNumber: 5, appealKind: 'report', addressText: '海月路12号' }]);
  });

  it('several sheets: the best header is read, the others are named', async () => {
    const few = [
      ['工单编号', '诉求内容'],
      ['241231629906795-01', '甲'],
    ];
    const more = [
      ['工单编号', '诉求内容', '来电时间'],
      ['241231629906796-01', '乙', '2024/12/31 8:47'],
    ];
    const file = await xlsx([
      { name: '说明', rows: [['本表由平台导出']] },
      { name: '上旬', rows: few },
      { name: '中旬', rows: more },
      { name: '下旬', rows: [...more, ...more.slice(1)], hidden: true },
    ]);
    const sheet = await readHotlineSheet(file, 'a.xlsx', profile);
    expect(sheet.sheetName).toBe('中旬');
    expect(sheet.otherSheets).toEqual([
      { name: '说明', rows: 1, looksLikeOrders: false },
      { name: '上旬', rows: 2, looksLikeOrders: true },
      { name: '下旬', rows: 3, looksLikeOrders: true },
    ]);
    const named = await readHotlineSheet(file, 'a.xlsx', profile, { sheet: '上旬' });
    expect(named.rows.map(({ content }) => content)).toEqual(['甲']);
    expect(named.fingerprint).not.toBe(sheet.fingerprint);
    await expect(readHotlineSheet(file, 'a.xlsx', profile, { sheet: '无' })).rejects.toMatchObject({
      code: 'parse.noSuchSheet',
    });
  });

  it('dates of the 1904 system, formatted and as bare serial numbers', async () => {
    // 2024-12-31 08:47:00 is 45657.366 in the 1900 system and 44195.366 in the 1904 one.
    const serial = 45657 + (8 * 60 + 47) / 1440;
    const rows = (value: number) => [
      ['工单编号', '诉求内容', '来电时间', '派单时间'],
      ['241231629906795-01', '路灯不亮', new Date(Date.UTC(2024, 11, 31, 8, 47)), value],
    ];
    for (const [system, value] of [
      ['1900', serial],
      ['1904', serial - 1462],
    ] as const) {
      const file = await xlsx([{ name: 'A', rows: rows(value) }], system);
      const [row] = (await readHotlineSheet(file, 'a.xlsx', profile)).rows;
      expect(row).toMatchObject({
        receivedAt: '2024-12-31T08:47:00.000+08:00',
        dispatchedAt: '2024-12-31T08:47:00.000+08:00',
      });
    }
  });

  it('numbers stored as numbers: whole up to fifteen digits, destroyed beyond', async () => {
    const file = await xlsx([
      {
        name: 'A',
        rows: [
          ['工单编号', '诉求内容', '来电时间', '联系电话'],
          [241231629906795, '甲', 20241231084700, 13800001234],
          [241231629906795010, '乙', 20241231, null],
          ['2.41232E+17', '丙', '待定', '看备注'],
        ],
      },
    ]);
    const { rows } = await readHotlineSheet(file, 'a.xlsx', profile);
    expect(rows.map(({ orderNo, receivedAt, callerPhone }) => [orderNo, receivedAt, callerPhone])).toEqual([
      ['241231629906795', '2024-12-31T08:47:00.000+08:00', '13800001234'],
      [undefined, '2024-12-31T00:00:00.000+08:00', undefined],
      [undefined, undefined, '看备注'],
    ]);
    expect(
      rows.map(({ issues }) => issues.map(({ code }) => code).filter((code) => code !== 'row.noPlace')),
    ).toEqual([[], ['row.numberDestroyed'], ['row.numberDestroyed', 'row.timeUnreadable', 'row.phoneOdd']]);
  });

  it('blank lines, subtotals, remarks and a header printed again are skipped with their words', async () => {
    const header = ['序号', '工单编号', '诉求内容', '处理意见备注'];
    const file = await xlsx([
      {
        name: 'A',
        rows: [
          header,
          [1, '241231629906795-01', '甲_x000D_\n乙&nbsp;丙', '转\u00a0环卫'],
          [],
          ['小 计', null, 1, null],
          header,
          [2, '241231629906796-02', '丁', null],
          [3, null, null, null],
          [4, null, '没有编号', null],
          ['合计：2 件', null, null, null],
          ['填表人：某某', null, null, '审核：某某'],
          ['注：以上数据截至今日', null, null, null],
        ],
      },
    ]);
    const sheet = await readHotlineSheet(file, 'a.xlsx', profile);
    expect(
      sheet.rows.map(({ rowNumber, content, reissue, more }) => [rowNumber, content, reissue, more]),
    ).toEqual([
      [2, '甲\n乙 丙', 0, { 处理意见备注: '转 环卫' }],
      [6, '丁', 1, {}],
      [8, '没有编号', undefined, {}],
    ]);
    expect(sheet.skipped).toEqual([
      { rowNumber: 3, reason: 'blank', text: '' },
      { rowNumber: 4, reason: 'total', text: '小 计\t1' },
      { rowNumber: 5, reason: 'note', text: header.join('\t') },
      { rowNumber: 7, reason: 'blank', text: '3' },
      { rowNumber: 9, reason: 'total', text: '合计：2 件' },
      { rowNumber: 10, reason: 'note', text: '填表人：某某\t审核：某某' },
      { rowNumber: 11, reason: 'note', text: '注：以上数据截至今日' },
    ]);
  });

  it('an old .xls with times in full-width digits', async () => {
    const sheet = utils.aoa_to_sheet([
      ['工单编号', '诉求内容', '来电时间'],
      ['241231629906795-01', '甲', '2024-12-31'],
      ['241231629906796-01', '乙', '２０２４年１２月３１日　８时４７分　'],
    ]);
    const file = writeSheetjs(
      { SheetNames: ['A'], Sheets: { A: sheet } },
      { type: 'array', bookType: 'biff8' },
    );
    const { rows, format } = await readHotlineSheet(new Uint8Array(file), 'a.xls', profile);
    expect(format).toBe('xls');
    expect(rows[1]?.receivedAt).toBe('2024-12-31T08:47:00.000+08:00');
    expect(rows.map(({ rowNumber }) => rowNumber)).toEqual([2, 3]);
  });

  it('the four-column export of a neighbouring district, as CSV', async () => {
    const csv =
      'index,ticketNo,title,content\n1,241231629906795-02,（重办）（急件）路灯不亮,"海清路（方便联系、匿名）"\n';
    const { rows } = await readHotlineSheet(utf8(csv), 'a.csv', profile);
    expect(rows).toMatchObject([
      {
        orderNo: '241231629906795-02',
        reissue: 1,
        tags: ['重办', '急件'],
        callerWishes: ['方便联系', '匿名'],
      },
    ]);
    expect(rows[0]?.issues).toEqual([{ code: 'row.timeMissing' }]);
  });

  it('without a known header the error names the sheets that were looked at', async () => {
    const file = await xlsx([
      {
        name: '花名册',
        rows: [
          ['姓名', '电话'],
          ['王某', '1'],
        ],
      },
    ]);
    const error = await readHotlineSheet(file, 'a.xlsx', profile).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ParseError);
    expect(error).toMatchObject({
      code: 'parse.noHeader',
      params: { file: 'a.xlsx', sheets: '花名册', profile: '12345' },
    });
  });
});
