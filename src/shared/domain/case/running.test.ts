import { describe, expect, it } from 'vitest';
import { assigned, filed, handledCase, ruleBook, World } from '../testing/world';
import { handleClock } from './clocks';
import { runningClock, runningClocks } from './evolve';

// The clocks of a case through rework, hold, extension and changes of the calendar.

const at = (time: string): string => `${time}:00.000+08:00`;

describe('the bundled clock of a unit (捆绑)', () => {
  it('counts what the same unit used in earlier rounds, and not the time in which it did not have the case', () => {
    const world = new World();
    const caseId = assigned(world);
    world.wait(120).must({ type: 'case.handle', caseId, unit: 'hwz', note: '已清理' });
    // Checked at four in the afternoon: five hours in which the unit did not have it.
    world.wait(300).must({ type: 'case.check', caseId, passed: false, how: 'onSite', note: '未清净' });
    expect(world.at(caseId)).toMatchObject({ stage: 'handling', reworks: 1 });
    const clock = handleClock(world.at(caseId), 'hwz');
    expect(clock?.intervals).toEqual([
      { from: at('2024-12-31T09:00'), to: at('2024-12-31T11:00') },
      { from: at('2024-12-31T16:00') },
    ]);
    // Eight hours less two used: two until six o'clock, four more on the next working day.
    expect(clock?.grant.due).toBe(at('2025-01-02T12:00'));
    // A unit that used nothing has its eight hours.
    const quick = new World();
    handledCase(quick);
    quick.wait(420).must({ type: 'case.check', caseId, passed: false, how: 'photo' });
    expect(handleClock(quick.at(caseId), 'hwz')?.grant.due).toBe(at('2025-01-02T16:00'));
  });

  it('goes on for the unit that gets a returned case again, and begins anew for another', () => {
    const world = new World();
    const caseId = assigned(world);
    world.wait(60).must({ type: 'case.return', caseId, reason: 'needsLead' });
    world.wait(60);
    const again = world.fork();
    again.must({ type: 'case.assign', caseId, lead: 'hwz' });
    expect(handleClock(again.at(caseId), 'hwz')?.grant.due).toBe(at('2025-01-02T10:00'));
    world.must({ type: 'case.assign', caseId, lead: 'cgb' });
    expect(handleClock(world.at(caseId), 'cgb')?.grant.due).toBe(at('2025-01-02T11:00'));
    expect(handleClock(world.at(caseId), 'hwz')?.intervals).toEqual([
      { from: at('2024-12-31T09:00'), to: at('2024-12-31T10:00') },
    ]);
  });
});

describe('hold (挂账)', () => {
  const until = at('2025-01-10T09:00');
  const held = (): { world: World; caseId: string } => {
    const world = new World();
    const caseId = assigned(world);
    world.wait(60).must({ type: 'case.askHold', caseId, reason: '等材料', until });
    return { world, caseId };
  };

  it('is asked for, and refused or granted by who may', () => {
    const { world, caseId } = held();
    const answer = { type: 'case.answer', caseId, granted: true } as const;
    expect(world.at(caseId)).toMatchObject({ stage: 'handling', ask: { kind: 'hold', unit: 'hwz', until } });
    expect(world.refusal({ type: 'case.askHold', caseId, reason: '再', until })).toBe('case.askOpen');
    expect(world.refusal({ type: 'case.askExtension', caseId, reason: '再' })).toBe('case.askOpen');
    expect(world.refusal(answer)).toBe('case.needsApprover');
    expect(world.refusal({ ...answer, approver: 'op-2' })).toBe('case.needsApprover');
    const no = world.fork();
    no.must({ ...answer, granted: false, approver: 'boss' });
    expect(no.at(caseId)).toMatchObject({ stage: 'handling', ask: undefined, holds: 0 });
    expect(no.refusal(answer)).toBe('case.noAsk');
    world.must(answer, { actor: 'boss' });
    expect(world.at(caseId)).toMatchObject({ stage: 'onHold', ask: undefined, holds: 1, hold: { until } });
  });

  it('wants an end that lies ahead, not too far, and a part that is open', () => {
    const world = new World();
    const caseId = assigned(world, '1', ['cgb']);
    const ask = { type: 'case.askHold', caseId, reason: '等材料' } as const;
    expect(world.refusal({ ...ask, until: world.now })).toBe('case.holdPast');
    expect(world.refusal({ ...ask, until: at('2026-01-01T09:00') })).toBe('case.holdTooLong');
    expect(world.refusal({ ...ask, until, unit: 'zfd' })).toBe('case.notItsPart');
    world.must({ ...ask, until: at('2024-12-31T10:00') });
    world.wait(90);
    expect(world.refusal({ type: 'case.answer', caseId, granted: true, approver: 'boss' })).toBe(
      'case.holdPast',
    );
  });

  it('stops every clock; at its date the case goes on by itself with the time that was left', () => {
    const { world, caseId } = held();
    world.must({ type: 'case.answer', caseId, granted: true, approver: 'boss' });
    const [clock] = world.at(caseId).clocks.filter((one) => one.name === 'handle');
    expect(clock?.intervals).toEqual([
      { from: at('2024-12-31T09:00'), to: at('2024-12-31T10:00') },
      { from: until },
    ]);
    // Seven hours left, from nine o'clock: three, then four.
    expect(clock?.grant.due).toBe(at('2025-01-10T18:00'));
    expect(world.buttons(caseId)).toContain('case.resume');
    expect(world.buttons(caseId)).not.toContain('case.handle');
    world.now = until;
    expect(world.at(caseId)).toMatchObject({ stage: 'handling', hold: undefined });
    expect(world.buttons(caseId)).not.toContain('case.resume');
    world.wait(60).must({ type: 'case.handle', caseId, unit: 'hwz', note: '已办' });
    expect(world.at(caseId).stage).toBe('toCheck');
    expect(handleClock(world.at(caseId), 'hwz')?.intervals.at(-1)).toEqual({
      from: until,
      to: at('2025-01-10T10:00'),
    });
  });

  it('ends early by hand, and only once is a case held', () => {
    const { world, caseId } = held();
    world.must({ type: 'case.answer', caseId, granted: true, approver: 'boss' });
    world.now = at('2025-01-03T08:00');
    world.must({ type: 'case.resume', caseId, note: '材料已到' });
    const clock = handleClock(world.at(caseId), 'hwz');
    expect(clock?.intervals).toEqual([
      { from: at('2024-12-31T09:00'), to: at('2024-12-31T10:00') },
      { from: at('2025-01-03T08:00') },
    ]);
    expect(clock?.grant.due).toBe(at('2025-01-03T17:00'));
    expect(world.refusal({ type: 'case.askHold', caseId, reason: '再', until })).toBe('case.holdMost');
    expect(world.refusal({ type: 'case.resume', caseId })).toBe('case.notNow');
  });

  it('ends with the case where it is closed by force', () => {
    const { world, caseId } = held();
    world.must({ type: 'case.answer', caseId, granted: true, approver: 'boss' });
    world.wait(60).must({ type: 'case.forceClose', caseId, reason: '重复', approver: 'boss' });
    expect(world.at(caseId)).toMatchObject({ stage: 'closed', hold: undefined });
    expect(runningClocks(world.at(caseId))).toEqual([]);
    expect(handleClock(world.at(caseId), 'hwz')?.intervals).toHaveLength(1);
  });
});

describe('extension (延期)', () => {
  const ask = { type: 'case.askExtension', caseId: 'case:1', reason: '需调度车辆' } as const;
  const grant = { type: 'case.answer', caseId: 'case:1', granted: true, approver: 'boss' } as const;

  it('gives one original limit more each time, twice at most; a refusal does not count', () => {
    const world = new World();
    const caseId = assigned(world);
    const due = (): string | undefined => runningClock(world.at(caseId))?.grant.due;
    world.must(ask);
    world.must({ ...grant, granted: false });
    expect(due()).toBe(at('2025-01-02T09:00'));
    world.must(ask);
    world.must(grant);
    expect(due()).toBe(at('2025-01-03T09:00'));
    expect(runningClock(world.at(caseId))?.grant).toMatchObject({ value: 16, base: 8 });
    world.must(ask);
    world.must(grant);
    // The third of January is a Friday.
    expect(due()).toBe(at('2025-01-06T09:00'));
    expect(world.refusal(ask)).toBe('case.extensionMost');
    expect(world.buttons(caseId)).not.toContain('case.askExtension');
  });

  it('stays with the unit that gets the case again', () => {
    const world = new World();
    const caseId = assigned(world);
    world.must(ask);
    world.must(grant);
    world.wait(30).must({ type: 'case.return', caseId, reason: 'other', note: '缺材料' });
    world.wait(30).must({ type: 'case.assign', caseId, lead: 'hwz' });
    expect(runningClock(world.at(caseId))?.grant).toMatchObject({ value: 16, base: 8 });
  });

  it('is not to be had once overdue, and only by a unit whose part is open', () => {
    const world = new World();
    const caseId = assigned(world, '1', ['cgb']);
    expect(world.refusal({ ...ask, unit: 'zfd' })).toBe('case.notItsPart');
    world.must({ type: 'case.handle', caseId, unit: 'cgb', note: '好' });
    expect(world.refusal({ ...ask, unit: 'cgb' })).toBe('case.notItsPart');
    world.now = at('2025-01-02T09:01');
    expect(world.refusal(ask)).toBe('case.extensionOverdue');
  });

  it('asked for by a unit whose part ends meanwhile is settled with it', () => {
    const world = new World();
    const caseId = assigned(world, '1', ['cgb']);
    world.must({ ...ask, unit: 'cgb' });
    world.must({ type: 'case.handle', caseId, unit: 'cgb', note: '好' });
    expect(world.at(caseId).ask).toBeUndefined();
    expect(world.refusal(ask)).toBeUndefined();
  });

  it('follows the policy of the house', () => {
    const policy = [
      { id: 'extensionShare', value: 0.5 },
      { id: 'extensionMost', value: 1 },
      { id: 'extensionWhenOverdue', value: true },
    ];
    const world = new World(ruleBook({ policy }));
    assigned(world);
    world.now = at('2025-01-03T10:00');
    world.must(ask);
    world.must(grant);
    expect(runningClock(world.at('case:1'))?.grant.due).toBe(at('2025-01-02T15:00'));
    expect(world.refusal(ask)).toBe('case.extensionMost');
  });
});

describe('counting again', () => {
  const day = '2025-01-02';
  const calendar = [
    {
      kind: 'year' as const,
      id: '2025',
      table: { year: 2025, holidays: { '2025-01-01': '元旦', [day]: '停电' }, workdays: {} },
    },
  ];

  it('moves a running deadline with the calendar, once, and leaves what has stopped', () => {
    const world = new World();
    const caseId = assigned(world, '1', ['cgb']);
    world.must({ type: 'case.handle', caseId, unit: 'cgb', note: '好' });
    const stopped = handleClock(world.at(caseId), 'cgb');
    world.rules = ruleBook({ calendar });
    const facts = world.must({ type: 'case.reckon', caseId, because: 'calendar' });
    expect(facts.map((fact) => fact.data.because)).toEqual(['calendar']);
    expect(handleClock(world.at(caseId), 'hwz')?.grant.due).toBe(at('2025-01-03T09:00'));
    expect(handleClock(world.at(caseId), 'cgb')).toEqual(stopped);
    expect(world.must({ type: 'case.reckon', caseId, because: 'calendar' })).toEqual([]);
  });

  it('keeps an extension when the limit itself changes', () => {
    const world = new World();
    const caseId = assigned(world);
    world.must({ type: 'case.askExtension', caseId, reason: '难' });
    world.must({ type: 'case.answer', caseId, granted: true, approver: 'boss' });
    const limits = world.rules.limits.map((row) => (row.id === 'handle' ? { ...row, value: 4 } : row));
    world.rules = ruleBook({ limits });
    world.must({ type: 'case.reckon', caseId, because: 'limits' });
    expect(runningClock(world.at(caseId))?.grant).toMatchObject({
      value: 8,
      base: 4,
      due: at('2025-01-02T09:00'),
    });
  });

  it('is no button, and writes nothing where nothing changes', () => {
    const world = new World();
    const { caseId } = filed(world);
    expect(world.buttons(caseId)).not.toContain('case.reckon');
    world.must({ type: 'case.forceClose', caseId, reason: '重复', approver: 'boss' });
    expect(world.buttons(caseId)).not.toContain('case.reckon');
    expect(world.must({ type: 'case.reckon', caseId, because: 'calendar' })).toEqual([]);
  });
});
