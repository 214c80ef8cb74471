import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffRows } from './diff';

const seed = { seed: 20241231 };
const keyOf = (row: { id: string }) => row.id;
const rowArb = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  value: fc.integer({ min: 0, max: 2 }),
  list: fc.option(fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }), { nil: undefined }),
});

describe('diffRows', () => {
  it('names added, removed and changed rows, field by field', () => {
    const before = [
      { id: 'a', value: 4, unit: '时' },
      { id: 'b', value: 1 },
      { id: 'c', value: 9, deep: { x: [1, 2] } },
    ];
    const after = [
      { id: 'c', deep: { x: [1, 2] }, value: 9 },
      { id: 'a', value: 2, note: '新' },
      { id: 'd', value: 1 },
    ];
    expect(diffRows<{ id: string }>(before, after, keyOf)).toEqual({
      added: [{ key: 'd', row: after[2] }],
      removed: [{ key: 'b', row: before[1] }],
      changed: [
        {
          key: 'a',
          before: before[0],
          after: after[1],
          fields: [
            { field: 'value', before: 4, after: 2 },
            { field: 'unit', before: '时', after: undefined },
            { field: 'note', before: undefined, after: '新' },
          ],
        },
      ],
      unchanged: 1,
    });
  });

  it('tells a list from another, and a field that is undefined from none not at all', () => {
    const changed = (a: unknown, b: unknown) =>
      diffRows([{ id: 'a', v: a }], [{ id: 'a', v: b }], keyOf).changed.length;
    expect(changed(['x'], ['x', 'y'])).toBe(1);
    expect(changed(['x', 'y'], ['y', 'x'])).toBe(1);
    expect(changed([], {})).toBe(1);
    expect(changed(null, undefined)).toBe(1);
    expect(changed({ a: undefined }, {})).toBe(0);
  });

  it('accounts for every row of both tables, repeated keys included', () => {
    fc.assert(
      fc.property(fc.array(rowArb), fc.array(rowArb), (before, after) => {
        const { added, removed, changed, unchanged } = diffRows(before, after, keyOf);
        expect(added.length + changed.length + unchanged).toBe(after.length);
        expect(removed.length + changed.length + unchanged).toBe(before.length);
        for (const one of changed) expect(one.fields.length).toBeGreaterThan(0);
      }),
      seed,
    );
  });

  it('finds nothing between a table and itself, in any order of keys that are unique', () => {
    fc.assert(
      fc.property(fc.uniqueArray(rowArb, { selector: keyOf }), (rows) => {
        const none = { added: [], removed: [], changed: [], unchanged: rows.length };
        expect(diffRows(rows, rows.toReversed(), keyOf)).toEqual(none);
      }),
      seed,
    );
  });
});
