import type { UnitSheetRow } from '@shared/rules/intake/unitSheet';
import { toInstant, toMs } from '@shared/rules/time';
import { afterAll, describe, expect, it } from 'vitest';
import type { Store } from '../service/store';
import { TEST_NOW, TestFolders } from '../testing/folder';
import { filedCase, wish } from '../testing/wishes';
import { type IncomingUnitSheet, previewUnitSheet } from './unitSheet';

const folders = new TestFolders();
afterAll(() => folders.remove());

const row = (caseNo: string, more: Partial<UnitSheetRow> = {}): UnitSheetRow => ({
  rowNumber: 5,
  caseNo,
  kind: 'handled',
  note: '已清走',
  findings: [],
  ...more,
});
const sheet = (rows: UnitSheetRow[], unitText = '环卫站'): IncomingUnitSheet => ({
  fileName: '清单.xlsx',
  missingColumns: [],
  unitText,
  day: '2024-12-31',
  rows,
  skipped: [{ rowNumber: 9, text: '备注' }],
});
const preview = (store: Store, rows: UnitSheetRow[], unitText?: string, chosen?: string) =>
  previewUnitSheet(sheet(rows, unitText), store.context('op-1'), chosen);

async function assigned(store: Store, lead = 'hwz') {
  const filed = await filedCase(store);
  await wish(store, { type: 'case.assign', caseId: filed.caseId, lead });
  return filed;
}

describe('a unit’s filled sheet', () => {
  it('names the case of each row with the last event seen, writes nothing, and keeps the empty rows and remarks', async () => {
    const store = await (await folders.create()).open();
    const [first, second] = [await assigned(store), await assigned(store)];
    const { position } = store.context('op-1');
    const found = preview(store, [row(first.no), row(second.no, { kind: 'empty', note: '', rowNumber: 6 })]);
    expect(found).toMatchObject({
      unit: 'hwz',
      unitText: '环卫站',
      day: '2024-12-31',
      skipped: [{ row: 9, text: '备注' }],
    });
    expect(found.rows).toMatchObject([
      { row: 5, kind: 'handled', ready: true, findings: [], case: { id: first.caseId, title: '人行道垃圾' } },
      { row: 6, kind: 'empty', ready: false, findings: [] },
    ]);
    const last = store.context('op-1').facts(first.caseId).at(-1)?.ref;
    expect(found.rows[0]?.case?.basis).toBe(last);
    expect(store.context('op-1').position).toBe(position);
    store.close();
  });

  it('takes no row of another unit’s case, of a part that is done, or of a number that is not there', async () => {
    const store = await (await folders.create()).open();
    const [own, others, done] = [await assigned(store), await assigned(store, 'zfd'), await assigned(store)];
    await wish(store, { type: 'case.handle', caseId: done.caseId, unit: 'hwz', note: '已清走' });
    const numbers = [own.no, others.no, done.no, '20200101-A0001'];
    const rows = preview(
      store,
      numbers.map((no) => row(no)),
    ).rows;
    expect(rows.map(({ ready }) => ready)).toEqual([true, false, false, false]);
    for (const one of rows.slice(1)) {
      expect(one.findings).toMatchObject([{ level: 'error', code: 'numberUnknown', value: one.caseNo }]);
      expect(one).not.toHaveProperty('case');
    }
    store.close();
  });

  it('asks whose it is where it names nobody; the chosen unit counts more than the named one', async () => {
    const store = await (await folders.create()).open();
    const { no } = await assigned(store, 'zfd');
    const unknown = preview(store, [row(no)], '某某公司');
    expect(unknown).toMatchObject({ unit: null, unitText: '某某公司', rows: [{ ready: false }] });
    expect(preview(store, [row(no)], '某某公司', 'zfd')).toMatchObject({
      unit: 'zfd',
      rows: [{ ready: true }],
    });
    expect(preview(store, [row(no)], '环卫站', 'zfd')).toMatchObject({
      unit: 'zfd',
      rows: [{ ready: true }],
    });
    expect(preview(store, [row(no)], '执法队')).toMatchObject({ unit: 'zfd', rows: [{ ready: true }] });
    store.close();
  });

  it('says where a return comes after its window, or after the worker has reported', async () => {
    const store = await (await folders.create()).open();
    const { no, caseId } = await assigned(store);
    const part = (store.context('op-1').state(caseId) as { parts: { returnBy?: string }[] }).parts[0];
    const returnBy = part?.returnBy ?? '';
    expect(returnBy > TEST_NOW).toBe(true);
    const back = row(no, { kind: 'returned', reason: 'notOurDuty', note: '' });
    const at = (minutes: number) => {
      const now = toInstant(toMs(returnBy) + minutes * 60_000);
      return previewUnitSheet(sheet([back]), { ...store.context('op-1'), now, nowMs: toMs(now) }).rows[0];
    };
    expect(at(-1)).not.toHaveProperty('returnLate');
    expect(at(1)).toMatchObject({ ready: true, returnLate: true });
    // It was said in time, and came in late.
    const saidInTime = preview(store, [{ ...back, doneAt: TEST_NOW }]).rows[0];
    expect(saidInTime).not.toHaveProperty('returnLate');
    await wish(store, { type: 'case.handle', caseId, unit: 'hwz', note: '看过', confirmed: false });
    expect(preview(store, [back]).rows[0]).toMatchObject({ returnLate: true });
    store.close();
  });

  it('keeps what a unit wrote beside a listed reason', async () => {
    const store = await (await folders.create()).open();
    const { no } = await assigned(store);
    const back = (reasonText: string, note = '') =>
      preview(store, [row(no, { kind: 'returned', reason: 'notOurDuty', reasonText, note })]).rows[0]?.note;
    expect(back('不属本单位职责')).toBe('');
    expect(back('不属职责，是供水公司的管')).toBe('不属职责，是供水公司的管');
    expect(back('不属职责，是供水公司的管', '已到场')).toBe('已到场；不属职责，是供水公司的管');
    store.close();
  });

  it('keeps the findings of the reader and adds its own', async () => {
    const store = await (await folders.create()).open();
    const { no } = await assigned(store);
    const future = toInstant(toMs(TEST_NOW) + 3 * 3_600_000);
    const rows = preview(store, [
      row(no, { findings: [{ level: 'warning', code: 'timeMissing', column: '完成时间' }] }),
      row(no, { rowNumber: 6, doneAt: future }),
      row(no, { rowNumber: 7, kind: 'returned', reason: 'notOurDuty', suggests: '没有的单位' }),
    ]).rows;
    expect(rows.map(({ findings }) => findings.map(({ code }) => code))).toEqual([
      ['timeMissing'],
      ['numberRepeated', 'timeFuture'],
      ['numberRepeated', 'unitUnknown'],
    ]);
    expect(rows.map(({ ready }) => ready)).toEqual([true, false, false]);
    store.close();
  });
});
