import { toInstant, toMs } from '@shared/rules/time';
import { afterAll, describe, expect, it } from 'vitest';
import type { Store } from '../service/store';
import { TEST_NOW, TestFolders } from '../testing/folder';
import { filedCase, received, wish } from '../testing/wishes';
import { repliesDay, unitDays } from './sheets';

const folders = new TestFolders();
afterAll(() => folders.remove());

const PLACE = { text: '花城大道冼村路口，联系 13800001234', lon: 113.3225, lat: 23.1205 };

/** The store's question at another moment than its clock's. */
function at(store: Store, now: string) {
  return { ...store.context('op-1'), now, nowMs: toMs(now) };
}
const later = (minutes: number) => toInstant(toMs(TEST_NOW) + minutes * 60_000);

async function handled(store: Store, caseId: string, unit: string) {
  await wish(store, { type: 'case.handle', caseId, unit, note: '已处理' });
}

describe('unit.days', () => {
  it('lists a unit’s open parts with its own task and due time, names instead of ids, numbers masked', async () => {
    const store = await (await folders.create()).open();
    const { caseId, no } = await filedCase(store);
    await wish(store, { type: 'case.describe', caseId, title: '垃圾，电话 13800001234', place: PLACE });
    const tasks = [{ unit: 'zfd', task: '先围蔽，联系 13900001234' }];
    await wish(store, { type: 'case.assign', caseId, lead: 'hwz', assisting: ['zfd'], tasks });
    await wish(store, { type: 'case.urge', caseId, unit: 'zfd' });
    const days = unitDays({}, store.context('op-1'));
    expect(days.names).toContain('综合行政执法队');
    expect(days.units.map(({ unit, rows }) => [unit, rows.length])).toEqual([
      ['hwz', 1],
      ['zfd', 1],
    ]);
    const [lead, assist] = days.units.map(({ rows }) => rows[0]);
    expect(lead).toMatchObject({ caseNo: no, role: 'lead', urges: 0 });
    expect(lead).not.toHaveProperty('task');
    expect(assist).toMatchObject({ role: 'assist', urges: 1, task: '先围蔽，联系 139****1234' });
    expect(JSON.stringify(days)).not.toMatch(/1[3-9]\d{9}/);
    expect(unitDays({ units: ['zfd'] }, store.context('op-1')).units.map(({ unit }) => unit)).toEqual([
      'zfd',
    ]);
    store.close();
  });

  it('follows the light of each part, and drops what is done, on hold or closed', async () => {
    const store = await (await folders.create()).open();
    const { caseId } = await filedCase(store);
    await wish(store, { type: 'case.assign', caseId, lead: 'hwz', assisting: ['zfd'] });
    const now = unitDays({}, store.context('op-1')).units[0]?.rows[0];
    const due = now?.due ?? '';
    expect(now?.light).toBe('green');
    const over = unitDays({}, at(store, toInstant(toMs(due) + 60_000)));
    expect(over.units[0]?.rows[0]?.light).toBe('red');
    await handled(store, caseId, 'zfd');
    expect(unitDays({}, store.context('op-1')).units.map(({ unit }) => unit)).toEqual(['hwz']);
    await wish(store, { type: 'case.askHold', caseId, reason: '等材料', until: later(3 * 1440) });
    await wish(store, { type: 'case.answer', caseId, granted: true, approver: 'duty-zhang' });
    expect(unitDays({}, store.context('op-1')).units).toEqual([]);
    await wish(store, { type: 'case.resume', caseId });
    await handled(store, caseId, 'hwz');
    expect(unitDays({}, store.context('op-1')).units).toEqual([]);
    store.close();
  });

  it('asks in a rework for what the check found', async () => {
    const store = await (await folders.create()).open();
    const { caseId } = await filedCase(store);
    const tasks = [{ unit: 'hwz', task: '清走垃圾' }];
    await wish(store, { type: 'case.assign', caseId, lead: 'hwz', tasks });
    expect(unitDays({}, store.context('op-1')).units[0]?.rows[0]?.task).toBe('清走垃圾');
    await handled(store, caseId, 'hwz');
    await wish(store, { type: 'case.check', caseId, passed: false, how: 'onSite', note: '路口仍有残留' });
    expect(unitDays({}, store.context('op-1')).units[0]?.rows[0]).toMatchObject({ task: '路口仍有残留' });
    store.close();
  });
});

describe('replies.day', () => {
  const outside = (outsideNo: string) =>
    received({
      channel: 'hotline12345',
      outsideNo,
      content: '人行道垃圾，联系 13800001234',
      appealKind: 'complaint',
    });

  async function replied(store: Store, outsideNo: string | undefined, text: string) {
    const { result } = await wish(store, outsideNo ? outside(outsideNo) : received());
    const reportId = String(result.reportId);
    const filed = await wish(store, { type: 'case.file', reportId, title: '人行道垃圾', place: PLACE });
    const caseId = String(filed.result.caseId);
    await wish(store, { type: 'case.assign', caseId, lead: 'hwz', assisting: ['zfd'] });
    await wish(store, { type: 'case.urge', caseId });
    await handled(store, caseId, 'hwz');
    await handled(store, caseId, 'zfd');
    await wish(store, { type: 'case.check', caseId, passed: true, how: 'photo', close: true });
    await wish(store, { type: 'report.reply', reportId, text });
    return reportId;
  }

  it('holds the replies of a Beijing day to reports with a number, with their units, and no number of a caller', async () => {
    const store = await (await folders.create()).open();
    await replied(store, '241231000000001-01', '您好，已清走。有问题请打 13900001234。');
    await replied(store, undefined, '已清走');
    await wish(store, outside('241231000000002-01'));
    const day = repliesDay({}, store.context('op-1'));
    expect(day.day).toBe('2024-12-31');
    expect(day.rows).toMatchObject([
      {
        orderNo: '241231000000001-01',
        appealKind: 'complaint',
        unit: '环卫站',
        assisting: ['综合行政执法队'],
        receivedAt: TEST_NOW,
        urges: 1,
      },
    ]);
    expect(day.rows[0]?.dueAt).toBeDefined();
    expect(JSON.stringify(day)).not.toMatch(/1[3-9]\d{9}/);
    store.close();
  });

  it('cuts at Beijing midnight', async () => {
    const store = await (await folders.create()).open();
    const reportId = await replied(store, '241231000000001-01', '已清走');
    const { at: when } = (store.context('op-1').state(reportId) as { reply: { at: string } }).reply;
    expect(when.slice(0, 10)).toBe('2024-12-31');
    const numbers = (day: string) =>
      repliesDay({ day }, store.context('op-1')).rows.map(({ repliedAt }) => repliedAt);
    expect(numbers('2024-12-31')).toEqual([when]);
    expect(numbers('2024-12-30')).toEqual([]);
    expect(numbers('2025-01-01')).toEqual([]);
    // The last moment of the day belongs to it, the next to the next day.
    const set = (instant: string) =>
      store.projection.db.run('UPDATE report SET replied_at=? WHERE id=?', [toMs(instant), reportId]);
    set('2024-12-31T23:59:59.999+08:00');
    expect([numbers('2024-12-31').length, numbers('2025-01-01').length]).toEqual([1, 0]);
    set('2025-01-01T00:00:00.000+08:00');
    expect([numbers('2024-12-31').length, numbers('2025-01-01').length]).toEqual([0, 1]);
    store.close();
  });
});
