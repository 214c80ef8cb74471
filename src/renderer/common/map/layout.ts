/** Placing of texts around and on the map: pure, in CSS pixels, origin at the upper left. */

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}
export interface Point {
  x: number;
  y: number;
}

/** Whether two rectangles share some area when both are `gap` pixels apart at least. */
export function overlaps(a: Rect, b: Rect, gap = 0): boolean {
  return (
    a.x < b.x + b.width + gap &&
    b.x < a.x + a.width + gap &&
    a.y < b.y + b.height + gap &&
    b.y < a.y + a.height + gap
  );
}

/** Whether a rectangle lies in the box with a margin. */
export function insideBox(r: Rect, box: { width: number; height: number }, margin = 0): boolean {
  return (
    r.x >= margin &&
    r.y >= margin &&
    r.x + r.width <= box.width - margin &&
    r.y + r.height <= box.height - margin
  );
}

export interface CalloutWish {
  id: string;
  at: Point;
  /** Half of the size of the shape that the callout belongs to. */
  radius: number;
  width: number;
  height: number;
}
export interface PlacedCallout {
  id: string;
  rect: Rect;
  /** Where the shape stands, for the line that ties them when the text is not beside it. */
  at: Point;
  tied: boolean;
}

/** Places around the anchor: beside it, above and below, then farther away. */
function candidates(w: CalloutWish, box: { width: number; height: number }): { rect: Rect; tied: boolean }[] {
  const gap = w.radius + 6;
  const out: { rect: Rect; tied: boolean }[] = [];
  const add = (x: number, y: number, tied: boolean) => {
    const rect = { x, y, width: w.width, height: w.height };
    out.push({ rect, tied });
  };
  for (const dy of [0, -0.3, 0.3]) {
    const y = w.at.y - w.height / 2 + dy * w.height;
    add(w.at.x + gap, y, false);
    add(w.at.x - gap - w.width, y, false);
  }
  for (const far of [0, 14, 34, 60, 90]) {
    for (const x of [
      w.at.x - w.width / 2,
      w.at.x - 12,
      w.at.x - w.width + 12,
      w.at.x + gap,
      w.at.x - gap - w.width,
    ]) {
      const kept = Math.max(2, Math.min(box.width - w.width - 2, x));
      add(kept, w.at.y - gap - w.height - far, far > 0);
      add(kept, w.at.y + gap + far, far > 0);
    }
  }
  return out;
}

/**
 * Places callouts in the order given, the most urgent first. None leaves the box, touches another callout, a fixed
 * text (`blocked`) or the shape of another callout; among what is left the place that hides the fewest other marks wins.
 * A callout for which there is no such place is left out: its shape still stands on the map.
 */
export function placeCallouts(
  wishes: readonly CalloutWish[],
  box: { width: number; height: number },
  blocked: readonly Rect[],
  marks: readonly Point[],
): PlacedCallout[] {
  const placed: PlacedCallout[] = [];
  const shapes = wishes.map((w) => ({
    id: w.id,
    rect: { x: w.at.x - w.radius, y: w.at.y - w.radius, width: 2 * w.radius, height: 2 * w.radius },
  }));
  for (const wish of wishes) {
    let best: { place: PlacedCallout; cost: number } | undefined;
    for (const [index, { rect, tied }] of candidates(wish, box).entries()) {
      const free =
        insideBox(rect, box, 2) &&
        !blocked.some((b) => overlaps(rect, b, 2)) &&
        !placed.some((p) => overlaps(rect, p.rect, 4)) &&
        !shapes.some((s) => overlaps(rect, s.rect, 1)) &&
        !(tied && [...blocked, ...placed.map((p) => p.rect)].some((b) => overlaps(tieOf(wish, rect), b)));
      if (!free) continue;
      const hidden = marks.filter((m) =>
        overlaps(rect, { x: m.x - 5, y: m.y - 5, width: 10, height: 10 }),
      ).length;
      const cost = hidden * 3 + index * 0.2 + (tied ? 2 : 0);
      if (!best || cost < best.cost) best = { place: { id: wish.id, rect, at: wish.at, tied }, cost };
    }
    if (best) placed.push(best.place);
  }
  return placed;
}

/** The room that the line from a shape to its text takes. */
function tieOf(w: CalloutWish, r: Rect): Rect {
  const x = Math.max(r.x, Math.min(r.x + r.width, w.at.x));
  const y = w.at.y < r.y ? r.y : r.y + r.height;
  const [left, top] = [Math.min(x, w.at.x), Math.min(y, w.at.y)];
  return { x: left - 1, y: top, width: Math.abs(x - w.at.x) + 2, height: Math.abs(y - w.at.y) };
}

export interface EdgeWish {
  text: string;
  /** Where the road leaves the map. */
  at: Point;
  side: 'below' | 'right';
  width: number;
  height: number;
  /** Smaller comes first: main roads keep their name when there is no room for all. */
  rank: number;
}
export interface PlacedLabel {
  text: string;
  rect: Rect;
  at: Point;
  side: 'below' | 'right';
}

const TICK = 8;
const ROWS = 3;

function edgeRects(w: EdgeWish): Rect[] {
  const size = { width: w.width, height: w.height };
  if (w.side === 'right') {
    return [-0.75, -0.5, -1, 0, -1.4, 0.4].map((f) => ({
      x: w.at.x + TICK,
      y: w.at.y + f * w.height,
      ...size,
    }));
  }
  const rects: Rect[] = [];
  for (let row = 0; row < ROWS; row++) {
    const y = w.at.y + TICK + row * (w.height + 2);
    for (const f of [0.5, 0.35, 0.65]) rects.push({ x: w.at.x - w.width * f, y, ...size });
  }
  return rects;
}

/** Puts road names outside the map where the road ends: main roads first, in a second row where they would touch. */
export function placeEdgeLabels(
  wishes: readonly EdgeWish[],
  box: { width: number; height: number },
  blocked: readonly Rect[] = [],
): PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  const ticks: Rect[] = [];
  const order = wishes
    .map((w, i) => ({ w, i }))
    .sort((a, b) => sideRank(a.w) - sideRank(b.w) || a.w.rank - b.w.rank || a.i - b.i);
  for (const { w } of order) {
    const free = edgeRects(w).filter(
      (r) =>
        insideBox(r, box, 1) &&
        !blocked.some((b) => overlaps(r, b, 4)) &&
        !ticks.some((t) => overlaps(r, t, 2)) &&
        !placed.some((p) => overlaps(r, p.rect, p.side === 'right' ? 0 : 8)) &&
        !placed.some((p) => overlaps(tickOf(w, r), p.rect, 2)),
    );
    // A name that stands before the end of another road would cost that road its name.
    const bars = (r: Rect) =>
      wishes.some(
        (o) =>
          o !== w && o.side === w.side && w.side === 'below' && o.rank <= w.rank && overlapsX(r, o.at.x, 4),
      );
    const rect = free.find((r) => !bars(r)) ?? free[0];
    if (!rect) continue;
    placed.push({ text: w.text, rect, at: w.at, side: w.side });
    ticks.push(tickOf(w, rect));
  }
  return placed;
}

const overlapsX = (r: Rect, x: number, gap: number) => x > r.x - gap && x < r.x + r.width + gap;

/** Names at the right have fewer places to go to, so they choose first. */
const sideRank = (w: EdgeWish) => (w.side === 'right' ? 0 : 1);

/** The thin line from the end of a road to its name. */
function tickOf(w: EdgeWish, r: Rect): Rect {
  if (w.side === 'right') return { x: w.at.x, y: w.at.y - 1, width: TICK - 2, height: 2 };
  return { x: w.at.x - 1, y: w.at.y, width: 2, height: Math.max(0, r.y - w.at.y - 2) };
}

/** Of some places for a number the first that keeps `clear` pixels from every mark, else the one farthest from them. */
export function clearest(
  places: readonly Point[],
  marks: readonly Point[],
  clear: number,
): Point | undefined {
  let best: { place: Point; distance: number } | undefined;
  for (const place of places) {
    const distance = Math.min(...marks.map((m) => Math.hypot(m.x - place.x, m.y - place.y)), clear);
    if (!best || distance > best.distance + 0.01) best = { place, distance };
  }
  return best?.place;
}
