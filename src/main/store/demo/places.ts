import type { Place } from '@shared/domain/common';
import { type Gazetteer, geocode, makeGazetteer, numberPosition } from '@shared/rules/place/geocode';
import { METRES_PER_LAT, METRES_PER_LON } from '@shared/rules/place/geometry';
import { locate } from '@shared/rules/place/locate';
import {
  type Camera,
  cameraFile,
  type GridLayer,
  gridLayer,
  landmarkLayer,
  type PlaceEntry,
  type Position,
  placeFile,
  type RoadLayer,
  roadLayer,
} from '@shared/rules/place/schema';
import { type ReadResource, readJson } from '../seed/resources';
import { type Random, runningSums } from './random';
import type { Where } from './texts';

/** A place with the names that sentences about it use. */
export interface DemoPlace {
  readonly place: Place;
  readonly road: string;
  readonly estate: string;
}

/** Every place where something may happen in the demo, by kind. */
export interface Places {
  any(kind: Where, random: Random): DemoPlace;
  /** A place in words, found by the program's own geocoder. @throws Error when no grid holds it. */
  named(text: string): Place;
  cameras: readonly (Camera & { readonly at: DemoPlace })[];
}

const SIDES = ['对出', '门前', '对出人行道', '旁边', '附近', '路口'];
const ROAD_WEIGHT = { main: 5, secondary: 4, local: 2.4, lane: 1.5 } as const;
/** Places that come up again and again (热点), with the words people use for their corners. */
const SPOTS: readonly { kind: Where; name: string; corners: readonly string[]; hot: number }[] = [
  {
    kind: 'square',
    name: '花城广场',
    corners: ['东侧', '北入口', '地铁出口', '西侧通道', '中轴步道'],
    hot: 0,
  },
  { kind: 'bridge', name: '华快桥底', corners: ['平云路段', '花城大道口', '停车带', '掉头位'], hot: 4 },
  { kind: 'tunnel', name: '花城大道隧道口', corners: ['东行', '西行', '辅道'], hot: 0 },
  { kind: 'landmark', name: '珠江公园', corners: ['西门', '南侧围栏', '北门', '停车场口'], hot: 1 },
  { kind: 'landmark', name: '冼村改造区', corners: ['工地门口', '围挡外', '临时通道'], hot: 1 },
  { kind: 'landmark', name: '妇女儿童医疗中心', corners: ['门诊入口', '落客区', '天桥脚'], hot: 2 },
  { kind: 'metro', name: '冼村站', corners: ['A 口', 'B 口', 'C 口', 'D 口'], hot: 4 },
  { kind: 'metro', name: '珠江新城站', corners: ['A1 口', 'B1 口', 'B2 口'], hot: 3 },
  { kind: 'metro', name: '潭村站', corners: ['A 口', 'B 口', 'C 口'], hot: 2 },
  { kind: 'metro', name: '妇儿中心站', corners: ['2 号口', '3 号口'], hot: 1 },
  { kind: 'metro', name: '黄埔大道站', corners: ['A 口', 'B 口'], hot: 1 },
  { kind: 'metro', name: '猎德站', corners: ['C 口', 'D 口'], hot: 1 },
];

interface Pool {
  readonly places: DemoPlace[];
  readonly weights: number[];
}

class Builder {
  readonly pools = new Map<Where, Pool>();
  readonly estatesOf = new Map<string, string[]>();

  constructor(
    private readonly grids: { grids: GridLayer },
    private readonly estates: readonly PlaceEntry[],
  ) {
    for (const { community, name } of estates)
      this.estatesOf.set(community, [...(this.estatesOf.get(community) ?? []), name]);
  }

  /** The place, or null where no grid holds it. */
  make(text: string, [x, y]: Position, how: NonNullable<Place['how']>, road: string, estate?: string) {
    const lon = Math.round(x * 1e6) / 1e6;
    const lat = Math.round(y * 1e6) / 1e6;
    const found = locate(lon, lat, this.grids);
    if (!found?.exact) return null;
    const { gridCode, communityCode } = found;
    const near = this.estatesOf.get(communityCode) ?? this.estates.map(({ name }) => name);
    const named = estate ?? near[text.length % near.length] ?? '';
    return { place: { text, lon, lat, how, gridCode, communityCode }, road, estate: named };
  }

  add(kind: Where, place: DemoPlace | null, weight: number): void {
    if (!place || weight <= 0) return;
    const pool = this.pools.get(kind) ?? { places: [], weights: [] };
    pool.places.push(place);
    pool.weights.push(weight);
    this.pools.set(kind, pool);
  }
}

/** `dx`, `dy` in metres. */
function moved([lon, lat]: Position, dx: number, dy: number): Position {
  return [lon + dx / METRES_PER_LON, lat + dy / METRES_PER_LAT];
}

function addRoads(builder: Builder, roads: RoadLayer, random: Random): void {
  for (const { properties: road, geometry } of roads.features) {
    if (road.name === '' || road.name === '华南快速干线') continue;
    const step = Math.max(2, Math.floor((road.numberTo - road.numberFrom) / 70));
    for (let n = road.numberFrom + random.int(step); n <= road.numberTo; n += 1 + random.int(step)) {
      const at = numberPosition({ ...road, path: geometry.coordinates }, n);
      const text = `${road.name} ${n} 号${random.pick(SIDES)}`;
      const place = builder.make(text, at, 'roadNumber', road.name);
      builder.add('road', place, ROAD_WEIGHT[road.class]);
      if (road.name === '兴盛路') {
        builder.add('bar', place, 1);
        builder.add('hot', place, 1.2);
      }
      if (road.name === '花城大道' && n < 120) builder.add('hot', place, 0.8);
    }
  }
}

function addEntries(builder: Builder, kind: Where, entries: readonly PlaceEntry[], random: Random): void {
  for (const entry of entries) {
    for (let k = 0; k < (kind === 'estate' ? 6 : 2); k++) {
      const at = moved([entry.lon, entry.lat], random.between(-22, 22), random.between(-22, 22));
      const block =
        kind === 'estate' ? ` ${1 + random.int(9)} 栋` : random.pick(['门口', '首层', '后巷', '大堂']);
      const estate = kind === 'estate' ? entry.name : undefined;
      const text = `${entry.name}${k === 0 && kind !== 'estate' ? '' : block}`;
      builder.add(
        kind,
        builder.make(text, at, kind === 'estate' ? 'estate' : 'landmark', entry.road, estate),
        1,
      );
    }
  }
}

function addSpots(builder: Builder, points: ReadonlyMap<string, Position>, random: Random): void {
  for (const { kind, name, corners, hot } of SPOTS) {
    const centre = points.get(name);
    if (!centre) throw new Error(`resources/map/landmarks.geojson has no "${name}", which the demo needs`);
    const shown = kind === 'metro' ? `${name.slice(0, -1)}地铁站` : name;
    for (const corner of corners) {
      const at = moved(centre, random.between(-45, 45), random.between(-40, 40));
      const place =
        builder.make(`${shown} ${corner}`, at, 'landmark', shown) ??
        builder.make(`${shown} ${corner}`, centre, 'landmark', shown);
      builder.add(kind, place, 1);
      builder.add('hot', place, hot * 4);
    }
  }
}

/** Builds the places of the demo from the map and the registry. */
export function makePlaces(read: ReadResource, random: Random): Places {
  const entries = (file: string) => readJson(read, `registry/${file}.json`, placeFile);
  const [estates, schools, buildings] = [entries('estates'), entries('schools'), entries('buildings')];
  const roads = readJson(read, 'map/roads.geojson', roadLayer);
  const landmarks = readJson(read, 'map/landmarks.geojson', landmarkLayer);
  const grids = { grids: readJson(read, 'map/grids.geojson', gridLayer) };
  const builder = new Builder(grids, estates);
  addRoads(builder, roads, random);
  addEntries(builder, 'estate', estates, random);
  addEntries(builder, 'school', schools, random);
  addEntries(builder, 'building', buildings, random);
  const points = new Map(landmarks.features.map((one) => [one.properties.name, one.geometry.coordinates]));
  addSpots(builder, points, random);
  const gazetteer = makeGazetteer({ roads, landmarks }, { estates, schools, buildings });
  const cameras = readJson(read, 'registry/cameras.json', cameraFile).map((camera) => {
    const { lon, lat, grid: gridCode, community: communityCode, name } = camera;
    const place = { text: name, lon, lat, how: 'camera' as const, gridCode, communityCode };
    return { ...camera, at: { place, road: name, estate: builder.estatesOf.get(communityCode)?.[0] ?? '' } };
  });
  const sums = new Map([...builder.pools].map(([kind, { weights }]) => [kind, runningSums(weights)]));
  return {
    cameras,
    any(kind, random) {
      const pool = builder.pools.get(kind);
      const place = pool?.places[random.index(sums.get(kind) ?? [])];
      if (!place) throw new Error(`The map has no place of the kind "${kind}"`);
      return place;
    },
    named: (text) => namedPlace(text, gazetteer, grids),
  };
}

function namedPlace(text: string, gazetteer: Gazetteer, grids: { grids: GridLayer }): Place {
  const found = geocode(text, gazetteer);
  const grid = found && locate(found.lon, found.lat, grids);
  if (!found || !grid) throw new Error(`The demo names a place that the map does not have: "${text}"`);
  const how = found.how === 'crossing' ? 'road' : found.how;
  return {
    text,
    lon: found.lon,
    lat: found.lat,
    how,
    gridCode: grid.gridCode,
    communityCode: grid.communityCode,
  };
}
