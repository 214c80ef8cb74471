import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Caller } from '@shared/contract/caller';
import { CodedError } from '@shared/contract/errors';
import { type Directory, directorySchema } from '@shared/contract/models';
import { type CasePage, casePageSchema } from '@shared/contract/pages';
import { repliesDaySchema, unitDaysSchema } from '@shared/contract/sheets';
import type { WorkshopOutput } from '@shared/contract/workshop';
import type { PaperLanguage } from '@shared/paper/blocks';
import type { CasePaperKind } from '@shared/paper/casePaper';
import { dayOf } from '@shared/rules/time';
import type { BrowserWindow } from 'electron';
import { centreName } from './briefing/texts';
import { fileName } from './fileName';
import { keptPicture } from './keptPicture';
import { press } from './press';
import { blobPath } from './store/blobs/blobs';
import { writeFileSafely } from './store/files';
import type { Workshop } from './windows/workshop';

/** Whom to ask and where pictures lie. */
export interface PaperParts {
  readonly store: Caller;
  readonly workshop: Workshop;
  readonly dataDir: string;
}

/** Pictures of a case, as many as a paper shows at most. */
const MOST_PICTURES = 12;

async function caseFacts(id: string, store: Caller): Promise<{ page: CasePage; names: Directory }> {
  const page = casePageSchema.parse(await store.call('query', 'case.page', { id }));
  const names = directorySchema.parse(await store.call('query', 'directory', {}));
  return { page, names };
}

async function picturesOf(page: CasePage, dataDir: string): Promise<{ sha256: string; bytes: Uint8Array }[]> {
  const photos = [...page.reports.flatMap((report) => report.photos), ...page.photos];
  const hashes = [...new Set(photos.map((photo) => photo.sha256))].slice(0, MOST_PICTURES);
  const found: { sha256: string; bytes: Uint8Array }[] = [];
  for (const sha256 of hashes) {
    const picture = await keptPicture(blobPath(dataDir, sha256));
    if (typeof picture === 'object') found.push({ sha256, bytes: picture.bytes });
  }
  return found;
}

/** Which paper of which case; `language` is that of its file, zh-CN where it is left out. A slip is Chinese. */
export interface CasePaper {
  readonly id: string;
  readonly kind: CasePaperKind;
  readonly language?: PaperLanguage | undefined;
}

/** The name that a paper of a case is proposed to be saved under, with the case's number. Errors: the store's. */
export async function paperName(
  { id, kind }: CasePaper,
  { store }: Pick<PaperParts, 'store'>,
): Promise<string> {
  const { item } = casePageSchema.parse(await store.call('query', 'case.page', { id }));
  return fileName(`${kind === 'slip' ? '交办单' : '案卷'}-${item.no}.pdf`);
}

/** Lay a case out in a window of its own, do something with it, and close it. Errors: the store's, the workshop's. */
async function withPage<T>(
  { id, kind, language }: CasePaper,
  parts: PaperParts,
  use: (window: BrowserWindow, shown: WorkshopOutput<'case.show'>) => Promise<T>,
): Promise<T> {
  const { store, workshop, dataDir } = parts;
  const { page, names } = await caseFacts(id, store);
  const { now } = (await store.call('query', 'counters', {})) as { now: string };
  const pictures = await picturesOf(page, dataDir);
  const { window, caller } = await workshop.printPage();
  try {
    const spoken = kind === 'slip' ? 'zh-CN' : (language ?? 'zh-CN');
    const input = { kind, page, names, now, language: spoken, pictures };
    const shown = (await caller.call('action', 'case.show', input)) as WorkshopOutput<'case.show'>;
    return await use(window, shown);
  } finally {
    window.destroy();
  }
}

/** Write a case's file or slip as a PDF. */
export async function casePdf(paper: CasePaper, path: string, parts: PaperParts): Promise<{ file: string }> {
  const bytes = await withPage(paper, parts, (window, { footer }) =>
    window.webContents.printToPDF({
      preferCSSPageSize: true,
      printBackground: true,
      ...(footer === null
        ? {}
        : { displayHeaderFooter: true, headerTemplate: '<span></span>', footerTemplate: footer }),
    }),
  );
  mkdirSync(dirname(path), { recursive: true });
  writeFileSafely(path, bytes);
  return { file: path };
}

/** Send a case's file or slip to a printer, by the system's dialog. Errors: `document.notPrinted`. */
export async function printCase(paper: CasePaper, parts: PaperParts): Promise<void> {
  await withPage(
    paper,
    parts,
    (window) =>
      new Promise<void>((resolve, reject) => {
        window.webContents.print({ printBackground: true }, (done, reason) => {
          // Whoever closes the dialog has changed his mind; that is no failure.
          if (done || /cancel/i.test(reason)) resolve();
          else reject(new CodedError('document.notPrinted', {}, reason));
        });
      }),
  );
}

/** Write the daily sheets of units with open parts, one file each. */
export async function unitSheets(
  units: readonly string[] | undefined,
  folder: string,
  store: Caller,
): Promise<{ files: string[] }> {
  const input = units ? { units } : {};
  const days = unitDaysSchema.parse(await store.call('query', 'unit.days', input));
  mkdirSync(folder, { recursive: true });
  const files: string[] = [];
  for (const { unit, name } of days.units) {
    const bytes = await press({ kind: 'unitDay', days, unit, centre: centreName() }, 'XLSX');
    const path = join(folder, fileName(`每日清单-${name}-${dayOf(days.now)}.xlsx`));
    writeFileSafely(path, bytes);
    files.push(path);
  }
  return { files };
}

/** Write the replies of a day as a sheet in the hotline's shape. */
export async function repliesFile(
  day: string | undefined,
  folder: string,
  store: Caller,
): Promise<{ file: string; count: number }> {
  const replies = repliesDaySchema.parse(await store.call('query', 'replies.day', day ? { day } : {}));
  const bytes = await press({ kind: 'replies', replies, centre: centreName() }, 'XLSX');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, fileName(`12345答复-${replies.day}.xlsx`));
  writeFileSafely(file, bytes);
  return { file, count: replies.rows.length };
}
