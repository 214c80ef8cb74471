/**
 * Draws the schematic map of 冼村街道 into resources/map/*.geojson: `node scripts/map/make.mjs`.
 * Blocks are the faces between roads; a community with fewer than 14 of them gets its largest blocks halved by
 * a lane. No randomness: the same input gives the same bytes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  areaM2,
  centroid,
  contains,
  faces,
  labelPoint,
  M_LAT,
  M_LON,
  metres,
  node,
  outline,
  snapPoint,
  trim,
} from './planar.mjs';
import * as s from './streets.mjs';

const OUT = resolve(import.meta.dirname, '../../resources/map');
const GRIDS_PER_COMMUNITY = 14;
const NOTE = '示意图，不作勘界依据';

const border = [
  ...s.south,
  ...s.east.slice(1, -1),
  ...[...s.north].reverse(),
  ...[...s.west].reverse().slice(1),
].map(snapPoint);
const named = s.roads.map((r) => r.path);

/** A block's middle against a road: the road is read as a function of its own axis. */
const at = (path, v, axis) => {
  const [u, w] = axis === 'ns' ? [1, 0] : [0, 1];
  for (let i = 0; i + 1 < path.length; i++) {
    const [a, b] = [path[i], path[i + 1]];
    if (v <= b[u] || i + 2 === path.length) return a[w] + ((b[w] - a[w]) * (v - a[u])) / (b[u] - a[u]);
  }
  throw new Error('a road needs two points');
};
const road = (name) => s.roads.find((r) => r.name === name).path;

function communityOf(ring) {
  const [x, y] = centroid(ring);
  return s.communityOf(
    (name) => x > at(road(name), y, 'ns'),
    (name) => y > at(road(name), x, 'ew'),
  );
}

const weight = (ring) => {
  const green = s.greens.find((g) => contains(ring, centroid(g.ring)) || contains(g.ring, centroid(ring)));
  return areaM2(ring) * (green?.weight ?? 1);
};

/** A lane that halves a block across its longer side; it snaps to a corner that is near, so lanes line up. */
function halve(ring) {
  const [cx, cy] = centroid(ring);
  const width = (Math.max(...ring.map((p) => p[0])) - Math.min(...ring.map((p) => p[0]))) * M_LON;
  const height = (Math.max(...ring.map((p) => p[1])) - Math.min(...ring.map((p) => p[1]))) * M_LAT;
  const far = 0.02;
  const tilt = -0.05;
  const line =
    width >= height
      ? [
          [cx - far * 0.04, cy - far],
          [cx + far * 0.04, cy + far],
        ]
      : [
          [cx - far, cy - far * tilt],
          [cx + far, cy + far * tilt],
        ];
  const hits = node([line, [...ring, ring[0]]])[0]
    .filter((p) => p.crossing)
    .map((p) => p.point);
  const side = (p) => (width >= height ? p[1] < cy : p[0] < cx);
  const nearest = (list) => list.sort((p, q) => metres(p, [cx, cy]) - metres(q, [cx, cy]))[0];
  const ends = [nearest(hits.filter(side)), nearest(hits.filter((p) => !side(p)))];
  return ends.map((end, i) => {
    const corner = ring
      .filter((p) => metres(p, end) < 30 && side(p) === (i === 0))
      .sort((p, q) => metres(p, end) - metres(q, end))[0];
    if (corner) return corner;
    const o = ends[1 - i];
    const over = 3e-6 / Math.hypot(end[0] - o[0], end[1] - o[1]);
    return [end[0] + (end[0] - o[0]) * over, end[1] + (end[1] - o[1]) * over];
  });
}

function groupByCommunity(rings) {
  const by = new Map();
  for (const ring of rings) by.set(communityOf(ring), [...(by.get(communityOf(ring)) ?? []), ring]);
  return by;
}

/** Blocks by community, halved until each has its 14. */
function blocks() {
  const lanes = [];
  for (let round = 0; ; round++) {
    const noded = node([[...border, border[0]], ...named, ...lanes]);
    const by = groupByCommunity(faces(noded));
    if (round === 0 || process.argv.includes('-v'))
      console.log(s.communities.map(([c, n]) => `${n} ${by.get(c)?.length}`).join(', '));
    if (round > 20) throw new Error('halving does not end');
    const short = s.communities
      .map(([code]) => by.get(code) ?? [])
      .filter((list) => list.length < GRIDS_PER_COMMUNITY);
    if (short.length === 0) return { by, noded, lanes };
    for (const list of short) lanes.push(halve(list.toSorted((p, q) => weight(q) - weight(p))[0]));
  }
}

const feature = (geometry, properties) => ({
  type: 'Feature',
  properties: { ...properties, schematic: true },
  geometry,
});
const polygon = (ring) => ({ type: 'Polygon', coordinates: [[...ring, ring[0]].map(snapPoint)] });

/** Serial numbers run west→east, and north→south inside a column of about 150 m. */
function ordered(list) {
  const column = (r) => Math.round(((centroid(r)[0] - 113.3095) * M_LON) / 150);
  return list.toSorted((p, q) => column(p) - column(q) || centroid(q)[1] - centroid(p)[1]);
}

function borderRoads() {
  const o = s.BORDER_ROAD_OFFSET;
  const shift = (path, dx, dy) => path.map(([x, y]) => snapPoint([x + dx, y + dy]));
  const make = (name, cls, axis, path, inside, numberTo) => ({
    name,
    class: cls,
    axis,
    path,
    inside,
    numberTo,
  });
  return [
    make('广州大道中', 'main', 'ns', shift(s.west, -o, 0), 'right', 320),
    make('黄埔大道西', 'main', 'ew', shift(s.north, 0, o), 'right', 700),
    make('华南快速干线', 'main', 'ns', shift(s.east, o, 0), 'left', 100),
    make('花城大道', 'main', 'ew', shift(s.south, 0, -o), 'left', 320),
  ];
}

function roadFeatures(noded, lanes) {
  const inner = s.roads.map((r, i) => ({ ...r, path: trim(noded[i + 1]), inside: 'both' }));
  const nameless = lanes.map((_, i) => {
    const path = trim(noded[i + 1 + s.roads.length]);
    const axis =
      Math.abs(path[0][1] - path.at(-1)[1]) * M_LAT > Math.abs(path[0][0] - path.at(-1)[0]) * M_LON
        ? 'ns'
        : 'ew';
    return { name: '', class: 'lane', axis, path, inside: 'both', numberTo: 0 };
  });
  return [...borderRoads(), ...inner, ...nameless].map(({ name, class: cls, axis, path, inside, numberTo }) =>
    feature(
      { type: 'LineString', coordinates: path },
      { name, class: cls, axis, inside, numberFrom: numberTo ? 1 : 0, numberTo },
    ),
  );
}

function gridFeatures(by) {
  return s.communities.flatMap(([code]) =>
    ordered(by.get(code)).map((ring, i) => {
      const label = labelPoint(ring);
      const properties = {
        code: `${code}${String(i + 1).padStart(3, '0')}`,
        community: code,
        areaM2: Math.round(areaM2(ring)),
      };
      return feature(polygon(ring), { ...properties, label: label.point, radiusM: Math.round(label.radius) });
    }),
  );
}

function write(name, features) {
  const metadata = {
    note: NOTE,
    schematic: true,
    crs: 'WGS-84',
    place: '广州市天河区冼村街道',
    madeBy: 'scripts/map/make.mjs',
  };
  const body = features.map((f) => JSON.stringify(f)).join(',\n');
  const head = JSON.stringify({ type: 'FeatureCollection', name, metadata }).slice(0, -1);
  writeFileSync(resolve(OUT, `${name}.geojson`), `${head},"features":[\n${body}\n]}\n`);
}

const { by, noded, lanes } = blocks();
for (const [code, name] of s.communities) {
  if (by.get(code).length !== GRIDS_PER_COMMUNITY)
    throw new Error(`${name}: ${by.get(code).length} blocks between the named roads`);
}
mkdirSync(OUT, { recursive: true });
const all = [...by.values()].flat();
const whole = outline(all);
write('boundary', [
  feature(polygon(whole), { code: '440106014', name: '冼村街道', areaM2: Math.round(areaM2(whole)) }),
]);
write(
  'communities',
  s.communities.map(([code, name]) => {
    const ring = outline(by.get(code));
    const label = labelPoint(ring);
    return feature(polygon(ring), {
      code,
      name,
      areaM2: Math.round(areaM2(ring)),
      label: label.point,
      radiusM: Math.round(label.radius),
    });
  }),
);
write('grids', gridFeatures(by));
write('roads', roadFeatures(noded, lanes));
write(
  'greens',
  s.greens.map((g) => feature(polygon(g.ring), { name: g.name, label: labelPoint(g.ring).point })),
);
write(
  'landmarks',
  s.landmarks.map(([name, x, y, kind]) => feature({ type: 'Point', coordinates: [x, y] }, { name, kind })),
);
console.log(`area ${(areaM2(whole) / 1e6).toFixed(3)} km², ${all.length} grids, ${lanes.length} lanes`);
