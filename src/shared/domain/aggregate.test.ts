import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Appliers, streamType, streamTypeBy, unchanged } from './aggregate';
import { aggregates } from './aggregates';
import { appliers as caseAppliers } from './case/appliers';
import { caseEvents } from './case/events';
import { caseStream } from './case/evolve';
import type { CaseState } from './case/state';
import type { Fact } from './envelope';

interface Walk {
  readonly steps: number;
}

const events = {
  'patrol.walked': z.object({ steps: z.number() }),
  'patrol.seen': z.object({}),
};

const appliers: Appliers<Walk, typeof events> = {
  'patrol.walked': (state, { data }) => ({ steps: (state?.steps ?? 0) + data.steps }),
  'patrol.seen': unchanged,
};

function fact(type: string, data: Record<string, unknown>): Fact {
  const at = '2024-12-31T09:00:00.000+08:00';
  return {
    ref: 'a.1.1.0',
    stream: 'patrol:1',
    type,
    v: 1,
    rank: 1,
    basis: null,
    at,
    data,
    hlc: `${at}/0000`,
    commandId: 'a-command',
    device: 'a',
    incarnation: 1,
    seq: 1,
    index: 0,
    actor: 'op',
    recordedAt: at,
  };
}

describe('the events of an aggregate', () => {
  it('go to the applier of their type; what is unknown or changes nothing leaves the state', () => {
    const patrols = streamType(['patrol'], events, appliers);
    const facts = [
      fact('patrol.walked', { steps: 2 }),
      fact('patrol.seen', {}),
      fact('toString', {}),
      { ...fact('patrol.walked', { steps: 9 }), v: 2 },
      fact('patrol.walked', { steps: 3 }),
    ];
    expect(facts.reduce<Walk | null>((state, one) => patrols.evolve(state, one), null)).toEqual({ steps: 5 });
    expect(patrols.evolve(null, fact('patrol.seen', {}))).toBeNull();
  });

  it('do not compile where one is forgotten', () => {
    const more = { ...events, 'patrol.ended': z.object({}) };
    // @ts-expect-error 'patrol.ended' has no applier.
    streamType<Walk, typeof more>(['patrol'], more, appliers);
    // @ts-expect-error Nor has it one here.
    const forgotten: Appliers<Walk, typeof more> = { 'patrol.walked': unchanged, 'patrol.seen': unchanged };
    const late: Appliers<Walk, typeof events> = {
      ...appliers,
      // @ts-expect-error An applier of an event that nobody wrote down.
      'patrol.gone': unchanged,
    };
    expect([forgotten, late].map((one) => Object.keys(one).length)).toEqual([2, 3]);
  });

  it('of a case do not compile either, though one function folds them all', () => {
    const more = { ...caseEvents, 'case.frozen': z.object({}) };
    const evolve = (state: CaseState | null): CaseState | null => state;
    const handled = { ...caseAppliers, 'case.filed': unchanged };
    // @ts-expect-error 'case.undone' has no applier.
    streamTypeBy(['case'], caseEvents, handled, evolve);
    const all = { ...handled, 'case.undone': unchanged };
    // @ts-expect-error 'case.frozen' has none.
    streamTypeBy(['case'], more, all, evolve);
    const whole = streamTypeBy(['case'], caseEvents, all, evolve);
    expect(Object.keys(whole.events)).toEqual(Object.keys(caseStream.events));
  });

  it('belong to one aggregate each, as do the names of streams', () => {
    const types = aggregates.flatMap(({ stream }) => Object.keys(stream.events));
    const prefixes = aggregates.flatMap(({ stream }) => stream.prefixes);
    expect(new Set(types).size).toBe(types.length);
    expect(new Set(prefixes).size).toBe(prefixes.length);
    expect(new Set(aggregates.map(({ name }) => name)).size).toBe(aggregates.length);
  });
});
