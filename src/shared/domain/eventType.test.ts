import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EventReader, nextVersion } from './eventType';

const run = { seed: 20241231, numRuns: 300 };

/** Notes: at first a text; then texts, of which one fits the first version; then with a kind, whose `plain` fits the one before. */
const first = z.object({ text: z.string() });
const second = z.object({ texts: z.array(z.string()) });
const third = z.object({ texts: z.array(z.string()), kind: z.enum(['plain', 'loud']) });
const two = nextVersion(first, second, { upcast: ({ text }) => ({ texts: [text] }) });
const three = nextVersion(two, third, {
  upcast: ({ texts }) => ({ texts, kind: 'plain' as const }),
  fits: ({ kind }) => kind === 'plain',
});

describe('versions of an event type', () => {
  it('upcasting from any version is upcasting step by step', () => {
    const said = fc.record({ v: fc.integer({ min: 1, max: 3 }), text: fc.string(), loud: fc.boolean() });
    const readers = [new EventReader(first), new EventReader(two), new EventReader(three)];
    fc.assert(
      fc.property(said, ({ v, text, loud }) => {
        const data =
          [{ text }, { texts: [text] }, { texts: [text], kind: loud ? 'loud' : 'plain' }][v - 1] ?? {};
        let step: { v: number; data: object } = { v, data };
        for (const reader of readers.slice(v)) step = reader.upcast(step.v, step.data);
        expect(readers[2]?.upcast(v, data)).toEqual(step);
        expect(readers[2]?.reads(step)).toBe(true);
      }),
      run,
    );
  });

  it('an event is written in the oldest version that can say it, and reads back the same', () => {
    const reader = new EventReader(three);
    expect(reader.versionFor({ texts: ['a'], kind: 'loud' })).toBe(3);
    // Version 1 says no list of texts: without `fits` nothing goes back further.
    expect(reader.versionFor({ texts: ['a'], kind: 'plain' })).toBe(2);
    const data = fc.record({ texts: fc.array(fc.string()), kind: fc.constantFrom('plain', 'loud') });
    fc.assert(
      fc.property(data, (latest) => {
        const v = reader.versionFor(latest);
        expect(reader.standing(v, latest)).toBe('known');
        expect(reader.upcast(v, latest)).toEqual({ v: 3, data: latest });
      }),
      run,
    );
  });

  it('what was written in a later version is not written in one before it that cannot say it', () => {
    const open = nextVersion(first, first, { upcast: (data) => data, fits: ({ text }) => text === 'old' });
    const again = nextVersion(open, first, { upcast: (data) => data, fits: () => true });
    const reader = new EventReader(again);
    expect([reader.versionFor({ text: 'old' }), reader.versionFor({ text: 'new' })]).toEqual([1, 2]);
  });

  it('a version that nobody here knows is newer, whatever it says', () => {
    const reader = new EventReader(three);
    fc.assert(
      fc.property(fc.integer({ min: 4 }), fc.jsonValue(), (v, data) => reader.standing(v, data) === 'newer'),
      run,
    );
    expect(new EventReader(first).standing(2, { text: 7 })).toBe('newer');
    expect(new EventReader(first).knows(0, { text: 'a' })).toBe(false);
  });

  it('only what is of the latest version and known is folded', () => {
    const reader = new EventReader(three);
    expect(reader.reads({ v: 3, data: { texts: [], kind: 'plain' } })).toBe(true);
    expect(reader.reads({ v: 3, data: { texts: [], kind: 'shrill' } })).toBe(false);
    expect(reader.reads({ v: 2, data: { texts: [] } })).toBe(false);
    expect(reader.reads({ v: 4, data: { texts: [], kind: 'plain' } })).toBe(false);
  });
});

describe('how an event of another station stands', () => {
  const shape = z.object({
    kind: z.enum(['a', 'b']),
    parts: z.array(z.object({ way: z.enum(['x', 'y']), n: z.number() })).optional(),
    note: z.string().optional(),
  });
  const reader = new EventReader(shape);
  const good = fc.record(
    {
      kind: fc.constantFrom('a', 'b'),
      parts: fc.array(fc.record({ way: fc.constantFrom('x', 'y'), n: fc.integer() }), {
        minLength: 1,
        maxLength: 3,
      }),
      note: fc.string(),
    },
    { requiredKeys: ['kind', 'parts'] },
  );
  const name = fc
    .string({ minLength: 1, maxLength: 100 })
    .filter((one) => !['a', 'b', 'x', 'y'].includes(one));

  it('a value that its list does not have makes exactly this event newer', () => {
    fc.assert(
      fc.property(good, name, fc.nat(3), (data, value, at) => {
        expect(reader.standing(1, data)).toBe('known');
        const other = at === 3 ? { ...data, kind: value } : data;
        const parts = data.parts.map((part, i) =>
          i === at % data.parts.length ? { ...part, way: value } : part,
        );
        const newer = at === 3 ? other : { ...data, parts };
        expect(reader.standing(1, newer)).toBe('newer');
        expect(reader.knows(1, newer)).toBe(false);
        expect(reader.knows(1, data)).toBe(true);
      }),
      run,
    );
  });

  it('anything else that does not fit is malformed, beside a new value too', () => {
    const wrong = [
      { kind: 7 },
      { kind: '' },
      { kind: 'k'.repeat(101) },
      {},
      { kind: 'a', note: 7 },
      { kind: 'new', note: 7 },
      { kind: 'new', parts: [{ way: 'x' }] },
      { kind: 'a', parts: [{ way: { x: 1 }, n: 1 }] },
      null,
      'a',
      [],
    ];
    for (const data of wrong) expect([data, reader.standing(1, data)]).toEqual([data, 'malformed']);
  });

  it('a field that nobody here knows does not matter', () => {
    expect(reader.standing(1, { kind: 'a', colour: 'of a shade' })).toBe('known');
  });
});
