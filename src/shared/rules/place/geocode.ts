import { lineLengthM, meeting, pointAlong } from './geometry';
import type { MapLayers, PlaceEntry, Position, RoadLayer } from './schema';

/** How a place was found in an address, most exact first. */
export type GeocodeHow = 'estate' | 'landmark' | 'roadNumber' | 'crossing' | 'road';

/** A place found in an address: WGS-84 degrees, likely error in metres, and the words that gave it. */
export interface Geocoded {
  lon: number;
  lat: number;
  how: GeocodeHow;
  precisionM: number;
  matched: string;
}

interface NamedPlace {
  name: string;
  how: 'estate' | 'landmark';
  at: Position;
  precisionM: number;
}
interface NamedRoad {
  name: string;
  path: Position[];
  lengthM: number;
  inside: 'both' | 'left' | 'right';
  numberFrom: number;
  numberTo: number;
}

/** Names of a street, longest first, ready for {@link geocode}. */
export interface Gazetteer {
  places: NamedPlace[];
  roads: NamedRoad[];
}

/** House fronts lie about this far from the middle of the road. */
const SIDE_M = 18;
/** A road on the border is drawn outside the kerb: its fronts lie farther from the line. */
const BORDER_SIDE_M = 32;
/** Ends of roads this near to another road meet it. */
const MEETING_M = 40;
const PRECISION = { estate: 80, building: 40, landmark: 60, area: 250, roadNumber: 60, crossing: 30 };
const WIDE_KINDS = new Set(['park', 'square', 'area']);

function longestFirst<T extends { name: string }>(list: T[]): T[] {
  return list.sort((a, b) => b.name.length - a.name.length || (a.name < b.name ? -1 : 1));
}

function namesOf(entries: readonly PlaceEntry[], how: NamedPlace['how'], precisionM: number): NamedPlace[] {
  return entries.flatMap((e) =>
    [e.name, ...e.aliases].map((name) => ({ name, how, at: [e.lon, e.lat] satisfies Position, precisionM })),
  );
}

/** Gathers the names of roads, landmarks, estates, schools and buildings of a street. */
export function makeGazetteer(
  layers: Pick<MapLayers, 'roads' | 'landmarks'>,
  registry: {
    estates: readonly PlaceEntry[];
    schools: readonly PlaceEntry[];
    buildings: readonly PlaceEntry[];
  },
): Gazetteer {
  const landmarks = layers.landmarks.features.flatMap(({ properties: p, geometry }) => {
    const precisionM = WIDE_KINDS.has(p.kind) ? PRECISION.area : PRECISION.landmark;
    const names = p.kind === 'metro' ? [p.name, `${p.name.slice(0, -1)}地铁站`] : [p.name];
    return names.map((name) => ({ name, how: 'landmark' as const, at: geometry.coordinates, precisionM }));
  });
  return {
    places: longestFirst([
      ...namesOf(registry.estates, 'estate', PRECISION.estate),
      ...namesOf(registry.schools, 'landmark', PRECISION.estate),
      ...namesOf(registry.buildings, 'landmark', PRECISION.building),
      ...landmarks,
    ]),
    roads: longestFirst(layers.roads.features.flatMap(toRoad)),
  };
}

function toRoad({ properties: p, geometry }: RoadLayer['features'][number]): NamedRoad[] {
  if (p.name === '') return [];
  const path = geometry.coordinates;
  const { name, inside, numberFrom, numberTo } = p;
  return [{ name, path, lengthM: lineLengthM(path), inside, numberFrom, numberTo }];
}

const sideOffset = (road: NamedRoad, odd: boolean): number => {
  if (road.inside === 'left') return BORDER_SIDE_M;
  if (road.inside === 'right') return -BORDER_SIDE_M;
  return odd ? SIDE_M : -SIDE_M;
};

/**
 * Where a house number lies. Schematic assumption: numbers rise evenly from `numberFrom` to `numberTo` along the
 * road's drawn direction (west→east, south→north), odd on the left, even on the right; on a border road both lie on
 * the street's side. A number beyond the range is put at the end of the road.
 */
export function numberPosition(road: Omit<NamedRoad, 'name' | 'lengthM'>, houseNumber: number): Position {
  const span = road.numberTo - road.numberFrom + 1;
  const share = (houseNumber - road.numberFrom + 0.5) / span;
  const kept = Math.max(0.01, Math.min(0.99, share));
  return pointAlong(road.path, kept, sideOffset({ ...road, name: '', lengthM: 0 }, houseNumber % 2 === 1));
}

/** Full-width digits become plain, spaces go, and of a hotline text only the stated place of the event is kept. */
function clean(text: string): string {
  const plain = text.normalize('NFKC').replace(/\s+/g, '');
  const stated = /事发地址[::]([^)]*)/.exec(plain)?.[1] ?? plain;
  return stated.replace(/(广州市)?(天河区)?冼村街道(?!办事处)/g, '');
}

const found = (at: Position, how: GeocodeHow, precisionM: number, matched: string): Geocoded => ({
  lon: Math.round(at[0] * 1e6) / 1e6,
  lat: Math.round(at[1] * 1e6) / 1e6,
  how,
  precisionM: Math.round(precisionM),
  matched,
});

function byPlace(text: string, gazetteer: Gazetteer, how: NamedPlace['how']): Geocoded | null {
  for (const place of gazetteer.places) {
    if (place.how !== how) continue;
    const index = text.indexOf(place.name);
    // 跑马地花园社区居委会 names a unit, not the estate.
    if (index < 0 || text.startsWith('社区', index + place.name.length)) continue;
    return found(place.at, how, place.precisionM, place.name);
  }
  return null;
}

function byNumber(text: string, roads: readonly NamedRoad[]): Geocoded | null {
  for (const road of roads) {
    const index = text.indexOf(road.name);
    const number =
      index < 0 ? null : /^(\d{1,4})(?:号|[-—]\d+号|之)/.exec(text.slice(index + road.name.length));
    if (!number?.[1]) continue;
    const value = Number(number[1]);
    const outside = value < road.numberFrom || value > road.numberTo;
    const precisionM = outside ? road.lengthM / 4 : PRECISION.roadNumber;
    return found(numberPosition(road, value), 'roadNumber', precisionM, `${road.name}${value}号`);
  }
  return null;
}

function byRoads(text: string, roads: readonly NamedRoad[]): Geocoded | null {
  const named = roads.filter((r) => text.includes(r.name));
  const [one, ...others] = named.sort((a, b) => text.indexOf(a.name) - text.indexOf(b.name));
  if (!one) return null;
  for (const other of others) {
    const at = meeting(one.path, other.path, MEETING_M);
    if (at) return found(at, 'crossing', PRECISION.crossing, `${one.name}/${other.name}`);
  }
  const at = pointAlong(one.path, 0.5, one.inside === 'both' ? 0 : sideOffset(one, true));
  return found(at, 'road', one.lengthM / 2, one.name);
}

/**
 * Finds a place in the words of a Chinese address. Tried in this order: road and house number, estate, other named
 * place (school, building, landmark, station), crossing of two roads, a road alone (its middle). Null when no name
 * of the gazetteer occurs. The same text always gives the same place.
 */
export function geocode(text: string, gazetteer: Gazetteer): Geocoded | null {
  const address = clean(text);
  return (
    byNumber(address, gazetteer.roads) ??
    byPlace(address, gazetteer, 'estate') ??
    byPlace(address, gazetteer, 'landmark') ??
    byRoads(address, gazetteer.roads)
  );
}
