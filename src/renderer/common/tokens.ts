/**
 * The look in one place: colours, shapes, type and space of both themes, for antd, the map and the charts.
 * Meaning first: every state has a colour, a shape and a word (the word comes from i18n). The tests compute the
 * contrasts, so a changed value that can no longer be read fails there.
 */

export type ThemeName = 'light' | 'dark';
export type State = 'jade' | 'gold' | 'kapok' | 'river' | 'violet';
export type Shape = 'circle' | 'half' | 'triangle' | 'ring' | 'square';
/** Lights of items as the contract has them, and `hold` for what waits outside. */
export type MapLight = 'green' | 'yellow' | 'red' | 'hold' | 'none';

export interface Palette extends Record<State, string> {
  ground: string;
  panel: string;
  line: string;
  text: string;
  secondary: string;
  /** Text on a filled button of the colour `river`. */
  onRiver: string;
  /** Rows under the pointer, and the selected row. */
  hover: string;
  selected: string;
}

export interface MapPalette {
  /** What lies between the blocks. */
  street: string;
  /** Five calm steps for the number of open cases in a unit grid, from none to many. */
  steps: readonly [string, string, string, string, string];
  border: string;
  communityLine: string;
  green: string;
  /** Thin edge around shapes, so that they stand out from any step. */
  halo: string;
}

export const palette: Record<ThemeName, Palette> = {
  dark: {
    ground: '#0E1418',
    panel: '#151D23',
    line: '#26323A',
    text: '#E8EDEA',
    secondary: '#9FB0AE',
    jade: '#3FB68B',
    gold: '#E5B24A',
    kapok: '#F2654C',
    river: '#5AA6D6',
    violet: '#A995DC',
    onRiver: '#0E1418',
    hover: '#1A242B',
    selected: '#182A35',
  },
  light: {
    ground: '#F6F5F1',
    panel: '#FFFFFF',
    line: '#E2DFD6',
    text: '#1E2A2E',
    secondary: '#5A6668',
    jade: '#17795A',
    gold: '#8F6206',
    kapok: '#C2371F',
    river: '#1C669C',
    violet: '#65509E',
    onRiver: '#FFFFFF',
    hover: '#F6F5F1',
    selected: '#EAF2F6',
  },
};

export const mapPalette: Record<ThemeName, MapPalette> = {
  dark: {
    street: '#0E1418',
    steps: ['#161F25', '#1B2C31', '#1F3B3D', '#264D4B', '#2E625B'],
    border: '#5E7573',
    communityLine: '#4A5F60',
    green: '#2C4A3E',
    halo: '#0E1418',
  },
  light: {
    street: '#EFECE4',
    steps: ['#FFFFFF', '#EDF4F0', '#D9E9E1', '#C0DBCF', '#A3CBBA'],
    border: '#8C968F',
    communityLine: '#B4B6AC',
    green: '#BBD6C3',
    halo: '#FFFFFF',
  },
};

/** The shape that belongs to each state: colour is never the only sign. */
export const stateShape: Record<State, Shape> = {
  jade: 'circle',
  gold: 'half',
  kapok: 'triangle',
  river: 'ring',
  violet: 'square',
};

export const lightState: Record<MapLight, State> = {
  green: 'jade',
  yellow: 'gold',
  red: 'kapok',
  hold: 'violet',
  none: 'river',
};

/** Variable Noto Sans SC is bundled; the system's Chinese fonts come first. */
export const fontFamily =
  '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC Variable", "Noto Sans SC", sans-serif';

export const type = {
  desk: { body: 14, secondary: 12, title: 18 },
  wall: { counter: 72, title: 22, body: 20, row: 24 },
  weight: { normal: 400, medium: 500, strong: 600 },
} as const;

export const space = { unit: 4, radius: 6, row: 32, rowCompact: 28, wallRow: 34 } as const;

/** How many open cases make which of the five steps of a unit grid: 0, 1, 2, 3, 4 and more. */
export function gridStep(openCases: number): 0 | 1 | 2 | 3 | 4 {
  if (openCases >= 4) return 4;
  if (openCases >= 3) return 3;
  if (openCases >= 2) return 2;
  return openCases >= 1 ? 1 : 0;
}

/** Seed tokens for antd's ConfigProvider, together with its light or dark algorithm. */
export function antdTokens(theme: ThemeName) {
  const c = palette[theme];
  return {
    colorPrimary: c.river,
    colorInfo: c.river,
    colorLink: c.river,
    colorSuccess: c.jade,
    colorWarning: c.gold,
    colorError: c.kapok,
    colorBgBase: c.panel,
    colorBgLayout: c.ground,
    colorBgContainer: c.panel,
    colorBgElevated: c.panel,
    colorBorder: c.line,
    colorBorderSecondary: c.line,
    colorSplit: c.line,
    colorText: c.text,
    colorTextSecondary: c.secondary,
    colorTextTertiary: c.secondary,
    colorTextLightSolid: c.onRiver,
    fontFamily,
    fontSize: type.desk.body,
    fontSizeSM: type.desk.secondary,
    sizeUnit: space.unit,
    borderRadius: space.radius,
    controlHeight: space.row,
    controlHeightSM: space.rowCompact,
    boxShadow: 'none',
    boxShadowSecondary: theme === 'dark' ? 'none' : '0 4px 16px rgba(30, 42, 46, 0.10)',
    wireframe: false,
  };
}

/** Colours of lines, bars and texts for the charts on screen, on the wall and in documents. */
export function chartColours(theme: ThemeName) {
  const c = palette[theme];
  const steps = mapPalette[theme].steps;
  return {
    received: c.river,
    closed: c.jade,
    open: theme === 'dark' ? steps[4] : c.jade,
    dueToday: c.gold,
    overdue: c.kapok,
    hold: c.violet,
    before: c.secondary,
    axis: c.secondary,
    grid: c.line,
    text: c.text,
    ground: c.panel,
  };
}

function channel(value: number): number {
  const s = value / 255;
  return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
}

function luminance(hex: string): number {
  const n = Number.parseInt(hex.slice(1), 16);
  return 0.2126 * channel(n >> 16) + 0.7152 * channel((n >> 8) & 255) + 0.0722 * channel(n & 255);
}

/** Contrast ratio (WCAG 2) of two colours written `#RRGGBB`, from 1 to 21. */
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}
