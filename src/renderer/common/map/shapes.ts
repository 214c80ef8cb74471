import { Icon, Style } from 'ol/style';
import {
  lightState,
  type MapLight,
  mapPalette,
  palette,
  type Shape,
  stateShape,
  type ThemeName,
} from '../tokens';
import type { MapMode } from './types';

/** Drawn at this many pixels per CSS pixel, so that shapes stay sharp on a dense screen. */
const DENSITY = 2;

/** Half of the size of a shape in CSS pixels: what is well stays small, what is late is large. */
const RADIUS: Record<MapMode, Record<MapLight, number>> = {
  desk: { green: 5, yellow: 6, red: 8, hold: 5, none: 5 },
  wall: { green: 5, yellow: 8, red: 12, hold: 7, none: 6 },
};

/** Half of the size of an item's shape in CSS pixels. */
export const shapeRadius = (mode: MapMode, light: MapLight): number => RADIUS[mode][light];

function outline(ctx: CanvasRenderingContext2D, shape: Shape, r: number): void {
  ctx.beginPath();
  if (shape === 'triangle') {
    ctx.moveTo(0, -r);
    ctx.lineTo(r, r * 0.8);
    ctx.lineTo(-r, r * 0.8);
    ctx.closePath();
  } else if (shape === 'square') {
    ctx.rect(-r * 0.85, -r * 0.85, r * 1.7, r * 1.7);
  } else {
    ctx.arc(0, 0, r, 0, 2 * Math.PI);
  }
}

function paint(ctx: CanvasRenderingContext2D, shape: Shape, r: number, colour: string, halo: string): void {
  ctx.lineJoin = 'round';
  outline(ctx, shape, r);
  ctx.strokeStyle = halo;
  ctx.lineWidth = 3;
  ctx.stroke();
  if (shape === 'circle' || shape === 'triangle' || shape === 'square') {
    ctx.fillStyle = colour;
    ctx.fill();
    return;
  }
  ctx.fillStyle = halo;
  ctx.fill();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2;
  outline(ctx, shape, r - 1);
  ctx.stroke();
  if (shape !== 'half') return;
  ctx.beginPath();
  ctx.arc(0, 0, r - 1, Math.PI / 2, (3 * Math.PI) / 2);
  ctx.fillStyle = colour;
  ctx.fill();
}

function draw(theme: ThemeName, mode: MapMode, light: MapLight): Style {
  const r = shapeRadius(mode, light);
  const side = Math.ceil((r + 3) * 2 * DENSITY);
  const img = document.createElement('canvas');
  img.width = side;
  img.height = side;
  const ctx = img.getContext('2d');
  if (!ctx) throw new Error('no 2d canvas for the shapes of the map');
  ctx.scale(DENSITY, DENSITY);
  ctx.translate(side / DENSITY / 2, side / DENSITY / 2);
  const state = lightState[light];
  paint(ctx, stateShape[state], r, palette[theme][state], mapPalette[theme].halo);
  const order: Record<MapLight, number> = { green: 1, none: 2, hold: 3, yellow: 4, red: 5 };
  return new Style({ image: new Icon({ img, scale: 1 / DENSITY }), zIndex: order[light] });
}

const made = new Map<string, Style>();

/** The shared style of all items of one light: drawn once per theme and mode. */
export function itemStyle(theme: ThemeName, mode: MapMode, light: MapLight): Style {
  const key = `${theme}/${mode}/${light}`;
  const style = made.get(key) ?? draw(theme, mode, light);
  made.set(key, style);
  return style;
}
