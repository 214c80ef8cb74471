import { fontFamily, type Palette, palette, space, type ThemeName, type } from './tokens';

export type { ThemeName } from './tokens';

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The tokens as CSS variables for our own styles: `--xh-ground`, `--xh-text`, `--xh-kapok`, `--xh-font` … */
export function cssVariables(theme: ThemeName): Record<string, string> {
  const colours = Object.entries(palette[theme] satisfies Palette).map(([name, value]) => [
    `--xh-${kebab(name)}`,
    value,
  ]);
  return {
    ...Object.fromEntries(colours),
    '--xh-font': fontFamily,
    '--xh-body': `${type.desk.body}px`,
    '--xh-small': `${type.desk.secondary}px`,
    '--xh-title': `${type.desk.title}px`,
    '--xh-radius': `${space.radius}px`,
    '--xh-row': `${space.row}px`,
    '--xh-row-compact': `${space.rowCompact}px`,
  };
}

/** Put a theme on the page: variables and `data-theme` on the root element, native controls in the same scheme. */
export function applyTheme(theme: ThemeName): void {
  const root = document.documentElement;
  for (const [name, value] of Object.entries(cssVariables(theme))) root.style.setProperty(name, value);
  root.dataset.theme = theme;
  root.style.colorScheme = theme;
}
