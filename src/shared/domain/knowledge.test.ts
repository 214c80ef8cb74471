import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aggregates } from './aggregates';
import { commitSchema } from './envelope';
import { factsOf } from './facts';
import { isWellFormed, KNOWN_EVENTS, knowsEvent, standingOf, upcast, versionFor } from './knowledge';
import { valueListsOf } from './valueLists';

const ledger = { day: '2024-12-31', kind: 'bollard', quantity: 3 };
const event = (more: object = {}) => ({
  stream: 'ledger:2024-12-31',
  type: 'ledger.recorded',
  v: 1,
  data: ledger,
  ...more,
});

describe('what this program knows of an event', () => {
  it('its aggregate, its type, its version and every value of a list', () => {
    expect([knowsEvent(event()), standingOf(event())]).toEqual([true, 'known']);
    for (const newer of [
      event({ stream: 'weather:1' }),
      event({ type: 'ledger.weighed' }),
      event({ v: 99 }),
      event({ data: { ...ledger, kind: 'treesCut' } }),
    ]) {
      expect([knowsEvent(newer), standingOf(newer), isWellFormed(newer)]).toEqual([false, 'newer', true]);
      expect(upcast(newer)).toBe(newer);
    }
    const broken = event({ data: { ...ledger, quantity: 'many' } });
    expect([standingOf(broken), isWellFormed(broken)]).toEqual(['malformed', false]);
  });

  it('is told as one text, with every type, version and value', () => {
    const told = JSON.parse(KNOWN_EVENTS) as [string[], [string, [string, string[]][][]][]][];
    const types = new Map(told.flatMap(([, events]) => events));
    expect([...types.keys()]).toEqual(aggregates.flatMap(({ stream }) => Object.keys(stream.events)));
    expect(types.get('ledger.recorded')).toHaveLength(2);
    expect(new Map(types.get('case.asked')?.[0]).get('kind')).toEqual(['extension', 'hold']);
  });

  it('an event of no aggregate is not written', () => {
    expect(() => versionFor('weather.rained', {})).toThrow(/weather\.rained/);
  });

  it('no value of a list stands where a newer one would be taken for a broken event', () => {
    const closed = aggregates.flatMap(({ stream }) =>
      Object.entries(stream.events).flatMap(([type, one]) => {
        const latest = 'versions' in one ? one.versions.at(-1)?.schema : one;
        return latest ? closedIn(latest).map((at) => `${type} ${at}`) : [];
      }),
    );
    expect(closedIn(z.object({ a: z.union([z.literal('x'), z.number()]) }))).toEqual(['a/|']);
    // What a union or a literal says of values is closed: a further one needs a version of its event type.
    expect(closed).toEqual([]);
  });
});

/** Where a schema holds an enum or a literal that `valueListsOf` does not find. */
function closedIn(schema: z.core.$ZodType): string[] {
  const found = new Set(valueListsOf(schema).map(({ at }) => at.join('/')));
  const json = JSON.parse(JSON.stringify(zodJson(schema))) as unknown;
  return enumsIn(json, '').filter((at) => !found.has(at));
}

function zodJson(schema: z.core.$ZodType): unknown {
  return z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
}

/** Paths of all lists of values in a JSON schema (`*`: each element). */
function enumsIn(json: unknown, at: string): string[] {
  if (typeof json !== 'object' || json === null) return [];
  const said = Object.entries(json);
  const path = (name: string): string => (at === '' ? name : `${at}/${name}`);
  return said.flatMap(([key, value]): string[] => {
    if (key === 'enum' || key === 'const') return [at];
    if (key === 'properties')
      return Object.entries(value as object).flatMap(([name, one]) => enumsIn(one, path(name)));
    if (key === 'items' || key === 'additionalProperties') return enumsIn(value, path('*'));
    if (key === 'anyOf' || key === 'oneOf') {
      const kinds = (value as object[]).filter((one) => !('type' in one && one.type === 'null'));
      return kinds.length === 1 ? enumsIn(kinds[0], at) : kinds.flatMap((one) => enumsIn(one, path('|')));
    }
    return [];
  });
}

describe('a commit of another station', () => {
  const at = '2024-12-31T16:00:00.000+08:00';
  const commit = {
    device: 'device-1',
    incarnation: 1,
    seq: 1,
    hlc: `${at}/0000`,
    id: 'command-1',
    actor: 'op-1',
    recordedAt: at,
    prev: '0'.repeat(64),
    events: [{ ...event(), rank: 1, basis: null, at }],
  };

  it('comes in with a way of answering that only a newer program knows, and keeps it', () => {
    const read = commitSchema.parse({ ...commit, via: 'videoCall' });
    expect(factsOf(read)[0]).toMatchObject({ via: 'videoCall', type: 'ledger.recorded' });
    for (const via of ['', 7, 'x'.repeat(101)])
      expect(commitSchema.safeParse({ ...commit, via }).success).toBe(false);
  });

  it('comes in with a digest of another form: it says nothing but that nothing asked here is the same', () => {
    expect(commitSchema.parse({ ...commit, digest: 'v2:abc' }).digest).toBe('v2:abc');
  });

  it('comes in with fields that nobody here knows', () => {
    expect(commitSchema.safeParse({ ...commit, weather: 'rain' }).success).toBe(true);
  });
});
