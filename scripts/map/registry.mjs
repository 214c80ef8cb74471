/**
 * Places the demo registry on the schematic map: `node scripts/map/registry.mjs` (after make.mjs) writes estates,
 * schools, buildings and cameras into resources/registry. Addresses come from a fixed low-discrepancy sequence over
 * roads and house numbers; positions from the same rules that the program uses to find an address.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runnerImport } from 'vite';
import { buildings, estates, fixed as fixedAddresses, schools } from './names.mjs';

const root = resolve(import.meta.dirname, '../..');
const rules = async (file) =>
  (await runnerImport(resolve(root, `src/shared/rules/place/${file}.ts`), { logLevel: 'error' })).module;
const { numberPosition } = await rules('geocode');
const { locate } = await rules('locate');
const { distanceM, meeting, polygonContains, lineLengthM } = await rules('geometry');

const layer = (name) => JSON.parse(readFileSync(resolve(root, `resources/map/${name}.geojson`), 'utf8'));
const grids = layer('grids');
const greens = layer('greens').features;
const roads = layer('roads')
  .features.filter((f) => f.properties.name && f.properties.name !== '华南快速干线')
  .map((f) => ({ ...f.properties, path: f.geometry.coordinates }));
const road = (name) => roads.find((r) => r.name === name);
const round = (v) => Math.round(v * 1e6) / 1e6;
const taken = [];

function entry(kind, index, name, roadName, number, aliases = []) {
  const at = numberPosition(road(roadName), number);
  const place = locate(at[0], at[1], { grids });
  if (!place?.exact) throw new Error(`${name}: ${roadName}${number}号 lies outside the street`);
  taken.push({ at, address: `${roadName}${number}` });
  const id = `${kind}-${String(index + 1).padStart(2, '0')}`;
  const where = { community: place.communityCode, grid: place.gridCode, road: roadName, number };
  return { id, name, aliases, ...where, lon: round(at[0]), lat: round(at[1]) };
}

/** A free address: on a road (longer roads more often), inside, not in a park, not on top of another entry. */
function* addresses() {
  const weights = roads.map((r) => lineLengthM(r.path));
  const ends = weights.map((_, i) => weights.slice(0, i + 1).reduce((a, b) => a + b, 0));
  const total = ends.at(-1);
  for (let n = 1; ; n++) {
    const pick = ((n * 0.754877666) % 1) * total;
    const r = roads[ends.findIndex((end) => pick < end)];
    const number = 1 + Math.floor(((n * 0.569840296) % 1) * r.numberTo);
    const at = numberPosition(r, number);
    const green = greens.some((g) => polygonContains(g.geometry.coordinates, at));
    if (green || !locate(at[0], at[1], { grids })?.exact || taken.some((t) => distanceM(t.at, at) < 55))
      continue;
    yield [r.name, number];
  }
}
const free = addresses();

const names = { estates, schools, buildings };

function fill(kind, key, wanted) {
  const list = fixedAddresses[key].map(([name, r, number, aliases], i) =>
    entry(kind, i, name, r, number, aliases),
  );
  const done = new Set(list.map((e) => e.name));
  for (const name of names[key].filter((n) => !done.has(n)))
    list.push(entry(kind, list.length, name, ...free.next().value));
  if (list.length !== wanted) throw new Error(`${key}: ${list.length} names, ${wanted} wanted`);
  return list;
}

/** The four cameras of the patrol pictures first, then one at each crossing of larger roads. */
function cameras() {
  const landmark = (name) =>
    layer('landmarks').features.find((f) => f.properties.name === name).geometry.coordinates;
  const domain = numberPosition(road('兴盛路'), 12);
  const fixed = [
    ['花城大道-华夏路口东北', [113.31625, 23.1222], []],
    ['兴盛路领峰园南门', domain, []],
    ['华快桥底平云路', landmark('华快桥底'), ['NVR1_ch3']],
    ['冼村地铁站B口', landmark('冼村站'), ['001']],
  ];
  const list = fixed.map(([name, at, aliases]) => [name, at, aliases]);
  const ew = roads.filter((r) => r.axis === 'ew' && r.class !== 'lane');
  const ns = roads.filter((r) => r.axis === 'ns' && r.class !== 'lane');
  for (const a of ew) {
    for (const b of ns) {
      const at = meeting(a.path, b.path, 40);
      const name = `${a.name}-${b.name}路口`.replace('路路口', '路口');
      if (at && list.length < 40 && list.every(([, other]) => distanceM(other, at) > 100))
        list.push([name, at, []]);
    }
  }
  return list.map(([name, at, aliases], i) => {
    const place = locate(at[0], at[1], { grids });
    if (!place) throw new Error(`camera ${name} lies outside`);
    const where = {
      community: place.communityCode,
      grid: place.gridCode,
      lon: round(at[0]),
      lat: round(at[1]),
    };
    return {
      id: `cam-${String(i + 1).padStart(2, '0')}`,
      ip: `10.44.6.${21 + i}`,
      channel: i + 1,
      name,
      aliases,
      ...where,
    };
  });
}

const out = resolve(root, 'resources/registry');
mkdirSync(out, { recursive: true });
const write = (name, rows) =>
  writeFileSync(resolve(out, `${name}.json`), `[\n${rows.map((r) => JSON.stringify(r)).join(',\n')}\n]\n`);
write('estates', fill('estate', 'estates', 55));
write('schools', fill('school', 'schools', 16));
write('buildings', fill('building', 'buildings', 58));
const cams = cameras();
write('cameras', cams);
console.log(`55 estates, 16 schools, 58 buildings, ${cams.length} cameras`);
