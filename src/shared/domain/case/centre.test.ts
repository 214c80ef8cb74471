import { describe, expect, it } from 'vitest';
import { assigned, closedCase, filed, handledCase, World } from '../testing/world';
import { runningClock, runningClocks } from './evolve';

const at = (time: string): string => `${time}:00.000+08:00`;

describe('checking', () => {
  const check = { type: 'case.check', caseId: 'case:1', how: 'photo' } as const;

  it('passed leads to closing, under the same clock until it is closed (核查结案 is one step)', () => {
    const world = new World();
    const caseId = handledCase(world);
    world.wait(10).must({ ...check, passed: true });
    expect(world.at(caseId)).toMatchObject({ stage: 'toClose', checkedAt: world.now });
    expect(runningClock(world.at(caseId))).toMatchObject({
      name: 'check',
      grant: { due: at('2024-12-31T11:00') },
    });
    world.must({ type: 'case.close', caseId, note: '已办结' });
    expect(world.at(caseId)).toMatchObject({ stage: 'closed', closeKind: 'normal', closeNote: '已办结' });
    expect(runningClocks(world.at(caseId))).toEqual([]);
  });

  it('passed and closed in the same breath', () => {
    const world = new World();
    const caseId = handledCase(world);
    const facts = world.must({ ...check, passed: true, close: true });
    expect(facts.map((fact) => fact.type)).toEqual(['case.checked', 'case.closed']);
    expect(world.at(caseId)).toMatchObject({ stage: 'closed', reply: { due: at('2025-01-03T18:00') } });
  });

  it('failed sends those units out again that it names, by default all', () => {
    const world = new World();
    const caseId = handledCase(world, '1', ['cgb', 'zfd']);
    const all = world.fork();
    all.must({ ...check, passed: false });
    expect(all.at(caseId).parts.every((part) => part.handledAt === undefined)).toBe(true);
    expect(runningClocks(all.at(caseId))).toHaveLength(3);
    expect(world.refusal({ ...check, passed: false, units: ['swzx'] })).toBe('case.notItsPart');
    expect(world.refusal({ ...check, passed: false, units: [] })).toBe('case.noSuchPart');
    world.must({ ...check, passed: false, units: ['cgb'], note: '围挡仍在' });
    expect(world.at(caseId)).toMatchObject({ stage: 'handling', handledAt: undefined, reworks: 1 });
    expect(runningClocks(world.at(caseId)).map(({ unit }) => unit)).toEqual(['cgb']);
    world.must({ type: 'case.handle', caseId, unit: 'cgb', note: '已拆' });
    expect(world.at(caseId).stage).toBe('toCheck');
  });

  it('is refused before everything is handled', () => {
    const world = new World();
    assigned(world);
    expect(world.refusal({ ...check, passed: true })).toBe('case.notNow');
    expect(world.refusal({ type: 'case.close', caseId: 'case:1' })).toBe('case.notNow');
  });
});

describe('closing', () => {
  it('is overdue where a part came after its own deadline, whatever the other parts did', () => {
    const world = new World();
    const caseId = assigned(world, '1', ['cgb']);
    world.must({ type: 'case.handle', caseId, unit: 'hwz', note: '好' });
    world.now = at('2025-01-02T09:00');
    const inTime = world.fork();
    inTime.must({ type: 'case.handle', caseId, unit: 'cgb', note: '好' });
    inTime.must({ type: 'case.check', caseId, passed: true, how: 'photo', close: true });
    expect(inTime.at(caseId).closeKind).toBe('normal');
    world.wait(1).must({ type: 'case.handle', caseId, unit: 'cgb', note: '好' });
    world.must({ type: 'case.check', caseId, passed: true, how: 'photo', close: true });
    expect(world.at(caseId).closeKind).toBe('overdue');
  });

  it('by force wants a reason and somebody who may approve', () => {
    const world = new World();
    const { caseId } = filed(world);
    const force = { type: 'case.forceClose', caseId, reason: '上级要求' } as const;
    expect(() => world.try({ ...force, reason: '  ' })).toThrow();
    expect(world.refusal(force)).toBe('case.needsApprover');
    // Naming who may gives no approval: he has to sit there himself.
    expect(world.refusal({ ...force, approver: 'boss' }, { actor: 'op-1' })).toBe('case.needsApprover');
    expect(world.refusal({ ...force, approver: 'op-1' }, { actor: 'boss' })).toBe('case.needsApprover');
    const byBoss = world.fork();
    byBoss.must(force, { actor: 'boss' });
    expect(byBoss.at(caseId)).toMatchObject({ stage: 'closed', closeKind: 'forced' });
    const [fact] = world.must({ ...force, approver: 'boss' });
    expect(fact?.data).toMatchObject({ kind: 'forced', note: '上级要求', approver: 'boss' });
    expect(runningClocks(world.at(caseId))).toEqual([]);
  });

  it('is opened again with a reason; the unit that had it keeps the time that it used', () => {
    const world = new World();
    const caseId = closedCase(world);
    world.wait(60).must({ type: 'case.reopen', caseId, reason: '市民不满意' });
    expect(world.at(caseId)).toMatchObject({ stage: 'toAssign', reopens: 1, parts: [], closedAt: undefined });
    expect(world.at(caseId).closeKind).toBeUndefined();
    expect(runningClocks(world.at(caseId)).map(({ name }) => name)).toEqual(['assign']);
    expect(world.refusal({ type: 'case.reopen', caseId, reason: '再' })).toBe('case.notNow');
  });
});

describe('correcting and voiding', () => {
  it('changes what the case says and leaves granted limits as they are', () => {
    const world = new World();
    const caseId = assigned(world);
    const clocks = world.at(caseId).clocks;
    const classRef = { scheme: 'event', code: '0101' };
    expect(
      world.refusal({ type: 'case.describe', caseId, classRef: { scheme: 'event', code: '9999' } }),
    ).toBe('class.unknown');
    world.must({
      type: 'case.describe',
      caseId,
      title: '暴露垃圾 13800138000',
      classRef,
      priority: 'urgent',
    });
    expect(world.at(caseId)).toMatchObject({ classRef, className: '暴露垃圾', priority: 'urgent', clocks });
    expect(world.at(caseId).title).not.toContain('13800138000');
    expect(world.must({ type: 'case.describe', caseId })).toEqual([]);
  });

  it('may be dated before the last step, as notes may', () => {
    const world = new World();
    const caseId = assigned(world.wait(60));
    const early = { at: at('2024-12-31T09:30') };
    expect(world.refusal({ type: 'case.urge', caseId }, early)).toBe('case.beforeLast');
    world.must({ type: 'case.note', caseId, text: '现场已去过' }, early);
    expect(world.at(caseId).lastAt).toBe(world.now);
    expect(world.refusal({ type: 'case.note', caseId, text: '记' }, { at: at('2024-12-31T10:02') })).toBe(
      'time.future',
    );
    expect(world.refusal({ type: 'case.note', caseId, text: '记' }, { at: at('2024-12-20T10:00') })).toBe(
      'time.tooOld',
    );
  });

  it('voids what is not with a unit', () => {
    const world = new World();
    const caseId = assigned(world);
    expect(world.refusal({ type: 'case.void', caseId, reason: '误立' })).toBe('case.notNow');
    world.must({ type: 'case.return', caseId, reason: 'other', note: '误派' });
    world.must({ type: 'case.void', caseId, reason: '误立' });
    expect(world.at(caseId)).toMatchObject({ stage: 'void', voidReason: '误立' });
    expect(runningClocks(world.at(caseId))).toEqual([]);
    expect(world.buttons(caseId, 'op-2')).toEqual([]);
  });
});
