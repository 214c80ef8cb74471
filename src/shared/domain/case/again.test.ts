import { describe, expect, it } from 'vitest';
import { owesReply } from '../report/state';
import { assigned, closedCase, lastCommit, reported, World } from '../testing/world';

const reportId = 'report:1';

/** A case closed and answered: its report is one of the hotline's. */
function answered(): { world: World; caseId: string } {
  const world = new World();
  world.must(reported({ reportId, channel: 'hotline12345', outsideNo: 'NO-1' }));
  const reports = [...world.reportsOf('case:1')];
  expect(reports).toEqual([]);
  world.must({ type: 'case.file', reportId, title: '垃圾', place: { text: '冼村路' }, caseId: 'case:1' });
  world.wait(5).must({ type: 'case.assign', caseId: 'case:1', lead: 'hwz' });
  world.wait(30).must({ type: 'case.handle', caseId: 'case:1', unit: 'hwz', note: '已清理' });
  world.wait(5).must({ type: 'case.check', caseId: 'case:1', passed: true, how: 'photo', close: true });
  world.wait(5).must({ type: 'report.reply', reportId, text: '已清理' });
  return { world, caseId: 'case:1' };
}

const owes = (world: World): boolean => {
  const state = world.report(reportId);
  return state !== null && owesReply(state);
};

describe('a case taken up again', () => {
  it('owes its reporter another reply', () => {
    const { world, caseId } = answered();
    expect(owes(world)).toBe(false);
    world.wait(60).must({ type: 'case.reopen', caseId, reason: '回访不满意' });
    expect(world.report(reportId)).toMatchObject({ reply: undefined, reopens: 1 });
    expect(owes(world)).toBe(true);
  });

  it('is closed and answered again when that is undone', () => {
    const { world, caseId } = answered();
    world.wait(60).must({ type: 'case.reopen', caseId, reason: '点错了' });
    world.wait(1).must({ type: 'case.undo', caseId, commit: lastCommit(world) });
    expect(world.case(caseId)).toMatchObject({ stage: 'closed', reopens: 0 });
    expect(world.report(reportId)).toMatchObject({ reply: { text: '已清理' }, reopens: 0 });
  });
});

describe('a reply', () => {
  it('given while the case still runs is interim: the final one is owed all the same', () => {
    const world = new World();
    world.must(reported({ reportId, channel: 'hotline12345', outsideNo: 'NO-1' }));
    world.must({ type: 'case.file', reportId, title: '垃圾', place: { text: '冼村路' }, caseId: 'case:1' });
    const [fact] = world.must({ type: 'report.reply', reportId, text: '已安排' });
    expect(fact?.data).toMatchObject({ interim: true });
    expect(owes(world)).toBe(true);
  });

  it('is gone with the end that it told of, when that is taken back', () => {
    const world = new World();
    world.must(reported({ reportId, channel: 'hotline12345', outsideNo: 'NO-1' }));
    world.must({ type: 'case.file', reportId, title: '垃圾', place: { text: '冼村路' }, caseId: 'case:1' });
    world.must({ type: 'case.void', caseId: 'case:1', reason: '误立' });
    const commit = lastCommit(world);
    world.must({ type: 'report.reply', reportId, text: '不予办理' });
    expect(owes(world)).toBe(false);
    world.must({ type: 'case.undo', caseId: 'case:1', commit });
    expect(owes(world)).toBe(true);
  });

  it('is taken back with its case, not alone, where a reopening cleared it', () => {
    const { world, caseId } = answered();
    world.wait(60).must({ type: 'case.reopen', caseId, reason: '回访不满意' });
    expect(world.reportButtons(reportId)).not.toContain('report.undo');
    expect(world.buttons(caseId)).toContain('case.undo');
  });
});

describe('deadlines counted again', () => {
  it('do not hold up what a unit said before, nor who acted last', () => {
    const world = new World();
    const caseId = assigned(world);
    const { lastAt, lastBy, movedAt } = world.at(caseId);
    world.wait(60).do({ type: 'case.reckon', caseId, because: 'policy' }, { actor: 'boss' });
    expect(world.at(caseId)).toMatchObject({ lastAt, lastBy, movedAt });
  });
});

describe('what was only said beside a case', () => {
  it('does not keep a unit’s earlier word from being recorded', () => {
    const world = new World();
    const caseId = assigned(world);
    const done = world.wait(60).now;
    world.wait(60).must({ type: 'case.urge', caseId });
    world.must({ type: 'case.note', caseId, text: '已电话提醒' });
    const unit = world.case(caseId)?.lead ?? '';
    const told = { type: 'case.handle', caseId, unit, note: '一小时前已清理' } as const;
    world.must(told, { at: done });
    expect(world.case(caseId)).toMatchObject({ stage: 'toCheck', handledAt: done });
  });
});

describe('a void case', () => {
  it('still owes its reporters a word', () => {
    const { world } = answered();
    const other = closedCase(world, '2');
    expect(world.case(other)?.reply).toBeDefined();
    world.must(reported({ reportId: 'report:v', channel: 'hotline12345', outsideNo: 'NO-9' }));
    world.must({
      type: 'case.file',
      reportId: 'report:v',
      title: '误',
      place: { text: '路' },
      caseId: 'case:v',
    });
    world.must({ type: 'case.void', caseId: 'case:v', reason: '误立' });
    expect(world.case('case:v')).toMatchObject({ stage: 'void', reply: { unit: expect.any(String) } });
  });
});
