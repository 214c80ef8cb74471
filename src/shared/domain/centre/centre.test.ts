import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../envelope';
import { isWellFormed, knowsEvent } from '../knowledge';
import { decideCentre } from './decide';
import { CENTRE } from './events';
import { type CentreState, centreStream } from './evolve';

const AT = '2024-12-31T09:00:00.000+08:00';
const [A, B] = ['0123456789abcdef', 'fedcba9876543210'];

const named = (key: string): Fact =>
  ({ stream: CENTRE, type: 'centre-key.named', v: 1, data: { key }, at: AT }) as unknown as Fact;
const fold = (...keys: string[]): CentreState | null =>
  keys.map(named).reduce(centreStream.evolve, null as CentreState | null);

describe('the name of a centre’s key', () => {
  it('is written once, and another key is never named over it', () => {
    const first = decideCentre(null, { type: 'centre-key.name', key: A }, AT);
    expect(first).toMatchObject({ ok: true, events: [{ stream: CENTRE, data: { key: A } }] });
    expect(decideCentre(fold(A), { type: 'centre-key.name', key: A }, AT)).toMatchObject({ events: [] });
    expect(decideCentre(fold(A), { type: 'centre-key.name', key: B }, AT)).toMatchObject({
      ok: false,
      refusal: { code: 'centreKey.other' },
    });
  });

  it('counts once however many desks name it, and two that differ are both kept to be told', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(A, B), { minLength: 1 }), (keys) => {
        expect(fold(...keys)?.keys).toEqual([...new Set(keys)]);
      }),
      { seed: 20241231 },
    );
  });

  it('is an event that is known and has a shape', () => {
    const event = { stream: CENTRE, type: 'centre-key.named', v: 1, data: { key: A } };
    expect(knowsEvent(event)).toBe(true);
    expect(isWellFormed(event)).toBe(true);
    expect(isWellFormed({ ...event, data: { key: 'the key itself' } })).toBe(false);
  });
});
