import { describe, expect, it } from 'vitest';
import type { CommandInput } from '../commands';
import { compareFacts } from '../envelope';
import { assigned, filed, handledCase, World } from '../testing/world';
import { caseWrongs, reportWrongs } from '../testing/wrongs';
import type { CaseState } from './evolve';

// Two stations decide at once, each on what both knew before, and then hear of each other.

/** What comes of two stations that each did their own; the first one's clock is behind. */
function met(world: World, ours: readonly CommandInput[], theirs: readonly CommandInput[]): World {
  const stations = [ours, theirs].map((commands, i) => {
    const station = world.fork();
    for (const command of commands) station.wait(i + 1).must(command, { actor: 'boss' });
    return { station, device: `station-${i}` };
  });
  const facts = stations.flatMap(({ station, device }) =>
    station.facts.map((fact) => ({ ...fact, device, ref: `${device}.1.${fact.seq}.${fact.index}` })),
  );
  const both = world.fork();
  for (const fact of facts.sort(compareFacts)) both.fold(fact);
  for (const state of both.cases) expect(caseWrongs(state)).toEqual([]);
  for (const report of both.reports) expect(reportWrongs(report, (id) => both.case(id))).toEqual([]);
  return both;
}

const on = (world: World, caseId: string): CaseState => {
  const state = world.case(caseId);
  if (!state) throw new Error(`No case ${caseId}`);
  return state;
};

describe('two stations at once', () => {
  const caseId = 'case:1';
  const handle = (unit: string): CommandInput => ({ type: 'case.handle', caseId, unit, note: '好' });

  it('each handle what seemed not to be the last part: the case goes on to checking', () => {
    const world = new World();
    assigned(world, '1', ['cgb']);
    const both = met(world, [handle('hwz')], [handle('cgb')]);
    expect(on(both, caseId).stage).toBe('toCheck');
  });

  it('one returns the case, the other handles it: it waits to be assigned, not to be checked', () => {
    const world = new World();
    assigned(world);
    const both = met(world, [{ type: 'case.return', caseId, reason: 'notOurArea' }], [handle('hwz')]);
    expect(on(both, caseId)).toMatchObject({ stage: 'returned', parts: [] });
  });

  it('one closes by force, the other checks: it stays closed and nothing runs', () => {
    const world = new World();
    handledCase(world);
    const force: CommandInput = { type: 'case.forceClose', caseId, reason: '重复', approver: 'boss' };
    const check: CommandInput = { type: 'case.check', caseId, passed: false, how: 'photo' };
    const both = met(world, [force], [check]);
    expect(on(both, caseId)).toMatchObject({ stage: 'closed', closeKind: 'forced', reworks: 0 });
  });

  it('both assign: the first stands, the other’s unit has no clock', () => {
    const world = new World();
    filed(world);
    const assign = (lead: string): CommandInput => ({ type: 'case.assign', caseId, lead });
    const both = met(world, [assign('hwz')], [assign('zfd')]);
    expect(on(both, caseId)).toMatchObject({ stage: 'handling', lead: 'hwz' });
  });

  it('one grants a hold, the other gives a further unit its part: the new clock is held too', () => {
    const world = new World();
    assigned(world);
    const until = '2025-01-06T09:00:00.000+08:00';
    world.must({ type: 'case.askHold', caseId, reason: '等', until });
    const note: CommandInput = { type: 'case.note', caseId, text: '记' };
    const grant: CommandInput = { type: 'case.answer', caseId, granted: true };
    const add: CommandInput = { type: 'case.addPart', caseId, unit: 'zfd' };
    const both = met(world, [note, grant], [add]);
    const own = on(both, caseId).clocks.find((clock) => clock.unit === 'zfd');
    expect(on(both, caseId)).toMatchObject({ stage: 'onHold', parts: [{ unit: 'hwz' }, { unit: 'zfd' }] });
    expect(own?.intervals.at(-1)).toEqual({ from: until });
  });

  it('one closes a case, the other merges it: its reports went over, and a split brings both back', () => {
    const world = new World();
    handledCase(world);
    filed(world, '2');
    const force: CommandInput = { type: 'case.forceClose', caseId, reason: '重复', approver: 'boss' };
    const both = met(world, [force], [{ type: 'case.merge', caseId, into: 'case:2' }]);
    expect(both.reportsOf('case:2')).toEqual(['report:1', 'report:2']);
    both.now = '2024-12-31T10:00:00.000+08:00';
    both.must({ type: 'case.unmerge', caseId, reason: '拆' });
    expect(both.reportsOf(caseId)).toEqual(['report:1']);
    expect(on(both, caseId)).toMatchObject({ stage: 'closed', closeKind: 'forced' });
  });

  it('merge it into two different cases: no report is lost, and a split brings them all back', () => {
    const world = new World();
    for (const name of ['1', '2', '3']) filed(world, name);
    const into = (other: string): CommandInput => ({ type: 'case.merge', caseId, into: other });
    const both = met(world, [into('case:2')], [into('case:3')]);
    expect(on(both, caseId).merged).toMatchObject({ into: 'case:2', also: ['case:3'] });
    both.now = '2024-12-31T10:00:00.000+08:00';
    both.must({ type: 'case.unmerge', caseId, reason: '拆' });
    expect(both.reportsOf(caseId)).toEqual(['report:1']);
  });

  it('merge two cases into each other: both can be taken back', () => {
    const world = new World();
    for (const name of ['1', '2']) filed(world, name);
    const both = met(
      world,
      [{ type: 'case.merge', caseId, into: 'case:2' }],
      [{ type: 'case.merge', caseId: 'case:2', into: caseId }],
    );
    both.now = '2024-12-31T10:00:00.000+08:00';
    for (const one of [caseId, 'case:2']) both.must({ type: 'case.unmerge', caseId: one, reason: '拆' });
    expect([both.reportsOf(caseId), both.reportsOf('case:2')]).toEqual([['report:1'], ['report:2']]);
  });

  it('one files a report, the other hears that it is real: its intake clock stands', () => {
    const world = new World();
    const { reportId } = filed(world);
    world.must({ type: 'report.unlink', reportId, reason: '误' });
    world.must({ type: 'report.sendVerify', reportId, to: '巡查', how: 'onSite' });
    const file: CommandInput = { type: 'case.file', reportId, title: '垃圾', place: { text: '' } };
    const both = met(world, [file], [{ type: 'report.verify', reportId, real: true, note: '属实' }]);
    expect(both.report(reportId)).toMatchObject({ status: 'linked', verification: { real: true } });
  });

  it('undo what the other built upon: whoever acted later wins', () => {
    const world = new World();
    filed(world);
    world.must({ type: 'case.assign', caseId, lead: 'hwz' }, { actor: 'boss' });
    const commit = on(world, caseId).undo?.commit ?? '';
    const both = met(world, [handle('hwz')], [{ type: 'case.undo', caseId, commit }]);
    expect(on(both, caseId)).toMatchObject({ stage: 'toCheck', undo: undefined });
  });
});
