import { DAY_MS, HOUR_MS, MINUTE_MS } from '@shared/rules/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageStep, agoText } from './age';

describe('the steps of an age', () => {
  it.each([
    [-3000, 'now'],
    [9_999, 'now'],
    [10_000, 'underMinute'],
    [MINUTE_MS - 1, 'underMinute'],
  ] as const)('%i ms is %s', (ms, step) => {
    expect(ageStep(ms)).toEqual({ step });
  });

  it.each([
    [MINUTE_MS, 'minutes', 1],
    [HOUR_MS - 1, 'minutes', 59],
    [HOUR_MS, 'hours', 1],
    [DAY_MS - 1, 'hours', 23],
    [3 * DAY_MS, 'days', 3],
  ] as const)('%i ms is %s', (ms, step, count) => {
    expect(ageStep(ms)).toEqual({ step, count });
  });

  it('stands still within a minute, once it is a minute old', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 59 }), fc.integer({ min: 0, max: 59_999 }), (minutes, more) => {
        expect(ageStep(minutes * MINUTE_MS + more)).toEqual({ step: 'minutes', count: minutes });
      }),
      { seed: 20241231 },
    );
  });

  it('is said with its count', () => {
    const said = agoText(14 * MINUTE_MS, (...[key, options]) => `${key} ${JSON.stringify(options)}`);
    expect(said).toBe('sharing:ago.minutes {"count":14}');
  });
});
