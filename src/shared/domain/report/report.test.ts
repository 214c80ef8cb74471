import { describe, expect, it } from 'vitest';
import { closedCase, filed, lastCommit, reported, ruleBook, World } from '../testing/world';
import type { ReportState } from './state';

const at = (time: string): string => `${time}:00.000+08:00`;
const reportId = 'report:1';

function received(more: Parameters<typeof reported>[0] = {}): World {
  const world = new World();
  world.must(reported({ reportId, ...more }));
  return world;
}

const stateOf = (world: World, id = reportId): ReportState => {
  const state = world.report(id);
  if (!state) throw new Error(`No report ${id}`);
  return state;
};

describe('verifying before (核实)', () => {
  const send = { type: 'report.sendVerify', reportId, to: '巡查 甲', how: 'onSite' } as const;
  const verify = { type: 'report.verify', reportId, real: true, note: '属实' } as const;

  it('stops the intake clock while somebody is out, under a clock of its own', () => {
    const world = received();
    world.wait(30).must(send);
    expect(stateOf(world).verification).toMatchObject({
      to: '巡查 甲',
      grant: { due: at('2024-12-31T10:30') },
    });
    expect(stateOf(world).intakeRan).toEqual([{ from: at('2024-12-31T09:00'), to: at('2024-12-31T09:30') }]);
    world.wait(45).must(verify);
    expect(stateOf(world).verification).toMatchObject({
      real: true,
      said: '属实',
      doneAt: at('2024-12-31T10:15'),
    });
    // Half of its hour was used when it stopped.
    expect(stateOf(world).intake.due).toBe(at('2024-12-31T10:45'));
    expect(stateOf(world).intakeRan.at(-1)).toEqual({ from: at('2024-12-31T10:15') });
  });

  it('is not sent twice at once, nor answered unasked', () => {
    const world = received();
    expect(world.refusal(verify)).toBe('report.notVerifying');
    world.must(send);
    expect(world.refusal(send)).toBe('report.verifying');
    world.must(verify);
    expect(world.refusal(verify)).toBe('report.notVerifying');
    world.must(send);
    expect(stateOf(world).verification?.doneAt).toBeUndefined();
  });

  it('is over when the report was filed meanwhile and comes back', () => {
    const world = received();
    world.must(send);
    world.must({ type: 'case.file', reportId, title: '垃圾', place: { text: '' }, caseId: 'case:1' });
    world.wait(10).must({ type: 'report.unlink', reportId, reason: '误并' });
    expect(stateOf(world)).toMatchObject({ status: 'received', verification: undefined });
    expect(stateOf(world).intakeRan.at(-1)).toEqual({ from: at('2024-12-31T09:10') });
    expect(world.refusal(send)).toBeUndefined();
  });
});

describe('refusing, replying, calling back', () => {
  it('keeps why it was refused and by when the reporter is to hear of it', () => {
    const world = received();
    const refuse = { type: 'report.refuse', reportId, kind: 'notAccepted', reason: '不属职责' } as const;
    expect(() => world.try({ ...refuse, reason: ' ' })).toThrow();
    world.must(refuse);
    expect(stateOf(world)).toMatchObject({
      status: 'refused',
      refusal: { kind: 'notAccepted', reason: '不属职责' },
    });
    expect(stateOf(world).refusal?.reply?.due).toBe(at('2025-01-03T18:00'));
    expect(world.refusal(refuse)).toBe('report.notWaiting');
    expect(world.refusal({ type: 'report.link', reportId, caseId: 'case:1' })).toBe('report.notWaiting');
  });

  it('replies once the report has come to something, and calls back after the reply', () => {
    const world = received();
    const reply = { type: 'report.reply', reportId, text: '已处理', way: 'phone' } as const;
    const call = {
      type: 'report.callBack',
      reportId,
      reached: true,
      solved: false,
      satisfaction: 'poor',
    } as const;
    expect(world.refusal(reply)).toBe('report.notWaiting');
    world.must({ type: 'report.refuse', reportId, kind: 'notFiled', reason: '已有案' });
    expect(world.refusal(call)).toBe('report.notReplied');
    world.must(reply);
    expect(stateOf(world).reply).toEqual({ text: '已处理', at: world.now, by: 'op-1', way: 'phone' });
    world.must(call);
    expect(stateOf(world).callBacks).toMatchObject([{ reached: true, satisfaction: 'poor', by: 'op-1' }]);
  });
});

describe('linking', () => {
  it('goes to an open case only, and back to waiting under a clock of its own', () => {
    const world = received();
    const { caseId } = filed(world, '2');
    expect(world.refusal({ type: 'report.link', reportId, caseId: 'case:none' })).toBe('case.unknown');
    expect(world.refusal({ type: 'report.unlink', reportId, reason: '误' })).toBe('report.notLinked');
    world.must({ type: 'report.link', reportId, caseId });
    expect(world.reportsOf(caseId)).toEqual([reportId, 'report:2']);
    expect(() => world.try({ type: 'report.unlink', reportId, reason: ' ' })).toThrow();
    world.wait(30).must({ type: 'report.unlink', reportId, reason: '另一件' });
    expect(stateOf(world)).toMatchObject({ status: 'received', intake: { due: at('2024-12-31T10:30') } });
    const closed = closedCase(world, '3');
    expect(world.refusal({ type: 'report.link', reportId, caseId: closed })).toBe('case.final');
  });

  it('never ends a clock before it began, whatever time it is dated', () => {
    const world = received();
    const { caseId } = filed(world, '2');
    world.must({ type: 'report.link', reportId, caseId }, { at: at('2024-12-31T08:30') });
    expect(stateOf(world).intakeRan).toEqual([{ from: world.now, to: world.now }]);
  });
});

describe('undoing', () => {
  it('brings the report back as it was', () => {
    const world = received();
    const before = stateOf(world);
    world.must({ type: 'report.refuse', reportId, kind: 'void', reason: '误' });
    const undo = { type: 'report.undo', reportId, commit: lastCommit(world) } as const;
    expect(world.refusal(undo, { actor: 'op-2' })).toBe('case.undoOther');
    expect(world.refusal({ ...undo, commit: 'world.1.99' })).toBe('case.notLast');
    world.wait(5).must(undo);
    expect(stateOf(world)).toEqual(before);
    expect(world.refusal(undo)).toBe('case.nothingToUndo');
  });

  it('is late after the time of grace', () => {
    const world = received();
    world.must({ type: 'report.describe', reportId, title: '垃圾' });
    const undo = { type: 'report.undo', reportId, commit: lastCommit(world) } as const;
    expect(world.wait(11).refusal(undo)).toBe('case.undoLate');
  });

  it('of an unlinking follows its case to where that was merged meanwhile', () => {
    const world = new World();
    for (const name of ['a', 'b', 'c']) filed(world, name);
    world.must({ type: 'report.unlink', reportId: 'report:a', reason: '误' });
    const commit = lastCommit(world);
    world.must({ type: 'case.merge', caseId: 'case:a', into: 'case:b' });
    world.must({ type: 'case.merge', caseId: 'case:b', into: 'case:c' });
    world.must({ type: 'report.undo', reportId: 'report:a', commit });
    expect(world.reportsOf('case:c')).toEqual(['report:a', 'report:b', 'report:c']);
    for (const name of ['b', 'a']) world.must({ type: 'case.unmerge', caseId: `case:${name}`, reason: '拆' });
    for (const name of ['a', 'b', 'c']) expect(world.reportsOf(`case:${name}`)).toEqual([`report:${name}`]);
  });
});

describe('withdrawing an import', () => {
  const job = 'intake:1';
  const row = {
    type: 'report.import',
    channel: 'hotline12345',
    outsideNo: 'GZ-1',
    content: '垃圾',
    place: { text: '' },
    receivedAt: at('2024-12-30T09:00'),
    asOf: at('2024-12-31T08:00'),
    sheet: { state: 'handling', unit: 'hwz' },
  } as const;
  const id = 'report:hotline12345-GZ-1';
  const withdraw = { type: 'report.withdraw', reportId: id, job, reason: '导入错了' } as const;

  it('voids the case that it filed and nobody touched', () => {
    const world = new World();
    world.must(row, { cause: job });
    const caseId = stateOf(world, id).caseId ?? '';
    expect(world.at(caseId)).toMatchObject({ stage: 'handling', lead: 'hwz' });
    world.must(withdraw, { cause: job });
    expect(stateOf(world, id).status).toBe('withdrawn');
    expect(world.at(caseId).stage).toBe('void');
    expect(world.refusal({ ...withdraw, reportId: 'report:none' })).toBe('report.unknown');
  });

  it('leaves a case alone that holds what others reported', () => {
    const world = new World();
    world.must(row, { cause: job });
    const caseId = stateOf(world, id).caseId ?? '';
    world.must(reported({ reportId }));
    expect(world.refusal({ ...withdraw, reportId })).toBe('report.notOfThisImport');
    world.must({ type: 'report.link', reportId, caseId });
    expect(world.refusal(withdraw)).toBe('report.touched');
  });

  it('never ends an intake clock before it began: the hotline had filed it long ago', () => {
    const world = new World();
    world.must(row, { cause: job });
    for (const { from, to } of stateOf(world, id).intakeRan) expect(to && to >= from).toBe(true);
  });
});

describe('counting again', () => {
  it('moves a waiting report’s deadlines, and never one that came with its date', () => {
    const world = received({ channel: 'hotline12345', outsideNo: 'X', appealKind: 'help' });
    const due = stateOf(world).outside?.due;
    world.must(reported({ reportId: 'report:2', outsideDue: at('2025-01-20T18:00') }));
    const holidays = { '2025-01-01': '元旦', '2025-01-03': '停电' };
    world.rules = ruleBook({
      calendar: [{ kind: 'year', id: '2025', table: { year: 2025, holidays, workdays: {} } }],
    });
    world.must({ type: 'report.reckon', reportId, because: 'calendar' });
    expect(due && (stateOf(world).outside?.due ?? '') > due).toBe(true);
    expect(world.must({ type: 'report.reckon', reportId: 'report:2', because: 'calendar' })).toEqual([]);
  });
});
