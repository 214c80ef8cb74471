import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CalloutWish, clearest, insideBox, overlaps, placeCallouts, placeEdgeLabels } from './layout';

const box = { width: 1200, height: 400 };
const wish = (id: string, x: number, y: number): CalloutWish => ({
  id,
  at: { x, y },
  radius: 12,
  width: 260,
  height: 56,
});

describe('callouts', () => {
  it('stand beside their shape, to the right where nothing hinders', () => {
    const [one] = placeCallouts([wish('a', 300, 200)], box, [], []);
    expect(one).toMatchObject({ id: 'a', tied: false, rect: { x: 318, y: 172 } });
  });

  it('go to the left at the right edge', () => {
    const [one] = placeCallouts([wish('a', 1190, 200)], box, [], []);
    expect(one?.rect.x).toBe(1190 - 18 - 260);
  });

  it('would rather not hide other marks', () => {
    const marks = [340, 400, 460].map((x) => ({ x, y: 200 }));
    const [one] = placeCallouts([wish('a', 300, 200)], box, [], marks);
    for (const m of marks)
      expect(overlaps(one?.rect ?? box0, { x: m.x, y: m.y, width: 1, height: 1 })).toBe(false);
  });

  it('never leave the box and never touch one another, a fixed text or an anchor', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 1200 }), fc.integer({ min: 0, max: 400 }));
    const blocked = [{ x: 0, y: 350, width: 500, height: 50 }];
    fc.assert(
      fc.property(fc.array(point, { maxLength: 12 }), (points) => {
        const wishes = points.map(([x, y], i) => wish(String(i), x, y));
        const placed = placeCallouts(wishes, box, blocked, []);
        for (const [i, p] of placed.entries()) {
          expect(insideBox(p.rect, box)).toBe(true);
          for (const b of blocked) expect(overlaps(p.rect, b)).toBe(false);
          for (const q of placed.slice(i + 1)) expect(overlaps(p.rect, q.rect)).toBe(false);
          for (const w of wishes)
            expect(overlaps(p.rect, { x: w.at.x - 12, y: w.at.y - 12, width: 24, height: 24 })).toBe(false);
        }
      }),
      { seed: 20241231, numRuns: 300 },
    );
  });

  it('are left out, later ones first, where there is no room', () => {
    const small = { width: 300, height: 120 };
    const placed = placeCallouts([wish('first', 20, 60), wish('second', 24, 64)], small, [], []);
    expect(placed.map((p) => p.id)).toEqual(['first']);
  });
});

const box0 = { x: 0, y: 0, width: 0, height: 0 };

describe('edge labels', () => {
  const name = (text: string, x: number, rank = 1) =>
    ({ text, at: { x, y: 300 }, side: 'below', width: 80, height: 24, rank }) as const;

  it('take a second row where names would touch', () => {
    const placed = placeEdgeLabels([name('珠江西路', 300), name('珠江东路', 360)], box);
    expect(placed.map((p) => p.text)).toEqual(['珠江西路', '珠江东路']);
    expect(placed[1]?.rect.y).toBeGreaterThan(placed[0]?.rect.y ?? 0);
  });

  it('keep the name of the larger road when there is no room for both', () => {
    const tight = { width: 1200, height: 334 };
    const placed = placeEdgeLabels([name('海文路', 302, 3), name('猎德大道', 300, 1)], tight);
    expect(placed.map((p) => p.text)).toEqual(['猎德大道']);
  });

  it('never touch and never leave the box', () => {
    const xs = fc.array(fc.integer({ min: 0, max: 1200 }), { maxLength: 30 });
    fc.assert(
      fc.property(xs, (list) => {
        const placed = placeEdgeLabels(
          list.map((x, i) => name(String(i), x, i % 3)),
          box,
        );
        for (const [i, p] of placed.entries()) {
          expect(insideBox(p.rect, box)).toBe(true);
          for (const q of placed.slice(i + 1)) expect(overlaps(p.rect, q.rect)).toBe(false);
        }
      }),
      { seed: 20241231, numRuns: 300 },
    );
  });
});

describe('clearest', () => {
  it('takes the first place that is clear, else the farthest', () => {
    const places = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 20, y: 0 },
    ];
    expect(clearest(places, [], 15)).toEqual({ x: 0, y: 0 });
    expect(clearest(places, [{ x: 0, y: 0 }], 15)).toEqual({ x: 20, y: 0 });
    expect(
      clearest(
        places,
        [
          { x: 2, y: 0 },
          { x: 18, y: 0 },
        ],
        15,
      ),
    ).toEqual({ x: 10, y: 0 });
    expect(clearest([], [], 15)).toBeUndefined();
  });
});
