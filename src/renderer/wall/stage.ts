/** The arrangement of the wall: A for screens about as wide as 16:9, B for wide ones with the map in the middle. */
export type LayoutName = 'A' | 'B';

export interface Stage {
  readonly layout: LayoutName;
  /** Size to draw at, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Factor from the stage to the window; 1 where the main process has set the zoom for the display. */
  readonly scale: number;
}

/** From this ratio of width to height on the wall has side columns. */
export const WIDE_RATIO = 2.2;

/** The least stage on which nothing is cut off. */
const least = { A: { width: 1720, height: 1060 }, B: { width: 2340, height: 1060 } } as const;
/** Beyond this height the stage is enlarged instead of filled with more. */
const TALLEST = 1500;

/** The stage for a window: as it is where it is large enough, scaled down where it is not, scaled up where it is huge. */
export function stageFor(width: number, height: number): Stage {
  const [w, h] = [Math.max(1, width), Math.max(1, height)];
  const layout = w / h >= WIDE_RATIO ? 'B' : 'A';
  const need = least[layout];
  const fit = Math.min(w / need.width, h / need.height);
  const scale = fit < 1 ? fit : h > TALLEST ? Math.min(fit, h / 1080) : 1;
  return { layout, width: Math.floor(w / scale), height: Math.floor(h / scale), scale };
}

/** How many rows of a height fit, at least `least`. */
export function rowsThatFit(available: number, rowHeight: number, least = 1): number {
  return Math.max(least, Math.floor(available / rowHeight));
}
