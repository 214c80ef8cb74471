import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Briefing, briefingSchema } from '@shared/contract/briefing';
import type { Caller } from '@shared/contract/caller';
import type { WorkshopOutput } from '@shared/contract/workshop';
import { bookName } from './briefing/texts';
import { press } from './press';
import { writeFileSafely } from './store/files';
import type { Workshop } from './windows/workshop';

/** What an export needs: where, which week, which formats, and whom to ask. */
export interface BriefingExport {
  readonly weekStart?: string | undefined;
  readonly formats: readonly ('docx' | 'pdf')[];
  readonly folder: string;
  readonly store: Caller;
  readonly workshop: Workshop;
}

const LANGUAGE = 'zh-CN';

/** Write the briefing of a week as documents; the figures of all of them are of one moment. Errors: the store's, `document.failed`. */
export async function exportBriefing(wanted: BriefingExport): Promise<{ files: string[] }> {
  const input = wanted.weekStart === undefined ? {} : { weekStart: wanted.weekStart };
  const model = briefingSchema.parse(await wanted.store.call('query', 'briefing.week', input));
  mkdirSync(wanted.folder, { recursive: true });
  const files: string[] = [];
  for (const format of wanted.formats) {
    const bytes = format === 'docx' ? await docx(model, wanted.workshop) : await pdf(model, wanted.workshop);
    const path = join(wanted.folder, bookName(model, LANGUAGE, format));
    writeFileSafely(path, bytes);
    files.push(path);
  }
  return { files };
}

async function chart(
  which: 'days' | 'units',
  model: Briefing,
  workshop: Workshop,
): Promise<Uint8Array<ArrayBuffer>> {
  const drawn = (await workshop.call('chart.png', {
    chart: which,
    model,
    language: LANGUAGE,
    scale: 3,
  })) as WorkshopOutput<'chart.png'>;
  return new Uint8Array(drawn.bytes);
}

async function docx(model: Briefing, workshop: Workshop): Promise<Uint8Array> {
  const pictures = {
    days: await chart('days', model, workshop),
    units: await chart('units', model, workshop),
  };
  return press({ kind: 'briefing', model, pictures, language: LANGUAGE }, 'DOCX');
}

async function pdf(model: Briefing, workshop: Workshop): Promise<Uint8Array> {
  const { window, caller } = await workshop.printPage();
  try {
    const shown = (await caller.call('action', 'page.show', {
      model,
      language: LANGUAGE,
    })) as WorkshopOutput<'page.show'>;
    const footer =
      shown.footer === null
        ? {}
        : { displayHeaderFooter: true, headerTemplate: '<span></span>', footerTemplate: shown.footer };
    return await window.webContents.printToPDF({ preferCSSPageSize: true, printBackground: true, ...footer });
  } finally {
    window.destroy();
  }
}
