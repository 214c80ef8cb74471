// A unit's daily sheet out of the store and back into it, and the replies of a day into our own importer: across the rooms
// that know nothing of each other.
import type { UnitSheetPreview } from '@shared/contract/sheets';
import type { CaseState } from '@shared/domain/case/evolve';
import { dayOf } from '@shared/rules/time';
import { type CellValue, read, writeXlsx } from 'hucre';
import { afterAll, describe, expect, it } from 'vitest';
import { readHotlineSheet } from '../../src/main/parse/sheets/readHotlineSheet';
import { readUnitSheet } from '../../src/main/parse/sheets/readUnitSheet';
import { hotlineProfile } from '../../src/main/parse/sheets/testing';
import { type ReplySheetRow, repliesSheet } from '../../src/main/sheets/replies';
import { type UnitDayRow, unitDaySheet } from '../../src/main/sheets/unitDay';
import { type IncomingUnitSheet, previewUnitSheet } from '../../src/main/store/jobs/unitSheet';
import { repliesDay, unitDays } from '../../src/main/store/queries/sheets';
import type { Store } from '../../src/main/store/service/store';
import { TEST_NOW, TestFolders } from '../../src/main/store/testing/folder';
import { filedCase, received, TEST_ACTOR, wish } from '../../src/main/store/testing/wishes';
import { envelopeOf, type FilledChoices, missingOf } from '../../src/renderer/desk/sheets/plan';

const folders = new TestFolders();
afterAll(() => folders.remove());

const HEADER = 3;
type Grid = CellValue[][];

/** The daily sheet of a unit as its clerk has it open. */
async function sheetOf(store: Store, unit: string): Promise<Grid> {
  const days = unitDays({ units: [unit] }, store.context('op-1'));
  const [one] = days.units;
  if (!one) throw new Error(`${unit} has nothing open`);
  const head = {
    unit: one.name,
    centre: '冼村街道',
    day: dayOf(days.now),
    exportedAt: days.now,
    units: days.names,
  };
  const book = await read(await unitDaySheet(one.rows as UnitDayRow[], head));
  return (book.sheets[0]?.rows ?? []).map((row) => [...row]);
}

function fill(grid: Grid, caseNo: string, values: Readonly<Record<string, CellValue>>): void {
  const row = grid.find((one) => one[0] === caseNo);
  if (!row) throw new Error(`no row ${caseNo}`);
  for (const [header, value] of Object.entries(values)) {
    const column = grid[HEADER]?.indexOf(header) ?? -1;
    if (column < 0) throw new Error(`no column ${header}`);
    while (row.length <= column) row.push(null);
    row[column] = value;
  }
}

async function comesBack(store: Store, grid: Grid): Promise<UnitSheetPreview> {
  const bytes = await writeXlsx({ sheets: [{ name: '每日清单', rows: grid }] });
  const parsed = await readUnitSheet(bytes, '清单.xlsx');
  return previewUnitSheet(parsed as IncomingUnitSheet, store.context('op-1'));
}

const state = (store: Store, id: string) => store.context('op-1').state(id) as CaseState;

describe('a unit’s daily sheet', () => {
  const choices: FilledChoices = {
    id: 'unitSheet:11112222',
    unit: 'hwz',
    via: 'paper',
    lateReason: '',
    toldAt: (at) => `（${at.slice(11, 16)}）`,
    exceptions: {},
  };

  async function carryOut(store: Store, preview: UnitSheetPreview, more: Partial<FilledChoices> = {}) {
    const made = preview.rows.flatMap((row) =>
      row.ready ? (envelopeOf(row, { ...choices, ...more }, store.clock.now()) ?? []) : [],
    );
    return Promise.allSettled(made.map((envelope) => store.execute(envelope, TEST_ACTOR)));
  }

  it('goes out, comes back filled in, and its rows become what the unit said', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const cases = [await filedCase(store), await filedCase(store), await filedCase(store)];
    for (const { caseId } of cases) await wish(store, { type: 'case.assign', caseId, lead: 'hwz' });
    const [done, back, left] = cases as [(typeof cases)[0], (typeof cases)[0], (typeof cases)[0]];

    const grid = await sheetOf(store, 'hwz');
    // Typed as people type it: no date, since the sheet has one.
    fill(grid, done.no, { 处置结果: '已清走，联系 13800001234', 完成时间: '15:59', 填报人: '老周' });
    fill(grid, back.no, { 是否退单: '是', 退单理由: '不属本单位职责', 建议单位: '执法队', 填报人: '老周' });
    const preview = await comesBack(store, grid);
    expect(preview.unit).toBe('hwz');
    expect(new Map(preview.rows.map(({ caseNo, kind, ready }) => [caseNo, `${kind} ${ready}`]))).toEqual(
      new Map([
        [done.no, 'handled true'],
        [back.no, 'returned true'],
        [left.no, 'empty false'],
      ]),
    );

    const answers = await carryOut(store, preview);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(state(store, done.caseId).stage).toBe('toCheck');
    expect(state(store, done.caseId).parts[0]).toMatchObject({
      unit: 'hwz',
      // The case was assigned after that: it cannot have been done before, but the unit's word is kept.
      handledAt: state(store, done.caseId).parts[0]?.assignedAt,
      note: '已清走，联系 138****1234（15:59）',
    });
    expect(state(store, back.caseId).stage).toBe('returned');
    expect(state(store, left.caseId).stage).toBe('handling');
    const fact = store.context('op-1').facts(back.caseId).at(-1);
    expect(fact).toMatchObject({
      type: 'case.returned',
      onBehalfOf: 'hwz',
      via: 'paper',
      saidBy: '老周',
      cause: choices.id,
      data: { reason: 'notOurDuty', suggests: 'zfd' },
    });

    // Sent again, it is the same; and the file opened again finds nothing that is still open but the empty row.
    const { position } = store.context('op-1');
    await carryOut(store, preview);
    expect(store.context('op-1').position).toBe(position);
    const again = await comesBack(store, grid);
    expect(again.rows.map(({ ready }) => ready)).toEqual([false, false, false]);
    expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
    store.close();
  });

  it('asks for a reason where it tells of long ago or returns too late, and says why a row was refused', async () => {
    const store = await (await folders.create()).open();
    const { caseId, no } = await filedCase(store);
    await wish(store, { type: 'case.assign', caseId, lead: 'hwz' });
    const grid = await sheetOf(store, 'hwz');
    fill(grid, no, { 处置结果: '已清走', 完成时间: '2024-12-20 09:00' });
    const found = (await comesBack(store, grid)).rows[0];
    if (!found) throw new Error('no row');
    expect(found.findings.map(({ code }) => code)).toContain('timeLongAgo');
    const { recordAt, ...old } = found;
    expect(recordAt).toBe(state(store, caseId).lastAt);
    expect(missingOf(old, choices, TEST_NOW)).toBe('late');
    expect(missingOf(old, { ...choices, lateReason: '单位补报' }, TEST_NOW)).toBeUndefined();

    const late = { ...old, kind: 'returned', reason: 'notOurArea', returnLate: true } as const;
    const { doneAt: _, ...now } = late;
    expect(missingOf(now, choices, TEST_NOW)).toBe('exception');
    const reasons = { exceptions: { [now.row]: '核实后同意' } };
    expect(missingOf(now, { ...choices, ...reasons }, TEST_NOW)).toBeUndefined();
    expect(envelopeOf(now, { ...choices, ...reasons }, TEST_NOW)?.command).toMatchObject({
      exception: '核实后同意',
    });

    // Meanwhile somebody recorded it: the row is refused, and nothing is written twice.
    const stale = await comesBack(store, grid);
    await wish(store, { type: 'case.handle', caseId, unit: 'hwz', note: '电话里说已清走' });
    const [refused] = await carryOut(store, stale, { lateReason: '单位补报' });
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: expect.stringMatching(/^case\./) } });
    expect(state(store, caseId).parts[0]?.note).toBe('电话里说已清走');
    store.close();
  });
});

describe('the replies of a day', () => {
  it('are read back by our own importer with the same numbers and results', async () => {
    const store = await (await folders.create()).open();
    const texts = new Map([
      ['241231000000001-01', '您好！\n人行道垃圾已清走。'],
      ['241231000000002-01', '经核实，现场没有堆放。'],
    ]);
    for (const [outsideNo, text] of texts) {
      const { result } = await wish(store, received({ channel: 'hotline12345', outsideNo }));
      const reportId = String(result.reportId);
      const place = { text: '花城大道冼村路口' };
      const filed = await wish(store, { type: 'case.file', reportId, title: '垃圾', place });
      const caseId = String(filed.result.caseId);
      await wish(store, { type: 'case.assign', caseId, lead: 'hwz' });
      await wish(store, { type: 'case.handle', caseId, unit: 'hwz', note: '已处理' });
      await wish(store, { type: 'case.check', caseId, passed: true, how: 'photo', close: true });
      await wish(store, { type: 'report.reply', reportId, text });
    }
    const { rows, day, now } = repliesDay({}, store.context('op-1'));
    const bytes = await repliesSheet(rows as ReplySheetRow[], { centre: '冼村街道', day, exportedAt: now });
    const sheet = await readHotlineSheet(bytes, '答复.xlsx', hotlineProfile());
    expect(new Map(sheet.rows.map((row) => [row.orderNo, row.result]))).toEqual(texts);
    expect(sheet.rows.map((row) => [row.sheetState, row.issues])).toEqual([
      ['closed', []],
      ['closed', []],
    ]);
    expect(sheet.rows.map((row) => row.receivedAt)).toEqual([TEST_NOW, TEST_NOW]);
    store.close();
  });
});
