import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policySchema } from '../../rules/policy';
import { tableKinds } from '../../rules/tableSchemas';
import type { Fact } from '../envelope';
import { isWellFormed, upcast, versionFor } from '../knowledge';
import { valueListsOf } from '../valueLists';
import { knownTables } from './events';
import { type TablesState, tablesStream } from './evolve';
import { fitsVersion1, TABLES_OF_VERSION_1, VALUES_OF_VERSION_1 } from './version1';

const set = (table: string, rows: Record<string, unknown>[]) => ({ table, version: 'v', rows });
const limit = { id: 'a', item: 'handle', value: 1, unit: 'workDay' };

describe('the version in which a table is set', () => {
  it('is the first where programs of before read its name and every value of its rows', () => {
    expect(versionFor('table.set', set('limits', [limit, { ...limit, flag: 1 }]))).toBe(1);
    expect(versionFor('table.set', set('limits', [limit, { ...limit, item: 'review' }]))).toBe(2);
    expect(versionFor('table.set', set('map', [{ anything: 'goes' }]))).toBe(1);
    expect(versionFor('table.set', set('ledgerKinds', []))).toBe(2);
    expect(versionFor('table.set', set('constructor', []))).toBe(2);
    expect(versionFor('table.set', set('classes', [{ appealKinds: ['help', 'song'] }]))).toBe(2);
    expect(versionFor('table.set', set('calendar', [{ kind: 'year', table: { year: 2030 } }]))).toBe(1);
    expect(versionFor('table.set', set('calendar', [{ kind: 'year', table: { year: 2030, by: 'x' } }]))).toBe(
      2,
    );
  });

  it('every list of values in a row of those tables is held against what those programs know', () => {
    for (const table of TABLES_OF_VERSION_1) {
      if (table === 'map' || table === 'calendar') continue;
      const lists = valueListsOf(tableKinds[table].row);
      const named = VALUES_OF_VERSION_1[table] ?? {};
      expect([table, lists.map(({ at }) => at[0]).sort()]).toEqual([table, Object.keys(named).sort()]);
      for (const { at, values } of lists)
        for (const value of named[at[0] ?? ''] ?? []) expect(values).toContain(value);
    }
    expect(Object.keys(policySchema.shape)).toEqual(
      expect.arrayContaining([...(VALUES_OF_VERSION_1.policy?.id ?? [])]),
    );
  });

  it('what fits is what they read: one other value anywhere makes it version 2', () => {
    const fields = Object.entries(VALUES_OF_VERSION_1).flatMap(([table, lists]) =>
      Object.entries(lists ?? {}).map(([field, values]) => ({ table, field, values })),
    );
    const rows = fc.constantFrom(...fields).chain(({ table, field, values }) =>
      fc.record({
        table: fc.constant(table),
        field: fc.constant(field),
        good: fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 5 }),
        bad: fc.option(
          fc.string({ minLength: 1 }).filter((one) => !values.includes(one)),
          { nil: undefined },
        ),
        at: fc.nat(5),
      }),
    );
    fc.assert(
      fc.property(rows, ({ table, field, good, bad, at }) => {
        const all = bad === undefined ? good : [...good.slice(0, at), bad, ...good.slice(at)];
        expect(
          fitsVersion1(
            set(
              table,
              all.map((value) => ({ [field]: value })),
            ),
          ),
        ).toBe(bad === undefined);
      }),
      { seed: 20241231 },
    );
  });
});

describe('tables that this program does not know', () => {
  const fact = (v: number, data: object): Fact =>
    ({ stream: 'rules:main', type: 'table.set', v, data }) as unknown as Fact;

  it('are kept beside the others', () => {
    const first = tablesStream.evolve(null, fact(2, set('limits', [limit])));
    const state: TablesState | null = tablesStream.evolve(first, fact(2, set('weather', [{ id: 'rain' }])));
    expect(Object.keys(state?.tables ?? {})).toEqual(['limits', 'weather']);
  });

  it('come in version 2; in version 1 there are the sixteen', () => {
    const event = { stream: 'rules:main', type: 'table.set' };
    for (const table of knownTables)
      expect(isWellFormed({ ...event, v: 2, data: set(table, []) })).toBe(true);
    expect(isWellFormed({ ...event, v: 2, data: set('weather', []) })).toBe(true);
    expect(isWellFormed({ ...event, v: 2, data: { table: 7, version: 'v', rows: [] } })).toBe(false);
    expect(isWellFormed({ ...event, v: 3, data: { anything: 'goes' } })).toBe(true);
    const old = { ...event, v: 1, data: set('limits', [limit]) };
    expect(upcast(old)).toEqual({ ...old, v: 2 });
  });
});
