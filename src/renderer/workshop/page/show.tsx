import type { Briefing } from '@shared/contract/briefing';
import type { WorkshopOutput, workshopCalls } from '@shared/contract/workshop';
import type { Paper, PaperLanguage } from '@shared/paper/blocks';
import { briefingPaper } from '@shared/paper/briefing';
import { caseFilePaper, slipPaper } from '@shared/paper/casePaper';
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import type { z } from 'zod';
import { settled } from '../settled';
import { template } from '../template';
import { paperText } from '../texts';
import { fontsUsed } from './fonts';
import { PaperPage } from './PaperPage';
import { footerTemplate } from './style';

let root: Root | undefined;

/** Addresses of the pictures on the page, given back with it. */
let addresses: string[] = [];

type CaseInput = z.output<(typeof workshopCalls)['case.show']['input']>;
type Shown = WorkshopOutput<'page.show'>;

async function show(paper: Paper, page: (host: HTMLElement) => React.ReactElement): Promise<Shown> {
  clearPage();
  const host = document.getElementById('root');
  if (!host) throw new Error('No root.');
  const title = `${paper.title} ${paper.issue}`;
  document.title = title;
  document.documentElement.lang = paper.language;
  root = createRoot(host);
  const stage = root;
  // At once: a page without charts would be looked at, and printed, before it stands.
  flushSync(() => stage.render(page(host)));
  await settled(host, paper.blocks.filter(({ kind }) => kind === 'figure').length);
  await Promise.all([...host.querySelectorAll('img')].map((image) => image.decode().catch(() => {})));
  await document.fonts.ready;
  return { title, fonts: fontsUsed(template), footer: footerTemplate(template) };
}

/** Lay a briefing out in this window for printing; ends when fonts are loaded and every chart stands. */
export function showPage(model: Briefing, language: PaperLanguage): Promise<Shown> {
  const t = paperText(language);
  const paper = briefingPaper(model, language, t);
  return show(paper, () => <PaperPage paper={paper} model={model} template={template} t={t} />);
}

/** Lay a case's file or slip out for printing; ends when every picture is decoded. */
export async function showCase(input: CaseInput): Promise<Shown> {
  const { kind, page, names, now, language, pictures } = input;
  const t = paperText(language);
  const paper = (kind === 'slip' ? slipPaper : caseFilePaper)(page, names, now, language, t);
  const sources = new Map(
    pictures.map(({ sha256, bytes }) => [sha256, URL.createObjectURL(new Blob([new Uint8Array(bytes)]))]),
  );
  const shown = await show(paper, () => (
    <PaperPage paper={paper} template={template} t={t} sources={sources} />
  ));
  addresses = [...sources.values()];
  return shown;
}

/** Take the document off the page. */
export function clearPage(): void {
  root?.unmount();
  root = undefined;
  for (const address of addresses) URL.revokeObjectURL(address);
  addresses = [];
}
