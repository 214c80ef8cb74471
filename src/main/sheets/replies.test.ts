import { needsLook } from '@shared/rules/intake/row';
import fc from 'fast-check';
import { read } from 'hucre';
import { describe, expect, it } from 'vitest';
import { readHotlineSheet } from '../parse/sheets/readHotlineSheet';
import { hotlineProfile } from '../parse/sheets/testing';
import { type ReplySheetRow, repliesSheet } from './replies';

const head = {
  centre: '冼村街道',
  day: '2025-01-03',
  exportedAt: '2025-01-03T18:05:00.000+08:00',
};
const row: ReplySheetRow = {
  orderNo: '241231629906795-01',
  upperNo: 'GZ23076149',
  source: '电话',
  title: '路灯照明',
  content: '金穗路300号门口的灯杆歪了，希望扶正。',
  appealKind: 'complaint',
  category: '市政道路设施',
  subcategory: '路灯照明',
  place: '天河区冼村街道金穗路300号',
  unit: '市政养护公司',
  assisting: ['城市管理办公室', '环卫站'],
  receivedAt: '2024-12-31T15:32:20.000+08:00',
  dueAt: '2025-01-22T15:32:20.000+08:00',
  repliedAt: '2025-01-03T16:08:59.000+08:00',
  reply: '您好！\n灯杆已扶正。\n=1+1 不是公式',
  urges: 2,
};
const profile = hotlineProfile();
const readBack = async (rows: readonly ReplySheetRow[]) =>
  readHotlineSheet(await repliesSheet(rows, head), '答复.xlsx', profile);

describe('repliesSheet', () => {
  it('is read back by our own importer, every column of it', async () => {
    const sheet = await readBack([row]);
    expect(sheet.mapping.map(({ header, field }) => (field ? null : header)).filter(Boolean)).toEqual([]);
    expect(sheet.exportedAt).toBe(head.exportedAt);
    expect(sheet.rows[0]).toMatchObject({
      orderNo: row.orderNo,
      upperNo: row.upperNo,
      sourceChannel: '电话',
      title: row.title,
      content: row.content,
      appealKind: 'complaint',
      category: row.category,
      subcategory: row.subcategory,
      addressText: row.place,
      unitText: row.unit,
      receivedAt: row.receivedAt,
      dueAt: row.dueAt,
      closedAt: row.repliedAt,
      sheetState: 'closed',
      result: row.reply,
      more: { 协办单位: '城市管理办公室、环卫站', 催办次数: '2' },
      issues: [],
    });
    expect(sheet.skipped).toEqual([]);
  });

  it('keeps numbers as text, times as times, and the header in sight', async () => {
    const book = await read(await repliesSheet([row], head));
    const [sheet] = book.sheets;
    expect(sheet?.freezePane).toEqual({ rows: 3, columns: 2 });
    const cells = sheet?.rows[3] ?? [];
    expect(cells[1]).toBe(row.orderNo);
    expect(cells[12]).toEqual(new Date('2024-12-31T15:32:20Z'));
    expect(cells[16]).toBe(row.reply);
    expect(sheet?.columns?.every(({ width }) => (width ?? 0) > 0)).toBe(true);
  });

  it('stands in the order of the replies, and an empty day is a sheet without rows', async () => {
    const later = { ...row, orderNo: '241231629906799-01', repliedAt: '2025-01-03T17:00:00.000+08:00' };
    const sheet = await readBack([later, row]);
    expect(sheet.rows.map(({ orderNo, seq }) => [seq, orderNo])).toEqual([
      ['1', row.orderNo],
      ['2', later.orderNo],
    ]);
    expect((await readBack([])).rows).toEqual([]);
  });

  it('takes the replies of one Beijing day, its first and last moment too', async () => {
    const at = (repliedAt: string) => repliesSheet([{ ...row, repliedAt }], head);
    await expect(at('2025-01-03T00:00:00.000+08:00')).resolves.toBeInstanceOf(Uint8Array);
    await expect(at('2025-01-03T23:59:59.999+08:00')).resolves.toBeInstanceOf(Uint8Array);
    await expect(at('2025-01-02T23:59:59.999+08:00')).rejects.toThrow(RangeError);
    await expect(at('2025-01-04T00:00:00.000+08:00')).rejects.toThrow('241231629906795-01');
  });

  it('brings any words and times back', async () => {
    const word = fc
      .string({ unit: 'binary', maxLength: 40 })
      .map((text) => `答${text.replace(/[\s_&\p{C}\p{Z}]/gu, '')}完`);
    const second = fc
      .integer({ min: 0, max: 86_399 })
      .map((s) => new Date(Date.UTC(2025, 0, 3) + s * 1000).toISOString().replace('Z', '+08:00'));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(word, second), { minLength: 1, maxLength: 8 }), async (list) => {
        const rows = list.map(([reply, repliedAt], k) => ({
          ...row,
          orderNo: `24123162990${1000 + k}-01`,
          reply,
          repliedAt,
        }));
        const back = await readBack(rows);
        const want = new Map(rows.map((one) => [one.orderNo, [one.reply, one.repliedAt]]));
        expect(new Map(back.rows.map((one) => [one.orderNo, [one.result, one.closedAt]]))).toEqual(want);
        expect(back.rows.flatMap(needsLook)).toEqual([]);
      }),
      { seed: 20241231, numRuns: 30 },
    );
  });
});
