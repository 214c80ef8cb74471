import type { CaseState } from '@shared/domain/case/evolve';
import type { CommandInput } from '@shared/domain/commands';
import { afterAll, describe, expect, it } from 'vitest';
import { TestFolders } from '../testing/folder';
import { filedCase, newId, received, wish } from '../testing/wishes';

const folders = new TestFolders();
afterAll(() => folders.remove());

describe('a data folder', () => {
  it('opens, takes a command, closes, and has it after opening again', async () => {
    const folder = await folders.create();
    const first = await folder.open();
    const before = first.position;
    const { caseId, no } = await filedCase(first);
    expect(first.position).toBe(before + 2);
    first.close();
    const again = await folder.open();
    expect(again.position).toBe(before + 2);
    expect((again.reader.load(caseId).state as CaseState).no).toBe(no);
    expect(await folder.prove(again)).toMatchObject({ damages: [], differs: [] });
    again.close();
  });

  it('without an identity is empty, and opening it leaves no lock behind', async () => {
    const folder = await folders.create();
    const elsewhere = { dataDir: folders.path('empty') };
    await expect(folder.open(elsewhere)).rejects.toMatchObject({ code: 'store.empty' });
    await expect(folder.open(elsewhere)).rejects.toMatchObject({ code: 'store.empty' });
  });

  it('refuses commands without `write`, and without the centre’s key', async () => {
    const folder = await folders.create();
    const reading = await folder.open({ write: false });
    await expect(wish(reading, received())).rejects.toMatchObject({ code: 'store.readOnly' });
    expect(reading.health(0).state).toBe('readOnly');
    reading.close();
  });

  it('writes what was handed in before it closes, and takes nothing afterwards', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const before = store.position;
    const waiting = wish(store, received());
    store.close();
    await expect(waiting).resolves.toMatchObject({ position: before + 1 });
    await expect(wish(store, received())).rejects.toMatchObject({ code: 'store.notReady' });
    const again = await folder.open();
    expect(again.position).toBe(before + 1);
    again.close();
  });
});

describe('a case', () => {
  it('lives from filing over return and rework to closing, step by step as decided, and as after a restart', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const { caseId, reportId } = await filedCase(store);
    const stage = (): string => (store.reader.load(caseId).state as CaseState).stage;
    const item = (): unknown =>
      store.projection.db.get('SELECT state, open, unit, returns, reworks FROM item WHERE id=?', [caseId]);
    const stages = [stage()];
    const steps: CommandInput[] = [
      { type: 'case.assign', caseId, lead: 'cgb' },
      { type: 'case.return', caseId, reason: 'notOurDuty', suggests: 'hwz' },
      { type: 'case.assign', caseId, lead: 'hwz', assisting: ['cgb'] },
      { type: 'case.handle', caseId, unit: 'hwz', note: '已清运' },
      { type: 'case.handle', caseId, unit: 'cgb', note: '已劝导' },
      { type: 'case.check', caseId, passed: false, how: 'photo', note: '仍有残留' },
      { type: 'case.handle', caseId, unit: 'hwz', note: '已清扫' },
      { type: 'case.handle', caseId, unit: 'cgb', note: '已复查' },
      { type: 'case.check', caseId, passed: true, how: 'onSite' },
      { type: 'case.close', caseId },
    ];
    for (const step of steps) {
      await wish(store, step);
      stages.push(stage());
    }
    expect(stages).toEqual([
      'toAssign',
      'handling',
      'returned',
      'handling',
      'handling',
      'toCheck',
      'handling',
      'handling',
      'toCheck',
      'toClose',
      'closed',
    ]);
    expect(item()).toEqual({ state: 'closed', open: 0, unit: 'hwz', returns: 1, reworks: 1 });
    expect(store.reader.facts(caseId).map(({ rank }) => rank)).toEqual(stages.map((_, i) => i + 1));
    expect(store.reader.facts(reportId).map(({ type }) => type)).toEqual([
      'report.received',
      'report.linked',
    ]);
    const { state } = store.reader.load(caseId);
    expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
    store.close();
    const again = await folder.open();
    expect(again.reader.load(caseId).state).toEqual(state);
    again.close();
  });
});

describe('the same command id again', () => {
  it('gives the first answer and writes nothing: at once, after a restart, and twice in one batch', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const id = newId();
    const [one, two] = await Promise.all([wish(store, received(), id), wish(store, received(), id)]);
    expect(two).toEqual(one);
    const bytes = folder.journalBytes();
    expect(await wish(store, received(), id)).toEqual(one);
    // Even where the second asks for something else: the id stands for the first.
    expect(await wish(store, received({ title: '另一件事' }), id)).toEqual(one);
    store.close();
    const again = await folder.open();
    expect(await wish(again, received(), id)).toEqual(one);
    expect(folder.journalBytes().equals(bytes)).toBe(true);
    expect(again.projection.db.number("SELECT count(*) FROM report WHERE channel='phone'")).toBe(1);
    again.close();
  });
});

describe('a refused command', () => {
  it('writes nothing, uses no case number up, and does not stop others of its batch', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const { caseId, reportId, no } = await filedCase(store);
    const bytes = folder.journalBytes();
    const place = { text: '冼村路' };
    const refusals = await Promise.allSettled([
      wish(store, { type: 'case.file', reportId, title: '再立一次', place }),
      wish(store, { type: 'case.file', reportId: 'report:none', title: '没有来源', place }),
      wish(store, { type: 'case.close', caseId }),
      wish(store, { type: 'case.assign', caseId, lead: 'nobody' }),
      wish(store, { type: 'case.assign', caseId: 'case:none', lead: 'cgb' }),
      store.execute(
        {
          id: newId(),
          command: { type: 'case.void', caseId, reason: '误立' },
          at: '2025-06-01T00:00:00.000+08:00',
        },
        'op-1',
      ),
    ]);
    expect(refusals.map((one) => (one.status === 'rejected' ? one.reason.code : 'accepted'))).toEqual([
      'report.notWaiting',
      'report.unknown',
      'case.notNow',
      'unit.unknown',
      'case.unknown',
      'time.future',
    ]);
    expect(folder.journalBytes().equals(bytes)).toBe(true);
    expect(store.health(0)).toMatchObject({ state: 'ready', problem: null });
    const { result } = await wish(store, received());
    const [bad, good] = await Promise.allSettled([
      wish(store, { type: 'case.check', caseId, passed: true, how: 'photo' }),
      wish(store, { type: 'case.file', reportId: String(result.reportId), title: '下一件', place }),
    ]);
    expect(bad.status).toBe('rejected');
    expect(good).toMatchObject({
      status: 'fulfilled',
      value: { result: { no: no.replace(/\d{4}$/, '0002') } },
    });
    store.close();
  });

  it('of a wrong shape is turned away before it is decided', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    await expect(
      store.execute({ id: newId(), command: { type: 'case.dance' } as never }, 'op-1'),
    ).rejects.toThrow(/type|discriminator|Invalid/);
    store.close();
  });
});
