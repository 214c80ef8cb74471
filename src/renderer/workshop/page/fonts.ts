import type { FontUse } from '@shared/contract/workshop';
import type { PaperFont, PaperTemplate } from '@shared/paper/template';

const GENERIC = ['monospace', 'serif', 'sans-serif'] as const;
const PROBE = 'mmMwWli.0123489';

/**
 * Whether a font is installed: letters are as wide in it whatever follows it in the list. `document.fonts.check` says yes to
 * names it has never heard of.
 */
function installed(name: string, context: CanvasRenderingContext2D): boolean {
  const width = (family: string): number => {
    context.font = `72px ${family}`;
    return context.measureText(PROBE).width;
  };
  const widths = GENERIC.map((generic) => width(`"${name}", ${generic}`));
  return widths.every((one) => one === widths[0]);
}

/** The fonts that documents want, and what this machine has of them. */
export function fontsUsed(template: PaperTemplate): FontUse[] {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return [];
  return (Object.entries(template.font) as [PaperFont, string[]][]).map(([role, names]) => {
    const wanted = names[0] ?? '';
    const used = names.find((name) => installed(name, context)) ?? 'serif';
    return { role, wanted, used, exact: used === wanted };
  });
}

/** A CSS font family of a template's font, Latin letters and digits first where asked. */
export function family(template: PaperTemplate, font: PaperFont, latin = true): string {
  const names = latin
    ? [template.latin, 'Tinos', 'Liberation Serif', ...template.font[font]]
    : template.font[font];
  const generic = font === 'heading' ? 'sans-serif' : 'serif';
  return [...names.map((name) => `"${name}"`), generic].join(', ');
}
