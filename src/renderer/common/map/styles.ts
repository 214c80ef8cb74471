import { Fill, Stroke, Style, Text } from 'ol/style';
import { fontFamily, mapPalette, palette, type ThemeName, type } from '../tokens';
import type { MapMode } from './types';

/** Web Mercator stretches lengths by this much at the street's latitude (1 / cos 23.1245°). */
export const STRETCH = 1.0873;

export type RoadClass = 'main' | 'secondary' | 'local' | 'lane';
const WIDTH_M: Record<RoadClass, number> = { main: 30, secondary: 22, local: 15, lane: 7 };

/** Width on screen of a road of a class; never thinner than a line that an LED wall can show. */
export const roadWidth = (cls: RoadClass, mode: MapMode, resolution: number): number =>
  Math.max(mode === 'wall' ? 2 : 1, Math.min(40, (WIDTH_M[cls] * STRETCH) / resolution));

export const font = (
  mode: MapMode,
  px: number = mode === 'wall' ? type.wall.body : type.desk.secondary,
  weight = 500,
) => `${weight} ${px}px ${fontFamily}`;

/** All styles of one theme and mode. One shared object each; only widths and texts are set on them per use. */
export interface StyleSet {
  readonly steps: readonly Style[];
  readonly road: Style;
  readonly border: Style;
  readonly community: Style;
  readonly green: Style;
  readonly borderRoad: Style;
  readonly radius: Style;
  readonly ring: Style;
  readonly numbers: readonly Style[];
  readonly name: Style;
  readonly place: Style;
}

function label(colour: string, halo: string, css: string, haloWidth: number): Text {
  return new Text({
    font: css,
    fill: new Fill({ color: colour }),
    stroke: new Stroke({ color: halo, width: haloWidth }),
    overflow: true,
  });
}

function make(theme: ThemeName, mode: MapMode): StyleSet {
  const p = palette[theme];
  const m = mapPalette[theme];
  const wide = mode === 'wall';
  return {
    steps: m.steps.map((color) => new Style({ fill: new Fill({ color }) })),
    road: new Style({ stroke: new Stroke({ color: m.street, width: 2, lineCap: 'butt' }) }),
    border: new Style({ zIndex: 2, stroke: new Stroke({ color: m.border, width: wide ? 2 : 1.5 }) }),
    community: new Style({
      zIndex: 1,
      stroke: new Stroke({ color: m.communityLine, width: wide ? 2 : 1, lineDash: wide ? [8, 6] : [5, 4] }),
    }),
    green: new Style({ zIndex: 1, stroke: new Stroke({ color: m.green, width: 2 }) }),
    borderRoad: new Style({ stroke: new Stroke({ color: m.street, width: 2, lineCap: 'square' }) }),
    radius: new Style({
      stroke: new Stroke({ color: p.river, width: 1.5, lineDash: [5, 4] }),
      fill: new Fill({ color: `${p.river}14` }),
    }),
    ring: new Style({ stroke: new Stroke({ color: p.river, width: 2.5 }) }),
    numbers: m.steps.map(
      (step) => new Style({ text: label(p.text, step, font(mode, wide ? 22 : 13), wide ? 4 : 3) }),
    ),
    name: new Style({ text: label(p.secondary, m.street, font(mode), 3) }),
    place: new Style({ text: label(p.text, m.halo, font(mode, type.desk.secondary, 400), 3) }),
  };
}

const made = new Map<string, StyleSet>();

/** The styles of a theme and mode, made once. */
export function styleSet(theme: ThemeName, mode: MapMode): StyleSet {
  const key = `${theme}/${mode}`;
  const set = made.get(key) ?? make(theme, mode);
  made.set(key, set);
  return set;
}
