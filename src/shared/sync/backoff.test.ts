import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BACKOFF, BACKOFF_LIVE, BACKOFF_REFUSED, backoffMs, periodMs } from './backoff';

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('waiting after failures', () => {
  it('doubles its bound from one second to one minute', () => {
    expect([1, 2, 3, 7, 8, 100].map((failures) => backoffMs(failures, 1))).toEqual([
      1000, 2000, 4000, 60_000, 60_000, 60_000,
    ]);
    expect(backoffMs(7, 0.5)).toBe(30_000);
    expect([1, 4, 5, 100].map((failures) => backoffMs(failures, 1, BACKOFF_LIVE))).toEqual([
      1000, 8000, 15_000, 15_000,
    ]);
  });

  it('stays between its floor and its bound, whatever chance says, and uses the whole of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), chance, (failures, random) => {
        for (const limits of [BACKOFF, BACKOFF_LIVE, BACKOFF_REFUSED]) {
          const ms = backoffMs(failures, random, limits);
          expect(ms).toBeGreaterThanOrEqual(limits.floorMs);
          expect(ms).toBeLessThanOrEqual(Math.max(limits.floorMs, limits.maxMs));
        }
      }),
      { seed: 20241231 },
    );
    expect(backoffMs(100, 0)).toBe(BACKOFF.floorMs);
  });

  it('comes on its period give or take a tenth', () => {
    expect([0, 0.5, 1].map((random) => periodMs(5, random))).toEqual([270_000, 300_000, 330_000]);
  });
});
