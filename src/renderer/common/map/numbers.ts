import Feature from 'ol/Feature';
import { Point, type Polygon } from 'ol/geom';
import { fromLonLat } from 'ol/proj';
import { clearest } from './layout';
import { STRETCH } from './styles';
import type { MapMode } from './types';

/** A number stands in a cell from this many open cases on. */
const NUMBER_FROM = 3;
/** Half of a number's height, and how far it keeps from marks, in CSS pixels. */
const SIZE: Record<MapMode, { half: number; clear: number }> = {
  desk: { half: 10, clear: 16 },
  wall: { half: 15, clear: 24 },
};
const STEPS = [
  [0, 0],
  [0, -1],
  [0, 1],
  [-1, 0],
  [1, 0],
  [-0.7, -0.7],
  [0.7, 0.7],
  [-0.7, 0.7],
  [0.7, -0.7],
] as const;

interface Frame {
  center: readonly number[];
  resolution: number;
  size: readonly number[];
}
type Mark = { x: number; y: number };

/** The number's place in a cell: its middle, or beside it where marks would hide the number. */
function place(
  grid: Feature,
  radiusPx: number,
  marks: readonly Mark[],
  frame: Frame,
  mode: MapMode,
): number[] {
  const label = fromLonLat(grid.get('label'));
  const [x = 0, y = 0] = label;
  const [cx = 0, cy = 0] = frame.center;
  const [width = 0, height = 0] = frame.size;
  const room = Math.max(0, radiusPx - SIZE[mode].half) * frame.resolution;
  const polygon = grid.getGeometry() as Polygon;
  const inside = [1, 2]
    .flatMap((far) => STEPS.map(([dx, dy]) => [x + dx * room * far, y + dy * room * far]))
    .filter((p) => polygon.intersectsCoordinate(p));
  const screen = inside.map(([px = 0, py = 0]) => ({
    x: width / 2 + (px - cx) / frame.resolution,
    y: height / 2 - (py - cy) / frame.resolution,
  }));
  const best = clearest(screen, marks, SIZE[mode].clear);
  return inside[best ? screen.indexOf(best) : 0] ?? label;
}

/** Numbers of open cases for the cells that have some and are large enough on screen. */
export function numberFeatures(
  grids: readonly Feature[],
  counts: Readonly<Record<string, number>>,
  marks: readonly Mark[],
  frame: Frame,
  mode: MapMode,
): Feature[] {
  return grids.flatMap((grid) => {
    const count = counts[String(grid.get('code'))] ?? 0;
    const radiusPx = (Number(grid.get('radiusM')) * STRETCH) / frame.resolution;
    if (count < NUMBER_FROM || radiusPx < SIZE[mode].half) return [];
    return [new Feature({ count, geometry: new Point(place(grid, radiusPx, marks, frame, mode)) })];
  });
}
