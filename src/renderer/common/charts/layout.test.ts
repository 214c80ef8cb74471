import { weekday } from '@shared/rules/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitText, spreadLabels, textWidth, weekends, zeroBasedAxis } from './layout';

const seed = { seed: 20241231 };

describe('a zero-based axis', () => {
  it('ends at a round figure above the highest value', () => {
    expect(zeroBasedAxis(57)).toEqual({ top: 60, marks: [0, 30, 60] });
    expect(zeroBasedAxis(61).top).toBe(80);
    expect(zeroBasedAxis(100).top).toBe(100);
    expect(zeroBasedAxis(0)).toEqual({ top: 4, marks: [0, 2, 4] });
    expect(zeroBasedAxis(Number.NEGATIVE_INFINITY).top).toBe(4);
  });

  it('always holds the value, and uses at least half of its height', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 1_000_000 }), (highest) => {
        const { top } = zeroBasedAxis(highest);
        expect(top).toBeGreaterThanOrEqual(highest);
        expect(top).toBeLessThanOrEqual(highest * 2);
      }),
      seed,
    );
  });
});

describe('labels at line ends', () => {
  it('stay where they are when there is room', () => {
    expect(spreadLabels([50, 20], 10, 0, 100)).toEqual([50, 20]);
  });

  it('are pushed apart, and back from the lower end', () => {
    expect(spreadLabels([50, 52], 20, 0, 100)).toEqual([50, 70]);
    expect(spreadLabels([99, 98], 20, 0, 100)).toEqual([100, 80]);
  });

  it('never overlap, keep their order and stay inside where all fit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -50, max: 450, noNaN: true }), { minLength: 1, maxLength: 8 }),
        (wishes) => {
          const placed = spreadLabels(wishes, 20, 0, 400);
          const sorted = [...placed].sort((a, b) => a - b);
          for (const [k, y] of sorted.entries()) {
            expect(y).toBeGreaterThanOrEqual(0);
            expect(y).toBeLessThanOrEqual(400);
            if (k > 0) expect(y - (sorted[k - 1] ?? 0)).toBeGreaterThanOrEqual(20 - 1e-9);
          }
          for (const [i, a] of wishes.entries()) {
            for (const [j, b] of wishes.entries()) if (a < b) expect(placed[i]).toBeLessThan(placed[j] ?? 0);
          }
        },
      ),
      seed,
    );
  });
});

describe('texts in charts', () => {
  it('count a Chinese sign as a whole em', () => {
    expect(textWidth('执法队', 10)).toBe(30);
    expect(textWidth('ab', 10)).toBeCloseTo(11.6);
  });

  it('are cut with an ellipsis only where they do not fit', () => {
    expect(fitText('执法队', 10, 30)).toBe('执法队');
    expect(fitText('综合行政执法队', 10, 40)).toBe('综合行…');
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 30, max: 200 }), (text, width) => {
        expect(textWidth(fitText(text, 12, width), 12)).toBeLessThanOrEqual(width);
      }),
      seed,
    );
  });
});

describe('weekends', () => {
  it('are found as stretches, also where the days begin on a Sunday', () => {
    const days = ['2024-12-01', '2024-12-02', '2024-12-06', '2024-12-07', '2024-12-08', '2024-12-09'];
    expect(weekends(days, weekday)).toEqual([
      { from: 0, to: 0 },
      { from: 3, to: 4 },
    ]);
  });
});
