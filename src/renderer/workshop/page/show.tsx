import type { Briefing } from '@shared/contract/briefing';
import type { WorkshopOutput } from '@shared/contract/workshop';
import type { PaperLanguage } from '@shared/paper/blocks';
import { briefingPaper } from '@shared/paper/briefing';
import { createRoot, type Root } from 'react-dom/client';
import { settled } from '../settled';
import { template } from '../template';
import { paperText } from '../texts';
import { fontsUsed } from './fonts';
import { PaperPage } from './PaperPage';
import { footerTemplate } from './style';

let root: Root | undefined;

/** Lay a briefing out in this window for printing; ends when fonts are loaded and every chart stands. */
export async function showPage(
  model: Briefing,
  language: PaperLanguage,
): Promise<WorkshopOutput<'page.show'>> {
  clearPage();
  const host = document.getElementById('root');
  if (!host) throw new Error('No root.');
  const t = paperText(language);
  const paper = briefingPaper(model, language, t);
  const title = `${paper.title} ${paper.issue}`;
  document.title = title;
  document.documentElement.lang = language;
  root = createRoot(host);
  root.render(<PaperPage paper={paper} model={model} template={template} t={t} />);
  await settled(host, paper.blocks.filter(({ kind }) => kind === 'figure').length);
  await document.fonts.ready;
  return { title, fonts: fontsUsed(template), footer: footerTemplate(template) };
}

/** Take the document off the page. */
export function clearPage(): void {
  root?.unmount();
  root = undefined;
}
