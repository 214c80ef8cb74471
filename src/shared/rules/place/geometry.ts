import type { Position } from './schema';

/**
 * Plane geometry near one place. Degrees are turned into metres with the scale at 23.1245° N; over the 4 km of a
 * street the error is far below a metre.
 */

/** Metres of one degree of latitude. */
export const METRES_PER_LAT = 110_760;
/** Metres of one degree of longitude at 23.1245° N. */
export const METRES_PER_LON = 102_420;

/** Distance of two WGS-84 positions in metres. */
export function distanceM(a: Position, b: Position): number {
  return Math.hypot((a[0] - b[0]) * METRES_PER_LON, (a[1] - b[1]) * METRES_PER_LAT);
}

function pairs(path: readonly Position[]): [Position, Position][] {
  const out: [Position, Position][] = [];
  let previous: Position | undefined;
  for (const p of path) {
    if (previous) out.push([previous, p]);
    previous = p;
  }
  return out;
}

/** Whether a closed ring (first position repeated at the end) contains a point: even-odd rule, edges count on one side. */
export function ringContains(ring: readonly Position[], [x, y]: Position): boolean {
  let inside = false;
  for (const [[x1, y1], [x2, y2]] of pairs(ring)) {
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

/** Whether a GeoJSON polygon (outline, then holes) contains a point. */
export function polygonContains(rings: readonly (readonly Position[])[], p: Position): boolean {
  const [outline, ...holes] = rings;
  return outline !== undefined && ringContains(outline, p) && !holes.some((hole) => ringContains(hole, p));
}

/** Area of a closed ring in m². */
export function ringAreaM2(ring: readonly Position[]): number {
  const o = ring[0] ?? [0, 0];
  let sum = 0;
  for (const [a, b] of pairs(ring)) sum += (a[0] - o[0]) * (b[1] - o[1]) - (b[0] - o[0]) * (a[1] - o[1]);
  return Math.abs(sum / 2) * METRES_PER_LON * METRES_PER_LAT;
}

/** Distance in metres from a point to the nearest place on a line (or on a closed ring). */
export function lineDistanceM(path: readonly Position[], p: Position): number {
  let best = Number.POSITIVE_INFINITY;
  for (const [a, b] of pairs(path)) {
    const dx = (b[0] - a[0]) * METRES_PER_LON;
    const dy = (b[1] - a[1]) * METRES_PER_LAT;
    const px = (p[0] - a[0]) * METRES_PER_LON;
    const py = (p[1] - a[1]) * METRES_PER_LAT;
    const t = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
    best = Math.min(best, Math.hypot(px - t * dx, py - t * dy));
  }
  return best;
}

/** Length of a line in metres. */
export function lineLengthM(path: readonly Position[]): number {
  return pairs(path).reduce((sum, [a, b]) => sum + distanceM(a, b), 0);
}

/**
 * The point at a share (0…1) of a line's length, moved sideways by `offsetM` metres: positive to the left of the
 * line's direction. A line without length gives its first point.
 */
export function pointAlong(path: readonly Position[], share: number, offsetM = 0): Position {
  let left = Math.max(0, Math.min(1, share)) * lineLengthM(path);
  const steps = pairs(path);
  for (const [index, [a, b]] of steps.entries()) {
    const length = distanceM(a, b);
    if (left > length && index + 1 < steps.length) {
      left -= length;
      continue;
    }
    const t = length === 0 ? 0 : Math.min(1, left / length);
    const ux = ((b[0] - a[0]) * METRES_PER_LON) / (length || 1);
    const uy = ((b[1] - a[1]) * METRES_PER_LAT) / (length || 1);
    return [
      a[0] + (b[0] - a[0]) * t - (uy * offsetM) / METRES_PER_LON,
      a[1] + (b[1] - a[1]) * t + (ux * offsetM) / METRES_PER_LAT,
    ];
  }
  return path[0] ?? [0, 0];
}

/** Where two lines cross first (in the direction of the first), or undefined. */
export function crossing(one: readonly Position[], other: readonly Position[]): Position | undefined {
  for (const [a, b] of pairs(one)) {
    for (const [c, d] of pairs(other)) {
      const det = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0]);
      if (det === 0) continue;
      const t = ((c[0] - a[0]) * (d[1] - c[1]) - (c[1] - a[1]) * (d[0] - c[0])) / det;
      const u = ((c[0] - a[0]) * (b[1] - a[1]) - (c[1] - a[1]) * (b[0] - a[0])) / det;
      if (t >= 0 && t <= 1 && u >= 0 && u <= 1) return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
    }
  }
  return undefined;
}

/**
 * Where two roads meet: their crossing, else an end of one that comes within `toleranceM` metres of the other
 * (a road on the border is drawn a little outside of those that reach it), or undefined.
 */
export function meeting(
  one: readonly Position[],
  other: readonly Position[],
  toleranceM: number,
): Position | undefined {
  const exact = crossing(one, other);
  if (exact) return exact;
  const ends = (path: readonly Position[], against: readonly Position[]) =>
    [path[0], path.at(-1)].filter(
      (p): p is Position => p !== undefined && lineDistanceM(against, p) <= toleranceM,
    );
  return ends(other, one)[0] ?? ends(one, other)[0];
}
