import { toInstant, toMs } from '@shared/rules/time';
import { afterAll, describe, expect, it } from 'vitest';
import type { Store } from '../service/store';
import { TEST_NOW, TestFolders } from '../testing/folder';
import { newId, received, wish } from '../testing/wishes';
import { casePage, reportPage } from './pages';
import { deadlineWhy } from './rules';

const folders = new TestFolders();
afterAll(() => folders.remove());

const PLACE = { text: '花城大道冼村路口', lon: 113.3225, lat: 23.1205 };
const HOTLINE = {
  channel: 'hotline12345' as const,
  outsideNo: 'GZ2024123100001',
  outsideDue: '2025-01-10T18:00:00.000+08:00',
};

/** The store's question at another moment than its clock's. */
function at(store: Store, now: string) {
  return { ...store.context('op-1'), now, nowMs: toMs(now) };
}
const later = (instant: string, minutes: number) => toInstant(toMs(instant) + minutes * 60_000);
const open = async (): Promise<Store> => (await folders.create()).open();

async function reported(store: Store): Promise<string> {
  const { result } = await wish(store, received(HOTLINE));
  return String(result.reportId);
}

async function filed(store: Store, reportId: string, more: object = {}): Promise<string> {
  const { result } = await wish(store, {
    type: 'case.file',
    reportId,
    title: '人行道垃圾',
    place: PLACE,
    ...more,
  });
  return String(result.caseId);
}

async function closed(store: Store, caseId: string): Promise<void> {
  await wish(store, { type: 'case.assign', caseId, lead: 'cgb' });
  await wish(store, { type: 'case.handle', caseId, unit: 'cgb', note: '已清理' });
  await wish(store, { type: 'case.check', caseId, passed: true, how: 'onSite', close: true });
}

describe('the clock of whoever was sent to verify', () => {
  it('ends when the report is filed without him, on the page as in its explanation', async () => {
    const store = await open();
    const reportId = await reported(store);
    await wish(store, { type: 'report.sendVerify', reportId, to: '巡查 邓', how: 'onSite' });
    expect(reportPage(reportId, store.context()).clock).toMatchObject({ name: 'verify', running: true });
    const caseId = await filed(store, reportId);
    const filedAt = casePage(caseId, store.context()).filedAt;
    const context = at(store, later(TEST_NOW, 30 * 24 * 60));
    for (const id of [caseId, reportId]) {
      const why = deadlineWhy({ id, clock: 'verify' }, context);
      expect(why).toMatchObject({ running: false, intervals: [{ to: filedAt }] });
    }
    const clock = casePage(caseId, context).clocks.find(({ name }) => name === 'verify');
    expect(clock).toMatchObject({ running: false, light: 'green', intervals: [{ to: filedAt }] });
    store.close();
  });

  it('ends with a refusal, and with his answer', async () => {
    const store = await open();
    const refused = await reported(store);
    await wish(store, { type: 'report.sendVerify', reportId: refused, to: '巡查 邓', how: 'phone' });
    await wish(store, { type: 'report.refuse', reportId: refused, kind: 'notFiled', reason: '不属于本街道' });
    const context = at(store, later(TEST_NOW, 30 * 24 * 60));
    expect(deadlineWhy({ id: refused, clock: 'verify' }, context)).toMatchObject({ running: false });
    expect(reportPage(refused, context).clock).toMatchObject({ name: 'intake', running: false });
    store.close();
  });
});

describe('the clocks of a case page', () => {
  it('are those that can be explained, but for the reply’s, which stands with the report', async () => {
    const store = await open();
    const caseId = await filed(store, await reported(store));
    await closed(store, caseId);
    const { clocks } = casePage(caseId, store.context());
    expect(clocks.map(({ name }) => name)).toEqual(['intake', 'assign', 'handle', 'check', 'outside']);
    for (const { name, unit, grant, intervals, running } of clocks) {
      const why = deadlineWhy({ id: caseId, clock: name, unit }, store.context());
      expect(why).toMatchObject({ grant, intervals, running });
    }
    store.close();
  });
});

describe('taking a case up again', () => {
  it('is proposed for what was said since it was last taken up', async () => {
    const store = await open();
    const reportId = await reported(store);
    const caseId = await filed(store, reportId);
    const codes = () => casePage(caseId, store.context()).advice.map(({ code }) => code);
    const call = (solved: boolean) =>
      wish(store, { type: 'report.callBack', reportId, reached: true, solved });
    await closed(store, caseId);
    await wish(store, { type: 'report.reply', reportId, text: '您反映的垃圾已清理，感谢监督。' });
    await call(false);
    expect(codes()).toContain('reopen');
    await wish(store, { type: 'case.reopen', caseId, reason: '仍有垃圾' });
    await closed(store, caseId);
    expect(codes()).not.toContain('reopen');
    await wish(store, { type: 'report.reply', reportId, text: '剩余垃圾已全部清理，感谢监督。' });
    expect(codes()).not.toContain('reopen');
    await call(false);
    expect(codes()).toContain('reopen');
    store.close();
  });
});

describe('what is near', () => {
  it('counts cases of the same class of the same scheme: 0101 of events is none of parts', async () => {
    const store = await open();
    const near = async (scheme: string): Promise<string> => {
      const { result } = await wish(store, received(), newId());
      return filed(store, String(result.reportId), { classRef: { scheme, code: '0101' } });
    };
    const event = await near('event');
    expect(casePage(event, store.context()).nearby.sameClass30d).toBe(1);
    await near('part');
    expect(casePage(event, store.context()).nearby.sameClass30d).toBe(1);
    await near('event');
    expect(casePage(event, store.context()).nearby.sameClass30d).toBe(2);
    store.close();
  });
});

describe('a caller who was erased', () => {
  it('is told of by when and by whom, on the page of his report and of its case, and is masked no more', async () => {
    const store = await open();
    const { result } = await wish(
      store,
      received({ ...HOTLINE, caller: { name: '李女士', phone: '13800005673', wishes: ['保密'] } }),
    );
    const reportId = String(result.reportId);
    const before = reportPage(reportId, store.context()).report;
    expect(before.erased).toBeNull();
    expect(before.caller?.mask).not.toBe('');
    const leader = store.knowledge.rules.operators.find(({ role }) => role === 'duty')?.id ?? '';
    const command = { type: 'caller.erase' as const, reportId, reason: '本人要求' };
    await store.execute({ id: newId(), command }, leader);
    const { report, history } = reportPage(reportId, store.context());
    expect(report.erased).toMatchObject({ by: leader });
    expect(report.caller).toMatchObject({ mask: '', wishes: ['保密'] });
    expect(report.content).toBe(before.content);
    expect(history.map(({ type }) => type)).toEqual(['report.received', 'caller.erased']);
    const page = casePage(await filed(store, reportId), store.context());
    expect(page.reports[0]?.erased).toEqual(report.erased);
    const told = page.history.filter(({ type }) => type === 'caller.erased');
    expect(told).toMatchObject([{ actor: leader, data: { reason: '本人要求' } }]);
    store.close();
  });
});
