import { describe, expect, it } from 'vitest';
import { assigned, filed, handledCase, lastCommit, World } from '../testing/world';
import { type CaseState, runningClocks } from './evolve';

const reportsOf = (world: World, ...names: string[]): string[][] =>
  names.map((name) => world.reportsOf(`case:${name}`));

/** Three cases, each with its own report; A also has a second one. */
function three(): World {
  const world = new World();
  for (const name of ['a', 'b', 'c']) filed(world, name);
  filed(world, 'a2');
  world.must({ type: 'report.unlink', reportId: 'report:a2', reason: '同一事' });
  world.must({ type: 'report.link', reportId: 'report:a2', caseId: 'case:a' });
  return world;
}

const merge = (world: World, from: string, into: string) =>
  world.must({ type: 'case.merge', caseId: `case:${from}`, into: `case:${into}` });
const split = (world: World, name: string) =>
  world.must({ type: 'case.unmerge', caseId: `case:${name}`, reason: '不是一件事' });

const APART = [['report:a', 'report:a2'], ['report:b'], ['report:c']];

describe('merging', () => {
  it('takes all reports over and stops the case', () => {
    const world = three();
    merge(world, 'a', 'b');
    expect(reportsOf(world, 'a', 'b')).toEqual([[], ['report:a', 'report:a2', 'report:b']]);
    expect(world.at('case:a')).toMatchObject({ stage: 'merged', merged: { into: 'case:b' } });
    expect(runningClocks(world.at('case:a'))).toEqual([]);
    expect(world.buttons('case:a')).toEqual(['case.unmerge']);
  });

  it('is refused into itself, into nothing, and into what has ended', () => {
    const world = three();
    const one = { type: 'case.merge', caseId: 'case:a' } as const;
    expect(world.refusal({ ...one, into: 'case:a' })).toBe('case.mergeSelf');
    expect(world.refusal({ ...one, into: 'case:none' })).toBe('case.unknown');
    merge(world, 'b', 'c');
    expect(world.refusal({ ...one, into: 'case:b' })).toBe('case.final');
    expect(world.refusal({ type: 'report.link', reportId: 'report:none', caseId: 'case:b' })).toBe(
      'report.unknown',
    );
  });

  it('is taken back without loss along a chain, in any order', () => {
    for (const order of [
      ['a', 'b'],
      ['b', 'a'],
    ]) {
      const world = three();
      merge(world, 'a', 'b');
      merge(world, 'b', 'c');
      expect(reportsOf(world, 'c')).toEqual([['report:a', 'report:a2', 'report:b', 'report:c']]);
      for (const name of order) split(world, name);
      expect(reportsOf(world, 'a', 'b', 'c')).toEqual(APART);
      for (const name of ['a', 'b', 'c']) expect(world.at(`case:${name}`).stage).toBe('toAssign');
      for (const report of world.reports) expect(report.mergedFrom).toEqual([]);
    }
  });

  it('gives back the first of a chain while the rest stays merged', () => {
    const world = three();
    merge(world, 'a', 'b');
    merge(world, 'b', 'c');
    split(world, 'a');
    expect(reportsOf(world, 'a', 'b', 'c')).toEqual([
      ['report:a', 'report:a2'],
      [],
      ['report:b', 'report:c'],
    ]);
  });

  it('leaves a report where somebody put it meanwhile', () => {
    const world = three();
    merge(world, 'a', 'b');
    world.must({ type: 'report.unlink', reportId: 'report:a2', reason: '另一件' });
    world.must({ type: 'report.link', reportId: 'report:a2', caseId: 'case:c' });
    split(world, 'a');
    expect(reportsOf(world, 'a', 'b', 'c')).toEqual([['report:a'], ['report:b'], ['report:a2', 'report:c']]);
  });

  it('is taken back from a case that was closed meanwhile', () => {
    const world = three();
    merge(world, 'a', 'b');
    world.must({ type: 'case.forceClose', caseId: 'case:b', reason: '重复', approver: 'boss' });
    split(world, 'a');
    expect(reportsOf(world, 'a', 'b')).toEqual([['report:a', 'report:a2'], ['report:b']]);
  });

  it('goes on where it stood: stage, open parts, their clocks without the time between, what was asked', () => {
    const world = new World();
    const caseId = assigned(world, 'a', ['cgb']);
    filed(world, 'b');
    // At the same moment as the merger: what is done stays done.
    world.wait(60).must({ type: 'case.handle', caseId, unit: 'cgb', note: '好' });
    world.must({ type: 'case.askExtension', caseId, reason: '难' });
    merge(world, 'a', 'b');
    expect(world.at(caseId).ask).toBeUndefined();
    world.wait(60);
    split(world, 'a');
    const state = world.at(caseId);
    expect(state).toMatchObject({ stage: 'handling', ask: { kind: 'extension', unit: 'hwz' } });
    expect(runningClocks(state)).toMatchObject([
      { name: 'handle', unit: 'hwz', grant: { due: '2025-01-02T10:00:00.000+08:00' } },
    ]);
  });

  it('of a case that waits to be closed keeps its clock too', () => {
    const world = new World();
    const caseId = handledCase(world, 'a');
    filed(world, 'b');
    world.must({ type: 'case.check', caseId, passed: true, how: 'photo' });
    merge(world, 'a', 'b');
    split(world, 'a');
    expect(world.at(caseId).stage).toBe('toClose');
    expect(runningClocks(world.at(caseId)).map(({ name }) => name)).toEqual(['check']);
  });
});

/** What an undo must bring back. */
function essence({
  undo: _u,
  lastAt: _a,
  lastBy: _b,
  lastCause: _c,
  ...state
}: CaseState): Partial<CaseState> {
  return state;
}

describe('undoing', () => {
  it('brings the state before back, clocks as if they had never stopped', () => {
    const world = new World();
    const { caseId } = filed(world);
    const before = essence(world.at(caseId));
    world.wait(5).must({ type: 'case.assign', caseId, lead: 'hwz' });
    world.wait(5).must({ type: 'case.undo', caseId, commit: lastCommit(world) });
    expect(essence(world.at(caseId))).toEqual(before);
    expect(world.at(caseId)).toMatchObject({ lastAt: world.now, undo: undefined });
  });

  it('takes a check that closed in the same breath back as one', () => {
    const world = new World();
    const caseId = handledCase(world);
    const before = essence(world.at(caseId));
    world.must({ type: 'case.check', caseId, passed: true, how: 'photo', close: true });
    const [fact] = world.must({ type: 'case.undo', caseId, commit: lastCommit(world) });
    expect(fact?.data.types).toEqual(['case.checked', 'case.closed']);
    expect(essence(world.at(caseId))).toEqual(before);
  });

  it('is for whoever did it, within the time of grace, and for the last action only', () => {
    const world = new World();
    const { caseId } = filed(world);
    world.must({ type: 'case.assign', caseId, lead: 'hwz' });
    const first = lastCommit(world);
    const undo = { type: 'case.undo', caseId, commit: first } as const;
    expect(world.refusal(undo, { actor: 'op-2' })).toBe('case.undoOther');
    expect(world.buttons(caseId, 'op-2')).not.toContain('case.undo');
    expect(world.refusal({ ...undo, commit: 'world.1.999' })).toBe('case.notLast');
    world.wait(10);
    expect(world.refusal(undo)).toBeUndefined();
    world.wait(1);
    expect(world.refusal(undo)).toBe('case.undoLate');
    world.must({ type: 'case.note', caseId, text: '备注' });
    expect(world.refusal(undo)).toBe('case.notLast');
    world.must({ ...undo, commit: lastCommit(world) });
    expect(world.refusal(undo)).toBe('case.nothingToUndo');
  });

  it('is not for filing and merging, which have an inverse of their own', () => {
    const world = three();
    const undo = (name: string) =>
      world.refusal({ type: 'case.undo', caseId: `case:${name}`, commit: lastCommit(world) });
    expect(undo('a2')).toBe('case.nothingToUndo');
    merge(world, 'a', 'b');
    expect(undo('a')).toBe('case.notNow');
    split(world, 'a');
    expect(undo('a')).toBe('case.nothingToUndo');
  });

  it('of a granted hold lets the clocks go on as they ran', () => {
    const world = new World();
    const caseId = assigned(world);
    world.must({ type: 'case.askHold', caseId, reason: '等', until: '2025-01-10T09:00:00.000+08:00' });
    const before = essence(world.at(caseId));
    world.must({ type: 'case.answer', caseId, granted: true }, { actor: 'boss' });
    world.must({ type: 'case.undo', caseId, commit: lastCommit(world) }, { actor: 'boss' });
    expect(essence(world.at(caseId))).toEqual(before);
  });
});
