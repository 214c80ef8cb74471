import type { Place } from '@shared/domain/common';
import type { KnownTable } from '@shared/domain/registry/events';
import type { TablesState } from '@shared/domain/registry/evolve';
import {
  type CameraFileName,
  type CameraRules,
  cameraRulesSchema,
  readCameraFile,
} from '@shared/rules/intake/cameraFile';
import { type Gazetteer, geocode, makeGazetteer } from '@shared/rules/place/geocode';
import { locate } from '@shared/rules/place/locate';
import {
  type Camera,
  type CommunityRow,
  camera,
  communityRow,
  type MapLayers,
  mapLayers,
  type PlaceEntry,
  placeEntry,
} from '@shared/rules/place/schema';
import { readRows } from '@shared/rules/readRows';
import { RuleBook } from '@shared/rules/ruleBook';
import { PinyinNames } from '../search/pinyin';
import { type ReadResource, readJson } from '../seed/resources';

const LAYERS = ['boundary', 'communities', 'grids', 'roads', 'greens', 'landmarks'] as const;

/** What the store knows besides events' streams: rules compiled from their tables, the map, the gazetteer, the cameras. Made on first need. */
export class Knowledge {
  private book: RuleBook | undefined;
  private layers: MapLayers | undefined;
  private places: Gazetteer | undefined;
  private pinyin: PinyinNames | undefined;
  private cameraNames: CameraRules | undefined;

  constructor(
    private readonly read: ReadResource,
    private readonly tables: (stream: 'registry:main' | 'rules:main') => TablesState | null,
  ) {}

  /** Tables were set: compile again on next need. */
  forget(): void {
    this.book = undefined;
    this.places = undefined;
    this.pinyin = undefined;
  }

  get rules(): RuleBook {
    this.book ??= new RuleBook(this.tables('registry:main'), this.tables('rules:main'));
    return this.book;
  }

  /** The layers of the map as shipped (schematic); a customer's own come in by an import later. */
  get map(): MapLayers {
    this.layers ??= mapLayers.parse(
      Object.fromEntries(LAYERS.map((name) => [name, JSON.parse(this.read(`map/${name}.geojson`))])),
    );
    return this.layers;
  }

  /** Rows of a table of the registry as they lie in the journal. */
  rows(table: KnownTable): readonly Record<string, unknown>[] {
    return this.tables('registry:main')?.tables[table]?.rows ?? [];
  }

  get cameras(): Camera[] {
    return [...readRows(camera, this.rows('cameras')).rows];
  }

  /** The communities of the street. */
  get communities(): readonly CommunityRow[] {
    return readRows(communityRow, this.rows('communities')).rows;
  }

  private entries(table: 'estates' | 'schools' | 'offices'): PlaceEntry[] {
    return [...readRows(placeEntry, this.rows(table)).rows];
  }

  /** The place of an address text, with grid and community, or undefined where nothing in it is known. */
  find(text: string): Place | undefined {
    return this.findIn(text)?.place;
  }

  /** The same, with the words of the text that named the place. */
  findIn(text: string): { place: Place; matched: string } | undefined {
    this.places ??= makeGazetteer(this.map, {
      estates: this.entries('estates'),
      schools: this.entries('schools'),
      buildings: this.entries('offices'),
    });
    const found = geocode(text, this.places);
    if (!found) return undefined;
    const how = found.how === 'crossing' ? 'road' : found.how;
    return { place: this.at({ text, lon: found.lon, lat: found.lat, how }), matched: found.matched };
  }

  /** Names of roads, landmarks, estates, schools and buildings in which these letters are found as pinyin. */
  placesByPinyin(letters: string): readonly string[] {
    this.pinyin ??= new PinyinNames(this.placeNames());
    return this.pinyin.find(letters);
  }

  private placeNames(): string[] {
    const entries = (['estates', 'schools', 'offices'] as const).flatMap((table) => this.entries(table));
    const { roads, landmarks, greens } = this.map;
    const drawn = [roads, landmarks, greens].flatMap(({ features }) =>
      features.map(({ properties }) => properties.name),
    );
    const names = [...drawn, ...entries.flatMap(({ name, aliases }) => [name, ...aliases])];
    return [...new Set(names)].filter((name) => name !== '');
  }

  /** A place with its unit grid and community filled in from its coordinates. */
  at(place: Place): Place {
    if (place.lon === undefined || place.lat === undefined) return place;
    const located = locate(place.lon, place.lat, { grids: this.map.grids });
    return located ? { ...place, gridCode: located.gridCode, communityCode: located.communityCode } : place;
  }

  /** What the name of a camera still says, and the camera it names. */
  cameraOf(path: string): { file: CameraFileName; camera: Camera | undefined } | undefined {
    this.cameraNames ??= readJson(this.read, 'import-profiles/camera-names.json', cameraRulesSchema);
    const file = readCameraFile(path, this.cameraNames);
    return file ? { file, camera: matchCamera(file, this.cameras) } : undefined;
  }
}

/** Match order (field practice): address and channel, exact name, alias. */
function matchCamera(file: CameraFileName, cameras: readonly Camera[]): Camera | undefined {
  const byAddress = file.ip
    ? cameras.find(
        (one) => one.ip === file.ip && (file.channel === undefined || one.channel === file.channel),
      )
    : undefined;
  if (byAddress) return byAddress;
  const names = [
    file.camera,
    file.camera && file.channel !== undefined ? `${file.camera}_ch${file.channel}` : undefined,
  ].filter((name): name is string => name !== undefined);
  return (
    cameras.find((one) => names.includes(one.name)) ??
    cameras.find((one) => one.aliases.some((alias) => names.includes(alias)))
  );
}
