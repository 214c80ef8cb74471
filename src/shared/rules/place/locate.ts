import { lineDistanceM, METRES_PER_LAT, METRES_PER_LON, polygonContains } from './geometry';
import type { GridLayer, Position } from './schema';

/** Farther than this (metres) outside every grid a place has no grid: somebody has to look. */
export const NEAREST_LIMIT_M = 50;

/**
 * The unit grid (单元网格) of a place. `exact` false: the place lies in no grid, this is the nearest one within
 * {@link NEAREST_LIMIT_M}, `distanceM` metres away; the program shows such a place as flagged.
 */
export interface Located {
  gridCode: string;
  communityCode: string;
  exact: boolean;
  distanceM: number;
}

type Grid = GridLayer['features'][number];
type Box = [west: number, south: number, east: number, north: number];

/** Grids with their bounding boxes: made once per layer, since a scan of some hundred boxes beats a tree. */
const boxes = new WeakMap<GridLayer, { grid: Grid; box: Box }[]>();

function indexed(layer: GridLayer): { grid: Grid; box: Box }[] {
  const known = boxes.get(layer);
  if (known) return known;
  const made = layer.features.map((grid) => {
    const ring = grid.geometry.coordinates[0] ?? [];
    const xs = ring.map((p) => p[0]);
    const ys = ring.map((p) => p[1]);
    const box: Box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    return { grid, box };
  });
  boxes.set(layer, made);
  return made;
}

const within = ([w, s, e, n]: Box, [x, y]: Position, dx: number, dy: number) =>
  x >= w - dx && x <= e + dx && y >= s - dy && y <= n + dy;

/**
 * Finds the unit grid of a place: the grid that contains it, else the nearest within 50 m (flagged), else null.
 * @param lon - WGS-84 degrees
 * @param lat - WGS-84 degrees
 */
export function locate(lon: number, lat: number, layers: { grids: GridLayer }): Located | null {
  const p: Position = [lon, lat];
  const dx = NEAREST_LIMIT_M / METRES_PER_LON;
  const dy = NEAREST_LIMIT_M / METRES_PER_LAT;
  const near = indexed(layers.grids).filter(({ box }) => within(box, p, dx, dy));
  let best: Located | null = null;
  for (const { grid } of near) {
    const { code, community } = grid.properties;
    if (polygonContains(grid.geometry.coordinates, p)) {
      return { gridCode: code, communityCode: community, exact: true, distanceM: 0 };
    }
    const distance = Math.min(...grid.geometry.coordinates.map((ring) => lineDistanceM(ring, p)));
    if (distance <= NEAREST_LIMIT_M && distance < (best?.distanceM ?? Number.POSITIVE_INFINITY)) {
      best = { gridCode: code, communityCode: community, exact: false, distanceM: distance };
    }
  }
  return best;
}
