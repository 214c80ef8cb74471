import { describe, expect, it } from 'vitest';
import { type ParsedSheet, readHotlineSheet } from './readHotlineSheet';
import { hotlineProfile, sample } from './testing';

const profile = hotlineProfile();
const manifest = JSON.parse(new TextDecoder().decode(sample('manifest.json')));

function read(name: string): Promise<ParsedSheet> {
  return readHotlineSheet(sample(name), name, profile);
}

function withIssue(sheet: ParsedSheet, code: string) {
  return sheet.rows.filter(({ issues }) => issues.some((issue) => issue.code === code));
}

/** Rows that repeat a number of a row above; the manifest counts a reissue under `reissued` only. */
function sameNumberAgain(sheet: ParsedSheet): number {
  const seen = new Set<string>();
  return sheet.rows.filter(({ orderNo, reissue }) => {
    const again = orderNo !== undefined && seen.has(orderNo) && reissue === 0;
    if (orderNo !== undefined) seen.add(orderNo);
    return again;
  }).length;
}

describe.each(['12345-2024-10.xlsx', '12345-2024-12-31.xlsx'])('the sample %s', (name) => {
  const expected = manifest[name];

  it('gives every figure of the manifest', async () => {
    const sheet = await read(name);
    expect({
      headerRow: sheet.headerRow,
      rows: sheet.rows.length,
      sameNumberAgain: sameNumberAgain(sheet),
      reissued: sheet.counts.reissued,
      withoutAnyPlace: withIssue(sheet, 'row.noPlace').length,
      unreadableDispatchTime: withIssue(sheet, 'row.timeUnreadable').length,
      destroyedNumbers: withIssue(sheet, 'row.numberDestroyed').length,
      hiddenRows: sheet.counts.hidden,
      totalRow: sheet.counts.total,
    }).toEqual(expected);
  });

  it('maps all eighteen columns and leaves nothing over', async () => {
    const sheet = await read(name);
    expect(sheet.mapping.map(({ field }) => field)).toEqual([
      'seq',
      'orderNo',
      'sourceChannel',
      'upperNo',
      'title',
      'content',
      'unit',
      'section',
      'callerName',
      'callerPhone',
      'result',
      'category',
      'subcategory',
      'dispatchedAt',
      'dueAt',
      'status',
      'dispatcher',
      'warning',
    ]);
    expect(sheet.rows.every(({ more }) => Object.keys(more).length === 0)).toBe(true);
    expect(sheet.rows.every(({ sheetState }) => sheetState !== 'unknown')).toBe(true);
    expect(sheet.rows.every(({ appealKind }) => appealKind !== undefined)).toBe(true);
    expect(
      sheet.rows.every(({ dueAt, limitText }) => (dueAt === undefined) !== (limitText === undefined)),
    ).toBe(true);
  });

  it('accounts for every row below the header, the hidden one among them', async () => {
    const sheet = await read(name);
    const numbers = [...sheet.rows, ...sheet.skipped].map(({ rowNumber }) => rowNumber).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: expected.rows + 1 }, (_, k) => expected.headerRow + 1 + k));
    expect(sheet.rows.filter(({ hidden }) => hidden).map(({ rowNumber }) => rowNumber)).toEqual([10]);
    expect(sheet.otherSheets).toEqual([{ name: '说明', rows: 1, looksLikeOrders: false }]);
  });
});

describe('the month sheet', () => {
  it('sets aside only rows without a number or without a time', async () => {
    const sheet = await read('12345-2024-10.xlsx');
    expect(sheet.counts).toMatchObject({ needsLook: 12, numberDestroyed: 2, timeUnreadable: 10 });
    expect(sheet.exportedAt).toBe('2024-11-01T08:05:00.000+08:00');
    const destroyed = withIssue(sheet, 'row.numberDestroyed');
    expect(destroyed.map(({ rowNumber }) => rowNumber)).toEqual([703, 704]);
    expect(destroyed.every(({ orderNo }) => orderNo === undefined)).toBe(true);
  });

  it('finds one more repeated number than the manifest: the second reissue -02 of one order, in row 332', async () => {
    const sheet = await read('12345-2024-10.xlsx');
    expect(sheet.counts.numberRepeated).toBe(22);
    const twice = sheet.rows.filter(({ orderNo }) => orderNo === '241006883436229-02');
    expect(twice.map(({ rowNumber, reissue }) => [rowNumber, reissue])).toEqual([
      [144, 1],
      [332, 1],
    ]);
  });

  it('reads the same orders whatever shape their times have', async () => {
    const { rows } = await read('12345-2024-10.xlsx');
    const at = (rowNumber: number) => rows.find((row) => row.rowNumber === rowNumber);
    expect(at(4)?.dispatchedAt).toBe('2024-10-09T15:12:47.000+08:00');
    expect(at(10)?.dispatchedAt).toBe('2024-10-21T11:12:00.000+08:00');
    expect(at(14)?.dispatchedAt).toBe('2024-10-16T12:49:00.000+08:00');
    expect(at(16)?.dispatchedAt).toBe('2024-10-19T18:02:20.000+08:00');
    expect(at(20)?.limitText).toEqual({ value: 15, unit: 'workDay', text: '15个工作日' });
    expect(rows.filter(({ limitText }) => limitText !== undefined)).toHaveLength(77);
  });
});

describe('the late .xls that is a web page in GB18030', () => {
  it('gives forty complete orders', async () => {
    const sheet = await read('12345-late.xls');
    expect(sheet).toMatchObject({ format: 'html', headerRow: 1, skipped: [] });
    expect(sheet.rows).toHaveLength(manifest['12345-late.xls'].rows);
    expect(sheet.rows.flatMap(({ issues }) => issues)).toEqual([]);
    expect(
      sheet.rows.every(({ addressText }) => /^[\u4e00-\u9fa5]+(?:路|大道)\d+号$/.test(addressText ?? '')),
    ).toBe(true);
    expect(sheet.rows[0]).toMatchObject({
      rowNumber: 2,
      orderNo: '241009100002201-01',
      receivedAt: '2024-10-20T08:26:00.000+08:00',
      appealKind: 'suggest',
      addressText: '珠江西路44号',
      sheetState: 'unknown',
    });
    expect(sheet.rows[0]?.content).toMatch(/^珠江西路44号,.*取餐。\n请处理$/);
  });
});
