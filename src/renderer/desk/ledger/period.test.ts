import { addDays, daysBetween } from '@shared/rules/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moved, periodOf, spans } from './period';

describe('periods of the ledger', () => {
  it('are days, weeks from Monday, and months', () => {
    expect(periodOf('day', '2024-12-31')).toEqual({ from: '2024-12-31', to: '2024-12-31' });
    expect(periodOf('week', '2024-12-31')).toEqual({ from: '2024-12-30', to: '2025-01-05' });
    expect(periodOf('month', '2024-02-10')).toEqual({ from: '2024-02-01', to: '2024-02-29' });
    expect(moved('month', '2024-03-31', -1)).toBe('2024-02-01');
    expect(moved('week', '2024-12-31', 1)).toBe('2025-01-06');
  });

  it('follow each other without a gap, in both directions', () => {
    const day = fc.integer({ min: 0, max: 2000 }).map((n) => addDays('2023-01-01', n));
    fc.assert(
      fc.property(day, fc.constantFrom(...spans), (one, span) => {
        const here = periodOf(span, one);
        expect(here.from <= one && one <= here.to).toBe(true);
        expect(daysBetween(here.to, periodOf(span, moved(span, one, 1)).from)).toBe(1);
        expect(daysBetween(periodOf(span, moved(span, one, -1)).to, here.from)).toBe(1);
      }),
      { seed: 20241231 },
    );
  });
});
