import type { EnvelopeInput } from '@shared/domain/commands';
import type { LedgerEntryInput } from '@shared/domain/ledger/commands';
import { afterAll, describe, expect, it } from 'vitest';
import type { Store } from '../service/store';
import { TEST_NOW, TestFolders } from '../testing/folder';
import { newId, wish } from '../testing/wishes';
import { ledgerEntries, ledgerFigures, ledgerPeriod, ledgerSheet, tellingName } from './ledger';

const folders = new TestFolders();
afterAll(() => folders.remove());

const TODAY = TEST_NOW.slice(0, 10);
const all = { from: '2024-01-01', to: TODAY, offset: 0, limit: 200 };

const entry = (kind: string, quantity: number, more: Partial<LedgerEntryInput> = {}): LedgerEntryInput => ({
  day: TODAY,
  kind,
  quantity,
  ...more,
});

async function record(store: Store, entries: LedgerEntryInput[], more: Partial<EnvelopeInput> = {}) {
  await store.execute({ id: newId(), command: { type: 'ledger.record', entries }, ...more }, 'op-1');
}

async function filled() {
  const folder = await folders.create();
  const store = await folder.open();
  await record(store, [entry('bikesCollected', 1200, { unit: 'bike' }), entry('bikesCollected', 850)]);
  await record(store, [entry('roadRepair', 3, { unit: 'szyh', note: '两处井盖' })]);
  await record(store, [entry('bikesCollected', 40, { day: '2024-03-01' })], { lateReason: '单据刚到' });
  return { folder, store };
}

describe('the ledger’s answers', () => {
  it('sum a period by day, kind and unit, beside the period before', async () => {
    const { store } = await filled();
    const period = ledgerPeriod({ from: TODAY, to: TODAY }, store.context());
    expect(period).toMatchObject({ from: TODAY, to: TODAY, today: TODAY });
    expect(period.sums).toEqual([
      { kind: 'bikesCollected', n: 2050, before: 0, entries: 2, late: 0, corrected: 0, disputed: 0 },
      { kind: 'roadRepair', n: 3, before: 0, entries: 1, late: 0, corrected: 0, disputed: 0 },
    ]);
    expect(period.units).toEqual([
      { unit: 'bike', kind: 'bikesCollected', n: 1200 },
      { unit: '', kind: 'bikesCollected', n: 850 },
      { unit: 'szyh', kind: 'roadRepair', n: 3 },
    ]);
    expect(period.kinds.map(({ id, known }) => [id, known])).toContainEqual(['bollard', true]);
    store.close();
  });

  it('give the entries behind each figure, with what was recorded first and what it was corrected to', async () => {
    const { folder, store } = await filled();
    const [late] = ledgerEntries({ ...all, only: 'late' }, store.context()).rows;
    expect(late).toMatchObject({ day: '2024-03-01', late: true, lateReason: '单据刚到' });
    const [first] = ledgerEntries({ ...all, unit: 'bike' }, store.context()).rows;
    if (!first) throw new Error('no entry of the unit');
    const correction = { day: first.day, entry: first.id, quantity: 120, reason: '多录一个 0', after: [] };
    await wish(store, { type: 'ledger.correct', ...correction });
    const corrected = ledgerEntries({ ...all, only: 'corrected' }, store.context());
    expect(corrected).toMatchObject({
      total: 1,
      rows: [{ quantity: 120, recorded: 1200, corrections: [{ quantity: 120, last: true }] }],
    });
    expect(ledgerPeriod({ from: TODAY, to: TODAY }, store.context()).sums[0]).toMatchObject({ n: 970 });
    expect(ledgerEntries({ ...all, unit: '' }, store.context()).total).toBe(2);
    expect(ledgerEntries({ ...all, limit: 1, offset: 1 }, store.context()).rows).toHaveLength(1);
    expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
    store.close();
  });

  it('keep what was struck out to be seen, and out of every sum', async () => {
    const { store } = await filled();
    const [road] = ledgerEntries({ ...all, kind: 'roadRepair' }, store.context()).rows;
    if (!road) throw new Error('no road repair');
    await wish(store, {
      type: 'ledger.correct',
      day: road.day,
      entry: road.id,
      quantity: 0,
      reason: '重复登记',
      after: [],
    });
    expect(ledgerEntries({ ...all, kind: 'roadRepair' }, store.context()).rows).toMatchObject([
      { quantity: 0, recorded: 3 },
    ]);
    expect(ledgerPeriod({ from: TODAY, to: TODAY }, store.context()).days).toEqual([
      { day: TODAY, kind: 'bikesCollected', n: 2050 },
    ]);
    store.close();
  });

  it('are figures of the last day or of the year, as each kind is counted', async () => {
    const { store } = await filled();
    const figures = new Map(ledgerFigures(store.context()).map((one) => [one.kind, one]));
    expect(figures.get('bikesCollected')).toMatchObject({ n: 2050, day: TODAY, target: 2000 });
    expect(figures.get('roadRepair')).toMatchObject({ n: 3, day: null });
    expect(figures.get('rubbishCleared')).toMatchObject({ n: 0, day: null });
    store.close();
  });

  it('tell of each unit the kinds that it does by the table or has done on the day', async () => {
    const { store } = await filled();
    await record(store, [entry('bollard', 7, { unit: 'hwz' })]);
    const sheet = ledgerSheet({ day: TODAY }, store.context());
    expect(sheet).toMatchObject({ day: TODAY, contact: store.context().rules.policy.contact });
    const of = (unit: string) =>
      sheet.units.find((one) => one.unit === unit)?.kinds.map(({ id, unit: word, n }) => [id, word, n]);
    // 850 were recorded without a unit: they count for the one that does the kind by the table.
    expect(of('bike')).toEqual([['bikesCollected', '辆', 2050]]);
    expect(of('szyh')).toEqual([
      ['roadRepair', '处', 3],
      ['bollard', '根', 0],
    ]);
    expect(of('hwz')).toEqual([
      ['bollard', '根', 7],
      ['rubbishCleared', '车次', 0],
    ]);
    expect(sheet.units.map(({ unit }) => unit)).toEqual(['zfd', 'hwz', 'szyh', 'bike']);
    const other = ledgerSheet({ day: '2024-03-01', units: ['bike', 'pcs'] }, store.context());
    expect(other.units).toMatchObject([{ unit: 'bike', kinds: [{ n: 40, target: 2000 }] }]);
    expect(ledgerSheet({ day: TODAY, units: ['pcs'] }, store.context()).units).toEqual([]);
    store.close();
  });

  it('tell units of one name apart', () => {
    const units = new Map([
      ['a', { name: '养护公司' }],
      ['b', { name: '养护公司' }],
      ['c', { name: '环卫站' }],
    ]);
    expect(['a', 'b', 'c', 'd'].map((unit) => tellingName(unit, units))).toEqual([
      '养护公司（a）',
      '养护公司（b）',
      '环卫站',
      'd',
    ]);
  });

  it('leave a unit out whose only entry of a day was struck out', async () => {
    const { store } = await filled();
    await record(store, [entry('bollard', 7, { unit: 'lhyh' })]);
    const [bollard] = ledgerEntries({ ...all, unit: 'lhyh' }, store.context()).rows;
    if (!bollard) throw new Error('no bollard');
    expect(ledgerSheet({ day: TODAY, units: ['lhyh'] }, store.context()).units).toHaveLength(1);
    const struckOut = { day: TODAY, entry: bollard.id, quantity: 0, reason: '记错单位', after: [] };
    await wish(store, { type: 'ledger.correct', ...struckOut });
    expect(ledgerSheet({ day: TODAY, units: ['lhyh'] }, store.context()).units).toEqual([]);
    store.close();
  });

  it('refuse a period that is none, or longer than anybody looks at', async () => {
    const { store } = await filled();
    for (const period of [
      { from: '2024-02-02', to: '2024-02-01' },
      { from: '2020-01-01', to: TODAY },
    ])
      expect(() => ledgerPeriod(period, store.context())).toThrow('invalid');
    store.close();
  });
});
