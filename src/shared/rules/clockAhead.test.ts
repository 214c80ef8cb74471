import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterLast, isFarAhead, ranBy, WRONG_CLOCK_MS } from './clockAhead';
import { toInstant, toMs } from './time';

const NOW = '2026-03-02T09:00:00.000+08:00';
const at = (ms: number) => toInstant(toMs(NOW) + ms);
const HOUR = 3_600_000;

describe('a clock ahead', () => {
  it('is wrong from a day on, and what follows it then bears its own time', () => {
    expect(isFarAhead(at(WRONG_CLOCK_MS), NOW)).toBe(true);
    expect(isFarAhead(at(WRONG_CLOCK_MS - 1), NOW)).toBe(false);
    expect(isFarAhead(at(-WRONG_CLOCK_MS), NOW)).toBe(false);
    expect(afterLast(NOW, at(HOUR))).toBe(at(HOUR));
    expect(afterLast(NOW, at(-HOUR))).toBe(NOW);
    expect(afterLast(NOW, at(4 * 365 * WRONG_CLOCK_MS))).toBe(NOW);
  });
});

describe('the stretches of a clock by now', () => {
  it('are those that were, and the open one since it began', () => {
    const ran = [{ from: at(-3 * HOUR), to: at(-2 * HOUR) }, { from: at(-HOUR) }];
    expect(ranBy(ran, ran[0]?.from ?? '', NOW)).toBe(ran);
  });

  it('end now where they would end later, and are left out where they would begin later', () => {
    const year = 365 * WRONG_CLOCK_MS;
    expect(ranBy([{ from: at(-HOUR), to: at(year) }, { from: at(year) }], at(-HOUR), NOW)).toEqual([
      { from: at(-HOUR), to: NOW },
      { from: NOW },
    ]);
    expect(ranBy([{ from: at(year), to: at(year) }, { from: at(year) }], at(-HOUR), NOW)).toEqual([
      { from: at(-HOUR) },
    ]);
    expect(ranBy([{ from: at(year) }], at(year), NOW)).toEqual([{ from: NOW }]);
    expect(ranBy([{ from: at(year), to: at(2 * year) }], at(year), NOW)).toEqual([]);
  });

  it('go on when a hold ends', () => {
    const ran = [{ from: at(-HOUR), to: NOW }, { from: at(HOUR) }];
    expect(ranBy(ran, at(-HOUR), NOW, at(HOUR))).toBe(ran);
    expect(ranBy([{ from: at(-HOUR), to: at(9e10) }, { from: at(9e10) }], at(-HOUR), NOW, at(HOUR))).toEqual(
      ran,
    );
  });

  it('never overlap, never lie ahead, and stay open where they were', () => {
    const cut = fc.array(fc.integer({ min: -5e9, max: 5e9 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(cut, (cuts) => {
        const times = [...cuts].sort((a, b) => a - b);
        const ran = times.flatMap((ms, i) => {
          if (i % 2 === 1) return [];
          const to = times[i + 1];
          return [to === undefined ? { from: at(ms) } : { from: at(ms), to: at(to) }];
        });
        const known = ranBy(ran, ran[0]?.from ?? NOW, NOW);
        const ends = known.flatMap(({ from, to }) => (to === undefined ? [from] : [from, to]));
        expect([...ends].sort()).toEqual(ends);
        expect(ends.every((end) => end <= NOW)).toBe(true);
        expect(known.filter(({ to }) => to === undefined)).toHaveLength(times.length % 2);
      }),
      { seed: 20241231 },
    );
  });
});
