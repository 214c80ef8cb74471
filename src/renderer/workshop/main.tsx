import { toWireError, type WireError } from '@shared/contract/errors';
import { type WorkshopName, type WorkshopOutput, workshopCalls } from '@shared/contract/workshop';
import { z } from 'zod';
import { setupI18n } from '../common/i18n';
import '../common/styles/fonts';
import { chartPng } from './chartPng';
import { clearPage, showCase, showPage } from './page/show';
import './page/page.css';
import { decodePicture } from './pictures/decode';

/**
 * The workshop: draws and decodes for others, and decides nothing. One page for all of it; main opens a second window of it
 * (`workshop.html#briefing`) for printing, so that pictures do not wait for pages.
 */
type Answer = { ok: true; value: unknown } | { ok: false; error: WireError };

type Workshop = { serve(handle: (name: WorkshopName, input: unknown) => Promise<Answer>): void };

const work: { [N in WorkshopName]: (input: unknown) => Promise<WorkshopOutput<N>> } = {
  'picture.decode': (input) => {
    const { bytes, name } = workshopCalls['picture.decode'].input.parse(input);
    return decodePicture(bytes, name);
  },
  'chart.png': (input) => chartPng(workshopCalls['chart.png'].input.parse(input)),
  'page.show': (input) => {
    const { model, language } = workshopCalls['page.show'].input.parse(input);
    return showPage(model, language);
  },
  'case.show': (input) => showCase(workshopCalls['case.show'].input.parse(input)),
  'page.clear': async () => {
    clearPage();
    return {};
  },
};

/** One job after the other: two pictures of 60 million pixels at once would need half a gigabyte. */
let turn: Promise<unknown> = Promise.resolve();

async function answer(name: WorkshopName, input: unknown): Promise<Answer> {
  try {
    return { ok: true, value: await work[name](input) };
  } catch (error) {
    return { ok: false, error: toWireError(error, name) };
  }
}

// The page's policy forbids what zod would compile with; it would try, and fill the console.
z.config({ jitless: true });
setupI18n('zh-CN');
(window as unknown as { workshop: Workshop }).workshop.serve((name, input) => {
  const mine = turn.then(() => answer(name, input));
  turn = mine;
  return mine;
});
