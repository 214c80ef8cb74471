import type { PaperTemplate } from '@shared/paper/template';
import { mm } from '../template';
import { family } from './fonts';

/** Chromium from which on page margin boxes print. */
const MARGIN_BOXES_SINCE = 131;

function hasMarginBoxes(): boolean {
  const version = /Chrome\/(\d+)/.exec(navigator.userAgent)?.[1];
  return version !== undefined && Number(version) >= MARGIN_BOXES_SINCE;
}

/** Page number: dash 7 mm below the type area, outer side of the page, one character in (GB/T 9704 7.5). */
function pageNumbers(template: PaperTemplate): string {
  const { size } = template;
  const box = (side: 'left' | 'right') => `@bottom-${side} {
    content: "— " counter(page) " —";
    font: ${size.number}pt ${family(template, 'number', false)};
    vertical-align: top; padding: 7mm ${size.number}pt 0; white-space: nowrap;
  }`;
  return `@page :right { ${box('right')} } @page :left { ${box('left')} }`;
}

/** Sheet and margins of the template as CSS page rules. */
export function pageRules(template: PaperTemplate): string {
  const { page } = template;
  const margins = [page.top, page.right, page.bottom, page.left].map(mm).join(' ');
  return `@page { size: A4; margin: ${margins}; } ${hasMarginBoxes() ? pageNumbers(template) : ''}`;
}

/** The template's type as CSS variables for page.css. */
export function typeVariables(template: PaperTemplate): Record<string, string> {
  const { size, line, red } = template;
  return {
    '--title': family(template, 'title'),
    '--body': family(template, 'body'),
    '--heading': family(template, 'heading'),
    '--subheading': family(template, 'subheading'),
    '--pitch': `${line.pitch / 20}pt`,
    '--spacing': `${line.spacing / 20}pt`,
    '--red': `#${red}`,
    '--size-masthead': `${size.masthead}pt`,
    '--size-body': `${size.body}pt`,
    '--size-table': `${size.table}pt`,
    '--size-note': `${size.note}pt`,
  };
}

/** Footer for `printToPDF` where page margin boxes do not print; it knows no sides of the sheet, so numbers stand in the middle. */
export function footerTemplate(template: PaperTemplate): string | null {
  if (hasMarginBoxes()) return null;
  const font = family(template, 'number', false).replaceAll('"', "'");
  return `<div style="width:100%;text-align:center;font-size:${template.size.number}pt;font-family:${font};padding-bottom:13mm">— <span class="pageNumber"></span> —</div>`;
}
