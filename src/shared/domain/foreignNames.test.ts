import { describe, expect, it } from 'vitest';
import { readYearCells } from '../rules/yearFile';
import type { Device, DevicesState } from './devices/evolve';
import type { Fact } from './envelope';
import { evolve } from './evolve';
import { knowsEvent } from './knowledge';
import { assigned, World } from './testing/world';

/** Names that every plain object answers to, though nobody wrote them into it. */
const INHERITED = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__', '__defineGetter__'];

function factOf(stream: string, type: string, data: Record<string, unknown> = {}): Fact {
  const world = new World();
  assigned(world);
  const [first] = world.facts;
  if (!first) throw new Error('the world begins with a fact');
  return { ...first, stream, type, data };
}

describe('names that another desk makes up', () => {
  it.each(INHERITED)('an event of the type %s changes nothing of a case or a report', (type) => {
    const world = new World();
    const caseId = assigned(world);
    const reportId = world.reports[0]?.id ?? '';
    for (const [stream, state] of [
      [caseId, world.case(caseId)],
      [reportId, world.report(reportId)],
    ] as const) {
      const after = evolve(state, factOf(stream, type)) as Record<string, unknown>;
      expect(after).toMatchObject({ id: stream });
      expect(knowsEvent({ stream, type, v: 1, data: {} })).toBe(false);
    }
  });

  it.each(INHERITED)('a stream of the aggregate %s folds to nothing', (aggregate) => {
    expect(evolve(null, factOf(`${aggregate}:1`, 'case.noted'))).toBeNull();
    expect(knowsEvent({ stream: `${aggregate}:1`, type: 'case.noted', v: 1, data: {} })).toBe(false);
  });

  it.each(INHERITED)('a computer or a notice by the name %s is one like any other', (name) => {
    const data = { device: name, name: '席', letter: 'Z', signKey: 's', boxKey: 'b' };
    const { devices } = evolve(null, factOf('devices:main', 'device.enrolled', data)) as DevicesState;
    expect(Object.entries(devices)).toEqual([[name, expect.objectContaining<Partial<Device>>(data)]]);
    const seen = evolve(null, factOf('notice:2024-12-31', 'notice.acknowledged', { keys: [name] }));
    expect(Object.keys((seen as { seen: object }).seen)).toEqual([name]);
  });

  it.each(INHERITED)('a year’s file with days of the kind %s is told what is wrong', (kind) => {
    const { table, errors } = readYearCells(
      [
        ['day', 'kind', 'name'],
        ['2025-01-01', kind, '元旦'],
      ],
      '2025.csv',
    );
    expect(table).toBeNull();
    expect(errors.map(({ code }) => code)).toContain('fileKind');
  });
});
