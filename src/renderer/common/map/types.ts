import type { MapLayers } from '@shared/rules/place/schema';
import type { MapLight, ThemeName } from '../tokens';

/** An open item on the map, WGS-84 degrees. `title` is shown under the pointer at the desk. */
export interface MapItem {
  readonly id: string;
  readonly lon: number;
  readonly lat: number;
  readonly light: MapLight;
  readonly title?: string;
}

/** Two lines that stand beside an item on the wall: place and matter, then what is wrong with it. */
export interface MapCallout {
  readonly id: string;
  readonly lon: number;
  readonly lat: number;
  readonly title: string;
  readonly detail: string;
}

/** Words on the map, already translated. */
export interface MapTexts {
  /** Says that the map is schematic; shown always. */
  readonly note: string;
  /** Title of the legend, for example “每格在办件数”. */
  readonly legend: string;
  readonly few: string;
  readonly many: string;
  /** What a screen reader says for the whole map. */
  readonly label: string;
}

export type MapMode = 'desk' | 'wall';

/** What the map draws. Every field may change at any time. */
export interface MapScene {
  readonly theme: ThemeName;
  readonly layers: MapLayers;
  readonly items: readonly MapItem[];
  readonly gridCounts: Readonly<Record<string, number>>;
  readonly selectedId: string | undefined;
  /** Desk: keep the whole street in view, or the surroundings of the selected item. */
  readonly view: 'street' | 'selected';
}
