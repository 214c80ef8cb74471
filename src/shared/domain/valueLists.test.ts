import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { choicesKnownBy, unknownChoices, valueListsOf } from './valueLists';

const way = z.enum(['x', 'y']);
const shape = z.object({
  kind: way,
  maybe: way.optional(),
  none: way.nullable(),
  usual: way.default('x'),
  deep: z.object({ list: z.array(z.object({ way })) }).readonly(),
  byName: z.record(z.string(), way),
  other: z.union([way, z.number()]),
  text: z.string(),
});

describe('lists of values in a schema', () => {
  it('are found in objects, arrays and records, through what wraps them; not in unions', () => {
    const found = valueListsOf(shape).map(({ at }) => at.join('/'));
    expect(found).toEqual(['kind', 'maybe', 'none', 'usual', 'deep/list/*/way', 'byName/*']);
    expect([...(valueListsOf(way)[0]?.values ?? [])]).toEqual(['x', 'y']);
    expect(valueListsOf(z.string())).toEqual([]);
  });

  it('name the places at which data have a value that they do not', () => {
    const lists = valueListsOf(shape);
    const known = { kind: 'x', none: null, deep: { list: [{ way: 'y' }] }, byName: { a: 'x' }, text: 'z' };
    expect(unknownChoices(lists, known)).toEqual([]);
    const data = {
      ...known,
      kind: 'z',
      deep: { list: [{ way: 'x' }, { way: 'z' }] },
      byName: { a: 'z', b: 'y' },
    };
    expect(unknownChoices(lists, data)).toEqual(['kind', 'deep/list/1/way', 'byName/a']);
  });

  it('are asked by the quick way as by the one that names places', () => {
    const lists = valueListsOf(shape);
    const value = fc.oneof(fc.constantFrom('x', 'y', 'z', '', 7, null), fc.array(fc.string()), fc.object());
    const data = fc.record(
      {
        kind: value,
        maybe: value,
        deep: fc.record({ list: fc.array(fc.record({ way: value })) }),
        byName: fc.dictionary(fc.string(), value),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(data, fc.object()), (one) => {
        expect(choicesKnownBy(lists)(one)).toBe(unknownChoices(lists, one).length === 0);
      }),
      { seed: 20241231 },
    );
  });

  it('take a name for a value and nothing else; what is inherited is nobody’s', () => {
    const lists = valueListsOf(z.object({ constructor: way, kind: way }));
    for (const kind of [7, '', 'k'.repeat(101), null, {}, []])
      expect(unknownChoices(lists, { kind })).toEqual([]);
    expect(unknownChoices(lists, { kind: 'k'.repeat(100) })).toEqual(['kind']);
    expect(unknownChoices(lists, Object.create({ kind: 'z' }))).toEqual([]);
  });
});
