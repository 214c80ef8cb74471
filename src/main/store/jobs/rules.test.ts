import type { Reckoning } from '@shared/contract/rules';
import type { CaseState } from '@shared/domain/case/evolve';
import type { ReportState } from '@shared/domain/report/state';
import type { TableRow } from '@shared/rules/tableSchemas';
import { MINUTE_MS } from '@shared/rules/time';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { deadlineWhy, ruleTable, ruleTables } from '../queries/rules';
import type { Store } from '../service/store';
import { type TestFolder, TestFolders } from '../testing/folder';
import { filedCase, received, TEST_ACTOR, wish } from '../testing/wishes';
import { readReckoning, saveReckoning } from './reckonFile';
import { Rules } from './rules';

const folders = new TestFolders();
let folder: TestFolder;
let store: Store;
let rules: Rules;
let told: { done: number; total: number; ended: boolean }[];

function serve(opened: Store): void {
  store = opened;
  told = [];
  rules = new Rules(store, (message) => told.push(message));
}

beforeEach(async () => {
  folder = await folders.create();
  serve(await folder.open());
  return () => store.close();
});
afterAll(() => folders.remove());

const rowsOf = (table: 'limits' | 'calendar' | 'policy' | 'responsibility' | 'texts'): TableRow[] =>
  ruleTable(table, store.context()).rows;
const changed = (table: 'limits' | 'policy', id: string, more: TableRow): TableRow[] =>
  rowsOf(table).map((row) => (row.id === id ? { ...row, ...more } : row));
const state = (id: string): CaseState => store.reader.load(id).state as CaseState;

/** A case in the hands of a unit: five working days, counted from 16:00 of the last day of the year. */
async function handled(): Promise<string> {
  const { caseId } = await filedCase(store);
  await wish(store, { type: 'case.assign', caseId, lead: 'cgb', assisting: ['zfd'] });
  return caseId;
}

describe('trying rows out', () => {
  it('says which row and field is wrong, and writes nothing', async () => {
    const before = store.position;
    const rows = [...rowsOf('limits'), { id: 'x', item: 'handle', value: -1, unit: 'workDay' }, { id: 'y' }];
    const { ok, errors, affected } = await rules.check('limits', rows);
    const at = rows.length - 2;
    expect(ok).toBe(false);
    expect(errors.map(({ row, field, code }) => [row - at, field, code])).toEqual([
      [0, 'value', 'tooSmall'],
      [1, 'item', 'required'],
      [1, 'value', 'required'],
      [1, 'unit', 'required'],
    ]);
    expect(affected.clocks).toBe(0);
    await expect(rules.set({ table: 'limits', rows }, TEST_ACTOR)).rejects.toMatchObject({
      code: 'rules.invalid',
      params: { row: at + 1, field: 'value', n: 4 },
    });
    expect(store.position).toBe(before);
    expect(readReckoning(folder.dataDir)).toBeUndefined();
  });

  it('tells what changes, what it leaves open, and which running clocks would move', async () => {
    const caseId = await handled();
    const before = store.position;
    const rows = changed('limits', 'handle', { value: 2 }).filter(({ id }) => id !== 'handle-urgent');
    const { ok, diff, affected } = await rules.check('limits', rows);
    expect(ok).toBe(true);
    expect(diff).toMatchObject({ added: [], reordered: false });
    expect(diff.removed.map(({ key }) => key)).toEqual(['handle-urgent']);
    expect(diff.changed.map(({ key, fields }) => [key, fields])).toEqual([['handle', ['value']]]);
    const { no } = state(caseId);
    const clock = { id: caseId, no, clock: 'handle' };
    const moved = { before: '2025-01-08T18:00:00.000+08:00', after: '2025-01-03T18:00:00.000+08:00' };
    expect(affected).toEqual({
      clocks: 2,
      examples: [
        { ...clock, ...moved },
        { ...clock, ...moved },
      ],
    });
    expect(store.position).toBe(before);
    const gap = rowsOf('responsibility').filter(({ code }) => code !== 'H0101');
    const { findings } = await rules.check('responsibility', gap);
    expect(findings.filter(({ level }) => level !== 'info')).toMatchObject([
      { code: 'dutyGap', params: { code: 'H0101' } },
    ]);
  });

  it('will not touch the shapes of the map', async () => {
    await expect(rules.check('map', [])).rejects.toMatchObject({ code: 'rules.notEditable' });
  });
});

describe('setting a table', () => {
  it('moves exactly the clocks that the trial told, under one cause, and tells a fresh version', async () => {
    const caseId = await handled();
    await wish(store, received());
    const rows = changed('limits', 'handle', { value: 2 });
    const { affected } = await rules.check('limits', rows);
    const input = { table: 'limits' as const, rows, source: '街道办 2024-12 通知', note: '试行' };
    const { version, reckoned } = await rules.set(input, TEST_ACTOR);
    expect(version).toBe('limits-20241231-1');
    expect(reckoned).toMatchObject({ job: `reckon:${version}`, total: 3, done: 3, changed: 1, failed: [] });
    const handle = state(caseId).clocks.filter(({ name }) => name === 'handle');
    expect(handle.map(({ grant }) => grant.due)).toEqual(affected.examples.map(({ after }) => after));
    const last = store.reader.facts(caseId).at(-1);
    expect(last).toMatchObject({ type: 'case.reckoned', cause: `reckon:${version}`, actor: TEST_ACTOR });
    expect(told.at(-1)).toMatchObject({ ended: true, done: 3, total: 3 });
    expect(readReckoning(folder.dataDir)).toBeUndefined();
    expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
    const again = await rules.set({ table: 'limits', rows }, TEST_ACTOR);
    expect(again).toMatchObject({ version: 'limits-20241231-2', reckoned: { changed: 0, failed: [] } });
    const listed = ruleTables(store.context()).find(({ table }) => table === 'limits');
    expect(listed).toMatchObject({ version: 'limits-20241231-2', setBy: TEST_ACTOR, rows: rows.length });
    expect(listed?.history.map((one) => [one.version, one.source])).toEqual([
      ['limits-20241231-2', undefined],
      ['limits-20241231-1', '街道办 2024-12 通知 · 试行'],
      ['seed-2', 'resources/rules/limits.json'],
    ]);
  });

  it('a year from a file moves what is counted in working days', async () => {
    const caseId = await handled();
    const text = 'day,kind,name\n2025-01-01,holiday,元旦\n2025-01-02,holiday,元旦\n2025-01-04,workday,元旦\n';
    const { row, errors } = rules.readYear('2025.csv', text);
    expect(errors).toEqual([]);
    await rules.set({ table: 'calendar', rows: [...rowsOf('calendar'), row ?? {}] }, TEST_ACTOR);
    const due = state(caseId).clocks.find(({ name }) => name === 'handle')?.grant.due;
    // 3, 4 (made up), 6, 7, 8: the second day off is made up for.
    expect(due).toBe('2025-01-08T18:00:00.000+08:00');
    const why = deadlineWhy({ id: caseId, clock: 'handle', unit: 'cgb' }, store.context());
    expect(
      why.days.filter(({ minutes }) => minutes > 0).map(({ day, kind }) => `${day.slice(8)} ${kind}`),
    ).toEqual(['03 work', '04 makeup', '06 work', '07 work', '08 work']);
    expect(rules.readYear('x', '[{"day":"2025-13-01","kind":"holiday"}]')).toMatchObject({
      row: null,
      errors: [{ row: 0, field: 'day', code: 'fileDay' }],
    });
  });

  it('the yellow share moves yellow points only', async () => {
    const caseId = await handled();
    const { reckoned } = await rules.set(
      { table: 'policy', rows: changed('policy', 'yellowShare', { value: 0.4 }) },
      TEST_ACTOR,
    );
    expect(reckoned?.changed).toBeGreaterThan(0);
    const grant = state(caseId).clocks.find(({ name }) => name === 'handle')?.grant;
    expect(grant).toMatchObject({
      due: '2025-01-08T18:00:00.000+08:00',
      yellowAt: '2025-01-03T18:00:00.000+08:00',
    });
  });

  it('counts the replies that closed cases and refused reports owe, as the trial told', async () => {
    const outside = { channel: 'phone' as const, caller: { phone: '13800001234' } };
    const { result } = await wish(store, received(outside));
    const refused = String(result.reportId);
    await wish(store, { type: 'report.refuse', reportId: refused, kind: 'notFiled', reason: '不属于本街道' });
    const report = await wish(store, received(outside));
    const place = { text: '花城大道冼村路口', lon: 113.3225, lat: 23.1205 };
    const reportId = String(report.result.reportId);
    const { result: made } = await wish(store, { type: 'case.file', reportId, title: '垃圾', place });
    const caseId = String(made.caseId);
    await wish(store, { type: 'case.assign', caseId, lead: 'cgb' });
    await wish(store, { type: 'case.handle', caseId, unit: 'cgb', note: '已清理' });
    await wish(store, { type: 'case.check', caseId, passed: true, how: 'onSite', close: true });
    const rows = changed('limits', 'reply', { value: 5 });
    const { affected } = await rules.check('limits', rows);
    expect(affected.examples.map(({ id, clock }) => [id, clock]).sort()).toEqual(
      [
        [caseId, 'reply'],
        [refused, 'reply'],
      ].sort(),
    );
    const { reckoned } = await rules.set({ table: 'limits', rows }, TEST_ACTOR);
    expect(reckoned).toMatchObject({ changed: 2, failed: [] });
    const after = new Map(affected.examples.map((one) => [one.id, one.after]));
    expect(state(caseId).reply?.due).toBe(after.get(caseId));
    expect((store.reader.load(refused).state as ReportState).refusal?.reply?.due).toBe(after.get(refused));
    expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
  });

  it('tables that no clock hangs on reckon nothing', async () => {
    const { reckoned } = await rules.set({ table: 'texts', rows: rowsOf('texts').slice(1) }, TEST_ACTOR);
    expect(reckoned).toBeNull();
    expect(told).toEqual([]);
  });
});

describe('a reckoning that does not come to its end', () => {
  const ITEMS = 150;

  async function crowd(): Promise<void> {
    await Promise.all(Array.from({ length: ITEMS }, () => wish(store, received())));
  }
  /** Reports whose yellow point lies where it did before: 3 of 15 minutes ahead of red. */
  const unmoved = (): number =>
    store.projection.db.number('SELECT count(*) FROM item WHERE stage_due-stage_yellow<?', [7 * MINUTE_MS]);
  const later = (): TableRow[] => changed('policy', 'yellowShare', { value: 0.5 });

  it('stops when told, is told of as a finding, and goes on where it was', async () => {
    await crowd();
    rules = new Rules(store, () => rules.cancel());
    const { version, reckoned } = await rules.set({ table: 'policy', rows: later() }, TEST_ACTOR);
    expect(reckoned).toMatchObject({ cancelled: true, done: 64, changed: 64, total: ITEMS });
    expect(rules.findings()[0]).toMatchObject({ code: 'reckonOpen', params: { table: 'policy', version } });
    expect(await rules.resume()).toBeNull();
    serve(store);
    const rest = (await rules.reckon(TEST_ACTOR)) as Reckoning;
    expect(rest).toMatchObject({ cancelled: false, done: ITEMS, changed: ITEMS, failed: [] });
    expect(await rules.reckon(TEST_ACTOR)).toBeNull();
    expect(rules.findings().map(({ code }) => code)).not.toContain('reckonOpen');
    expect(store.reader.facts(firstReport()).filter(({ type }) => type === 'report.reckoned')).toHaveLength(
      1,
    );
  });

  it('cut off between the table and its clocks is finished at the next start', async () => {
    await crowd();
    const set = { table: 'policy' as const, version: 'policy-20241231-1', rows: later() };
    const plan = {
      job: 'reckon:policy-20241231-1',
      table: 'policy',
      because: 'policy' as const,
      actor: TEST_ACTOR,
    };
    saveReckoning(folder.dataDir, { ...plan, version: set.version, cancelled: false });
    expect(unmoved()).toBe(ITEMS);
    await wish(store, { type: 'table.set', stream: 'rules:main', set });
    store.close();
    serve(await folder.open());
    expect(await rules.resume()).toMatchObject({ total: ITEMS, changed: ITEMS, failed: [] });
    expect(await rules.resume()).toBeNull();
    expect(unmoved()).toBe(0);
    expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
  });

  it('whose table was never set is no reckoning', async () => {
    const plan = { job: 'reckon:x', table: 'policy', because: 'policy' as const, actor: TEST_ACTOR };
    saveReckoning(folder.dataDir, { ...plan, version: 'policy-20241231-9', cancelled: false });
    expect(await rules.resume()).toBeNull();
    expect(readReckoning(folder.dataDir)).toBeUndefined();
  });

  it('lets nobody set a second table meanwhile', async () => {
    await crowd();
    const first = rules.set({ table: 'policy', rows: later() }, TEST_ACTOR);
    await expect(rules.set({ table: 'texts', rows: rowsOf('texts') }, TEST_ACTOR)).rejects.toMatchObject({
      code: 'rules.busy',
    });
    await expect(first).resolves.toMatchObject({ reckoned: { changed: ITEMS } });
  });

  function firstReport(): string {
    const row = store.projection.db.get<{ id: string }>('SELECT id FROM item ORDER BY id LIMIT 1');
    return row?.id ?? '';
  }
});

describe('why a clock is due', () => {
  it('knows the clocks of verification, supervision and reply', async () => {
    const { result } = await wish(store, received({ caller: { phone: '13900001234' } }));
    const reportId = String(result.reportId);
    await wish(store, { type: 'report.sendVerify', reportId, to: '巡查 邓', how: 'onSite' });
    const why = (id: string, clock: 'verify' | 'supervise' | 'reply' | 'outside') =>
      deadlineWhy({ id, clock }, store.context());
    expect(why(reportId, 'verify')).toMatchObject({ running: true, minutes: 30, agrees: true });
    await wish(store, { type: 'report.verify', reportId, real: false, note: '现场未见' });
    expect(why(reportId, 'verify').running).toBe(false);
    await wish(store, { type: 'report.refuse', reportId, kind: 'notFiled', reason: '核实未见' });
    expect(why(reportId, 'reply')).toMatchObject({ running: true, minutes: 960, rule: { id: 'reply' } });
    await wish(store, { type: 'report.reply', reportId, text: '现场核实未见您反映的问题，请补充地点。' });
    expect(why(reportId, 'reply').running).toBe(false);
    const caseId = await handled();
    await wish(store, { type: 'case.supervise', caseId, unit: 'zfd', text: '请说明' });
    expect(why(caseId, 'supervise')).toMatchObject({
      unit: 'zfd',
      running: true,
      minutes: 480,
      agrees: true,
    });
  });

  it('shows the rule, its row, the case’s own values, and minutes that add up to the limit', async () => {
    const caseId = await handled();
    const why = deadlineWhy({ id: caseId, clock: 'handle', unit: 'zfd' }, store.context());
    expect(why).toMatchObject({
      unit: 'zfd',
      running: true,
      rule: { kind: 'limits', id: 'handle', row: { value: 5, unit: 'workDay' } },
      subject: { channel: 'phone', priority: 'normal', day: '2024-12-31' },
      calendar: { current: true },
      minutes: 5 * 480,
      agrees: true,
    });
    expect(why.counted).toBe(why.grant.due);
    expect(why.days.at(-1)).toMatchObject({ total: 5 * 480 });
    expect(why.days[0]).toMatchObject({ receipt: true, minutes: 0 });
    const intake = deadlineWhy({ id: caseId, clock: 'intake' }, store.context());
    expect(intake).toMatchObject({ running: false, minutes: 15, rule: { id: 'intake' } });
    expect(() => deadlineWhy({ id: caseId, clock: 'check' }, store.context())).toThrow(/deadline.noClock/);
    expect(() => deadlineWhy({ id: 'case:none', clock: 'check' }, store.context())).toThrow(/case.unknown/);
  });

  it('takes the words of the catalogue for a class, and a date from outside as it is', async () => {
    const outsideDue = '2025-01-10T18:00:00.000+08:00';
    const classRef = { scheme: 'xc-12345', code: 'H0101' };
    const { result } = await wish(
      store,
      received({ channel: 'hotline12345', outsideNo: '24-1', outsideDue, classRef }),
    );
    const reportId = String(result.reportId);
    const outside = deadlineWhy({ id: reportId, clock: 'outside' }, store.context());
    expect(outside).toMatchObject({ rule: { kind: 'outside' }, counted: outsideDue, days: [], agrees: true });
    const place = { text: '花城大道' };
    const filed = await wish(store, { type: 'case.file', reportId, title: '垃圾', classRef, place });
    const caseId = String(filed.result.caseId);
    await wish(store, { type: 'case.assign', caseId, lead: 'hwz' });
    expect(deadlineWhy({ id: caseId, clock: 'handle' }, store.context())).toMatchObject({
      unit: 'hwz',
      rule: { kind: 'catalogue', id: 'E0110', words: '4时', classRef: { scheme: 'event', code: '0110' } },
      subject: { classRef, className: '暴露垃圾堆积' },
    });
    expect(deadlineWhy({ id: caseId, clock: 'outside' }, store.context()).grant.due).toBe(outsideDue);
  });
});
