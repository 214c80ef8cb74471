import { lineLengthM, pointAlong } from '@shared/rules/place/geometry';
import type { MapLayers, Position } from '@shared/rules/place/schema';
import Feature from 'ol/Feature';
import { LineString, Point, Polygon } from 'ol/geom';
import { fromLonLat } from 'ol/proj';
import type { RoadClass } from './styles';

/** Turns layer data (WGS-84) into OpenLayers features in Web Mercator; made once per data set. */

const path = (line: readonly Position[]) => line.map((p) => fromLonLat([...p]));
const polygon = (rings: readonly (readonly Position[])[]) => new Polygon(rings.map(path));

export interface RoadProps {
  name: string;
  class: RoadClass;
  axis: 'ns' | 'ew';
  inside: 'both' | 'left' | 'right';
}

const CLASS_RANK: Record<RoadClass, number> = { main: 0, secondary: 1, local: 2, lane: 3 };
export const roadRank = (cls: RoadClass): number => CLASS_RANK[cls];

const features = <F extends { properties: object }>(
  list: readonly F[],
  geometry: (f: F) => LineString | Polygon | Point,
) => list.map((f) => new Feature({ ...f.properties, geometry: geometry(f) }));

/** Shares of a road's length where its name may stand, by level: long roads on screen show more of them. */
const SPOTS: readonly (readonly [share: number, level: 0 | 1 | 2])[] = [
  [0.5, 0],
  [0.22, 1],
  [0.78, 1],
  [0.36, 2],
  [0.64, 2],
  [0.1, 2],
  [0.9, 2],
];

/** Spots for the names of the inner roads; the better ones come first. */
function nameSpots(layers: MapLayers): Feature[] {
  const named = layers.roads.features
    .filter((r) => r.properties.name !== '' && r.properties.inside === 'both')
    .sort((a, b) => CLASS_RANK[a.properties.class] - CLASS_RANK[b.properties.class]);
  return SPOTS.flatMap(([share, level]) =>
    named.map(({ properties: { name, class: cls, axis }, geometry: { coordinates } }) => {
      const text = axis === 'ns' ? [...name].join('\n') : name;
      const geometry = new Point(fromLonLat(pointAlong(coordinates, share)));
      return new Feature({ text, class: cls, level, lengthM: lineLengthM(coordinates), geometry });
    }),
  );
}

/** Borders between communities, each once: drawn twice, their dashes would fill up. */
function communityLines(layers: MapLayers): Position[][] {
  const rings = layers.communities.features.map((f) => f.geometry.coordinates[0] ?? []);
  const seen = new Set<string>();
  const shared = new Set<string>();
  const edge = (a: Position, b: Position) => [a.join(), b.join()].sort().join('|');
  for (const ring of rings) {
    for (const [i, a] of ring.slice(0, -1).entries()) {
      const key = edge(a, ring[i + 1] ?? a);
      if (seen.has(key)) shared.add(key);
      seen.add(key);
    }
  }
  const lines: Position[][] = [];
  for (const ring of rings) {
    let run: Position[] = [];
    for (const [i, a] of ring.slice(0, -1).entries()) {
      const b = ring[i + 1] ?? a;
      if (shared.delete(edge(a, b))) run.push(...(run.length === 0 ? [a, b] : [b]));
      else run = flush(lines, run);
    }
    flush(lines, run);
  }
  return lines;
}

function flush(lines: Position[][], run: Position[]): Position[] {
  if (run.length > 1) lines.push(run);
  return [];
}

export interface Content {
  grids: Feature[];
  roads: Feature[];
  borderRoads: Feature[];
  communities: Feature[];
  greens: Feature[];
  boundary: Feature[];
  names: Feature[];
  places: Feature[];
}

const cache = new WeakMap<MapLayers, Content>();

/** The features of a data set; the same data set gives the same features. */
export function contentOf(layers: MapLayers): Content {
  const known = cache.get(layers);
  if (known) return known;
  const lines = features(layers.roads.features, (f) => new LineString(path(f.geometry.coordinates)));
  const made: Content = {
    grids: features(layers.grids.features, (f) => polygon(f.geometry.coordinates)),
    // Narrow roads first, so that a main road crosses over a lane without a seam.
    roads: lines
      .filter((f) => f.get('inside') === 'both')
      .sort((a, b) => roadRank(b.get('class')) - roadRank(a.get('class'))),
    borderRoads: lines.filter((f) => f.get('inside') !== 'both'),
    communities: communityLines(layers).map((line) => new Feature(new LineString(path(line)))),
    greens: features(layers.greens.features, (f) => polygon(f.geometry.coordinates)),
    boundary: features(layers.boundary.features, (f) => polygon(f.geometry.coordinates)),
    names: nameSpots(layers),
    places: [
      ...features(layers.greens.features, (f) => new Point(fromLonLat([...f.properties.label]))),
      ...features(
        layers.landmarks.features.filter(
          (f) => !layers.greens.features.some((g) => g.properties.name === f.properties.name),
        ),
        (f) => new Point(fromLonLat([...f.geometry.coordinates])),
      ),
    ],
  };
  cache.set(layers, made);
  return made;
}
