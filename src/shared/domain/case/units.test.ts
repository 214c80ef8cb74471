import { describe, expect, it } from 'vitest';
import { assigned, filed, handledCase, lastCommit, World } from '../testing/world';
import { runningClocks } from './evolve';

const at = (time: string): string => `${time}:00.000+08:00`;
const running = (world: World, caseId: string): string[] =>
  runningClocks(world.at(caseId))
    .map(({ name, unit }) => (unit ? `${name} ${unit}` : name))
    .sort();

describe('filing', () => {
  it('makes a case to assign under the assign clock, and its report linked', () => {
    const world = new World();
    const { caseId, reportId } = filed(world);
    expect(world.at(caseId)).toMatchObject({ stage: 'toAssign', no: '20241231-A0001', filedBy: 'op-1' });
    expect(world.report(reportId)).toMatchObject({ status: 'linked', caseId });
    expect(running(world, caseId)).toEqual(['assign']);
  });

  it('is refused for an unknown report, a report that waits no more, and a case that is there', () => {
    const world = new World();
    const { caseId, reportId } = filed(world);
    const file = { type: 'case.file', title: '垃圾', place: { text: '' } } as const;
    expect(world.refusal({ ...file, reportId: 'report:none' })).toBe('report.unknown');
    expect(world.refusal({ ...file, reportId })).toBe('report.notWaiting');
    world.must({ type: 'report.unlink', reportId, reason: '另案' });
    expect(world.refusal({ ...file, reportId, caseId })).toBe('case.exists');
  });
});

describe('assigning', () => {
  it('gives each unit its part: its task, its own limit, its window to send it back', () => {
    const world = new World();
    const { caseId } = filed(world);
    world.must({
      type: 'case.assign',
      caseId,
      lead: 'hwz',
      assisting: ['cgb', 'hwz', 'cgb'],
      tasks: [{ unit: 'cgb', task: '拆除围挡', limit: { value: 2, unit: 'workHour' } }],
    });
    const state = world.at(caseId);
    expect(state).toMatchObject({ stage: 'handling', lead: 'hwz' });
    expect(state.parts).toMatchObject([
      { unit: 'hwz', role: 'lead', returnBy: at('2024-12-31T15:00') },
      { unit: 'cgb', role: 'assist', task: '拆除围挡', returnBy: at('2024-12-31T15:00') },
    ]);
    expect(runningClocks(state).map(({ unit, grant }) => [unit, grant.due, grant.rule])).toEqual([
      ['cgb', at('2024-12-31T11:00'), 'operator'],
      ['hwz', at('2025-01-02T09:00'), 'limits/handle'],
    ]);
  });

  it('is refused to unknown units, twice, and before the last step', () => {
    const world = new World();
    const { caseId } = filed(world);
    const assign = { type: 'case.assign', caseId, lead: 'hwz' } as const;
    expect(world.refusal({ ...assign, lead: 'nobody' })).toBe('unit.unknown');
    expect(world.refusal({ ...assign, assisting: ['nobody'] })).toBe('unit.unknown');
    expect(world.refusal({ ...assign, caseId: 'case:none' })).toBe('case.unknown');
    expect(world.refusal(assign, { at: at('2024-12-31T08:59') })).toBe('case.beforeLast');
    world.must(assign);
    expect(world.refusal(assign)).toBe('case.notNow');
  });

  it('adds a part later, once for each unit', () => {
    const world = new World();
    const caseId = assigned(world);
    const add = { type: 'case.addPart', caseId, unit: 'zfd', task: '现场执法' } as const;
    expect(world.refusal({ ...add, unit: 'nobody' })).toBe('unit.unknown');
    expect(world.refusal({ ...add, unit: 'hwz' })).toBe('case.hasPart');
    world.must(add);
    expect(world.at(caseId).parts[1]).toMatchObject({ unit: 'zfd', role: 'assist', task: '现场执法' });
    expect(running(world, caseId)).toEqual(['handle hwz', 'handle zfd']);
  });
});

describe('accepting', () => {
  it('notes when the unit took its part, and each takes its own once', () => {
    const world = new World();
    const caseId = assigned(world, '1', ['cgb']);
    world.wait(10).must({ type: 'case.accept', caseId, unit: 'cgb' });
    expect(world.at(caseId).parts.map((part) => part.acceptedAt)).toEqual([
      undefined,
      at('2024-12-31T09:10'),
    ]);
    expect(world.refusal({ type: 'case.accept', caseId, unit: 'cgb' })).toBe('case.partAccepted');
    expect(world.refusal({ type: 'case.accept', caseId, unit: 'zfd' })).toBe('case.notItsPart');
    world.must({ type: 'case.accept', caseId, unit: 'hwz' });
    expect(world.refusal({ type: 'case.accept', caseId, unit: 'hwz' })).toBe('case.noSuchPart');
  });
});

describe('returning', () => {
  const back = { type: 'case.return', caseId: 'case:1', reason: 'notOurArea' } as const;

  it('inside its window sends the case back to be assigned again, with reason and proposal', () => {
    const world = new World();
    const caseId = assigned(world);
    expect(world.refusal({ ...back, suggests: 'nobody' })).toBe('unit.unknown');
    expect(world.refusal({ ...back, unit: 'cgb' })).toBe('case.notItsPart');
    world.wait(60).must({ ...back, suggests: 'zfd', note: '属执法队' });
    expect(world.at(caseId)).toMatchObject({ stage: 'returned', lead: undefined, parts: [] });
    expect(world.at(caseId).returns).toEqual([
      { unit: 'hwz', reason: 'notOurArea', at: at('2024-12-31T10:00'), note: '属执法队', suggests: 'zfd' },
    ]);
    expect(running(world, caseId)).toEqual(['assign']);
    expect(world.buttons(caseId)).not.toContain('case.close');
  });

  it('after its window only by the centre’s leave, which is kept', () => {
    const world = new World();
    const caseId = assigned(world);
    world.wait(7 * 60);
    expect(world.refusal(back)).toBe('case.returnLate');
    const [fact] = world.must({ ...back, exception: '职责刚调整' });
    expect(fact?.data).toMatchObject({ exception: '职责刚调整' });
    expect(world.at(caseId).stage).toBe('returned');
  });

  it('after its worker reported only by the centre’s leave, inside the window too', () => {
    const world = new World();
    const caseId = assigned(world);
    world.must({ type: 'case.handle', caseId, unit: 'hwz', note: '已清', confirmed: false });
    expect(world.refusal(back)).toBe('case.returnLate');
  });

  it('by an assisting unit takes its part away and leaves the case with the lead', () => {
    const world = new World();
    const caseId = assigned(world, '1', ['cgb']);
    world.must({ ...back, unit: 'cgb' });
    expect(world.at(caseId)).toMatchObject({ stage: 'handling', parts: [{ unit: 'hwz' }] });
    expect(running(world, caseId)).toEqual(['handle hwz']);
  });

  it('settles what the unit had asked for', () => {
    const world = new World();
    const caseId = assigned(world, '1', ['cgb']);
    world.must({ type: 'case.askExtension', caseId, unit: 'cgb', reason: '难' });
    world.must({ ...back, unit: 'cgb' });
    expect(world.at(caseId).ask).toBeUndefined();
  });

  it('by the last open assisting unit sends the case on to checking', () => {
    const world = new World();
    const caseId = assigned(world, '1', ['cgb']);
    world.must({ type: 'case.handle', caseId, unit: 'hwz', note: '已清' });
    world.must({ ...back, unit: 'cgb' });
    expect(world.at(caseId).stage).toBe('toCheck');
    expect(running(world, caseId)).toEqual(['check']);
  });
});

describe('handling', () => {
  it('of every part brings the case to checking; until then it shows what blocks', () => {
    const world = new World();
    const caseId = assigned(world, '1', ['cgb']);
    world.wait(30).must({ type: 'case.handle', caseId, unit: 'hwz', note: '已清理' });
    expect(world.at(caseId)).toMatchObject({ stage: 'handling', handledAt: undefined });
    expect(running(world, caseId)).toEqual(['handle cgb']);
    expect(world.refusal({ type: 'case.handle', caseId, unit: 'hwz', note: '再' })).toBe('case.partDone');
    expect(world.refusal({ type: 'case.handle', caseId, unit: 'zfd', note: '再' })).toBe('case.notItsPart');
    world.wait(30).must({ type: 'case.handle', caseId, unit: 'cgb', note: '已拆除' });
    expect(world.at(caseId)).toMatchObject({ stage: 'toCheck', handledAt: at('2024-12-31T10:00') });
    expect(running(world, caseId)).toEqual(['check']);
  });

  it('reported by a worker runs on until his unit confirms', () => {
    const world = new World();
    const caseId = assigned(world);
    const confirm = { type: 'case.confirm', caseId, unit: 'hwz' } as const;
    expect(world.refusal(confirm)).toBe('case.noSuchPart');
    const report = {
      type: 'case.handle',
      caseId,
      unit: 'hwz',
      note: '已清理 13800138000',
      confirmed: false,
    } as const;
    world.wait(30).must(report);
    expect(world.refusal(report)).toBe('case.toConfirm');
    expect(world.at(caseId).parts[0]).toMatchObject({ reportedAt: at('2024-12-31T09:30') });
    expect(world.at(caseId).parts[0]?.note).not.toContain('13800138000');
    expect(running(world, caseId)).toEqual(['handle hwz']);
    world.wait(15).must(confirm);
    const clock = world.at(caseId).clocks.find((one) => one.name === 'handle');
    expect(clock?.intervals).toEqual([{ from: at('2024-12-31T09:00'), to: at('2024-12-31T09:45') }]);
    expect(world.at(caseId).stage).toBe('toCheck');
    expect(world.refusal(confirm)).toBe('case.notNow');
  });

  it('is confirmed for the part that was reported only', () => {
    const world = new World();
    const caseId = assigned(world, '1', ['cgb']);
    world.must({ type: 'case.handle', caseId, unit: 'cgb', note: '好', confirmed: false });
    expect(world.refusal({ type: 'case.confirm', caseId, unit: 'hwz' })).toBe('case.notReported');
    expect(world.refusal({ type: 'case.confirm', caseId, unit: 'zfd' })).toBe('case.notItsPart');
  });
});

describe('urging and supervising', () => {
  it('counts what a unit was urged, the lead where none is named', () => {
    const world = new World();
    const caseId = assigned(world, '1', ['cgb']);
    world.must({ type: 'case.urge', caseId });
    world.must({ type: 'case.urge', caseId, unit: 'cgb', note: '居民又来电' });
    expect(world.at(caseId).urges.map(({ unit }) => unit)).toEqual(['hwz', 'cgb']);
    world.must({ type: 'case.handle', caseId, unit: 'cgb', note: '好' });
    expect(world.refusal({ type: 'case.urge', caseId, unit: 'cgb' })).toBe('case.notItsPart');
  });

  it('owes an answer by its deadline, which may come after the case is closed', () => {
    const world = new World();
    const caseId = handledCase(world);
    expect(world.refusal({ type: 'case.supervise', caseId, unit: 'cgb', text: '限期' })).toBe(
      'case.notItsPart',
    );
    expect(world.refusal({ type: 'case.answerSupervision', caseId, text: '已办' })).toBe(
      'case.noSupervision',
    );
    world.must({ type: 'case.supervise', caseId, text: '限期说明' });
    const [one] = world.at(caseId).supervisions;
    expect(one).toMatchObject({ unit: 'hwz', text: '限期说明', grant: { due: at('2025-01-02T18:00') } });
    world.must({ type: 'case.check', caseId, passed: true, how: 'photo', close: true });
    expect(world.refusal({ type: 'case.answerSupervision', caseId, id: 'other', text: '已办' })).toBe(
      'case.noSupervision',
    );
    world.must({ type: 'case.answerSupervision', caseId, text: '已办' });
    expect(world.at(caseId).supervisions[0]).toMatchObject({ answer: '已办', answeredAt: world.now });
    expect(world.buttons(caseId)).not.toContain('case.answerSupervision');
  });

  it('is refused while nobody has the case', () => {
    const world = new World();
    const { caseId } = filed(world);
    expect(world.refusal({ type: 'case.supervise', caseId, text: '限期' })).toBe('case.notNow');
    expect(world.refusal({ type: 'case.urge', caseId })).toBe('case.notNow');
    expect(lastCommit(world)).toBe('world.1.2');
  });
});
