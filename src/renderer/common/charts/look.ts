import { chartColours, fontFamily, type ThemeName } from '../tokens';

/** Screens have two themes; documents are printed black on white. */
export type ChartTheme = ThemeName | 'paper';

/** Colours of a chart. Series also differ by mark or hatching, so that a black-and-white copy tells the same. */
export interface ChartLook {
  received: string;
  closed: string;
  overdue: string;
  axis: string;
  grid: string;
  text: string;
  ground: string;
  weekend: string;
}

/** The look of a theme; on paper the text is black and the ground white. */
export function chartLook(theme: ChartTheme): ChartLook {
  const { received, closed, overdue, axis, grid, text, ground } = chartColours(
    theme === 'paper' ? 'light' : theme,
  );
  const weekend = { dark: '#182129', light: '#EFEDE6', paper: '#F1F1F1' }[theme];
  const base = { received, closed, overdue, axis, grid, text, ground, weekend };
  return theme === 'paper'
    ? { ...base, axis: '#333333', grid: '#D9D9D9', text: '#000000', ground: '#FFFFFF' }
    : base;
}

/** Attributes of every text in a chart: given on the element, so that an SVG taken out of its page looks the same. */
export function textStyle(size: number, fill: string) {
  return { fontFamily, fontSize: size, fill, style: { fontVariantNumeric: 'tabular-nums' } } as const;
}
