import { existsSync } from 'node:fs';
import { CodedError } from '@shared/contract/errors';
import type { WrittenFile } from '@shared/contract/files';
import { reportPageSchema } from '@shared/contract/pages';
import { shell } from 'electron';
import type { PaperParts } from '../casePapers';
import type { Consent } from '../windows/consent';
import { chooseFolder, choosePdf, chooseSheet } from '../windows/dialogs';
import { openCatalogue, openSheet, openUnitSheet } from './parseHost';
import type { Parses } from './parses';
import type { PathTokens } from './pathTokens';
import type { Seat, ShellHandlers } from './shell';
import type { StoreHost } from './storeHost';

type FileCalls =
  | 'sheet.open'
  | 'catalogue.open'
  | 'unitSheet.open'
  | 'parse.cancel'
  | 'briefing.export'
  | 'case.paper'
  | 'unit.sheets'
  | 'replies.export'
  | 'file.show'
  | 'caller.erase';

export interface FileShellParts {
  readonly store: StoreHost;
  readonly tokens: PathTokens;
  readonly consent: Consent;
  readonly parses: Parses;
  readonly paper: () => PaperParts;
  readonly profilePath: (name: '12345' | 'catalogue') => string;
  readonly briefing: (input: {
    weekStart?: string | undefined;
    formats: ('docx' | 'pdf')[];
    folder: string;
  }) => Promise<{ files: string[] }>;
}

/** A file that was written for somebody at this window, with the way to its folder. */
export function writtenFile(tokens: PathTokens, { id }: Seat, path: string): WrittenFile {
  return { name: path, token: tokens.give(id, path, 'show') };
}

/** The file to read: the one behind the token, else one that main asks for. Undefined where that was cancelled. */
export async function fileToRead(
  tokens: PathTokens,
  seat: Seat,
  token: string | undefined,
  choose: (owner: Seat['window']) => Promise<string | undefined>,
): Promise<string | undefined> {
  if (token !== undefined) return tokens.path(seat.id, token, 'read');
  const chosen = await choose(seat.window);
  return chosen === undefined ? undefined : tokens.checked(chosen, 'read');
}

/** Files that come in and go out at the wish of a desk: none of them is named by its page. */
export function fileShell(parts: FileShellParts): Pick<ShellHandlers, FileCalls> {
  const { store, tokens, parses } = parts;
  const folderFor = async ({ id, window }: Seat, token?: string): Promise<string | undefined> => {
    if (token !== undefined) return tokens.path(id, token, 'folder');
    const chosen = await chooseFolder(window);
    return chosen === undefined ? undefined : tokens.checked(chosen, 'folder');
  };
  return {
    'sheet.open': async ({ file }, seat) => {
      const path = await fileToRead(tokens, seat, file, chooseSheet);
      if (path === undefined) return null;
      return parses.run((stop) => openSheet(path, parts.profilePath('12345'), store, stop));
    },
    'catalogue.open': async ({ file }, seat) => {
      const path = await fileToRead(tokens, seat, file, chooseSheet);
      if (path === undefined) return null;
      return parses.run((stop) => openCatalogue(path, parts.profilePath('catalogue'), store, stop));
    },
    'unitSheet.open': async ({ file, unit }, seat) => {
      const path = await fileToRead(tokens, seat, file, chooseSheet);
      if (path === undefined) return null;
      const preview = await parses.run((stop) => openUnitSheet(path, unit, store, stop));
      return { ...preview, source: file ?? tokens.give(seat.id, path, 'read') };
    },
    'parse.cancel': () => {
      parses.cancel();
      return {};
    },
    'briefing.export': async ({ weekStart, formats }, seat) => {
      const folder = await folderFor(seat);
      if (folder === undefined) return null;
      const { files } = await parts.briefing({ weekStart, formats, folder });
      return { files: files.map((path) => writtenFile(tokens, seat, path)) };
    },
    'case.paper': (input, seat) => casePaper(input, seat, parts),
    'unit.sheets': async ({ units, folder: token }, seat) => {
      const folder = await folderFor(seat, token);
      if (folder === undefined) return null;
      const { unitSheets } = await import('../casePapers');
      const { files } = await unitSheets(units, folder, store.own);
      return {
        files: files.map((path) => writtenFile(tokens, seat, path)),
        folder: token ?? tokens.give(seat.id, folder, 'folder'),
      };
    },
    'replies.export': async ({ day }, seat) => {
      const folder = await folderFor(seat);
      if (folder === undefined) return null;
      const { file, count } = await (await import('../casePapers')).repliesFile(day, folder, store.own);
      return { file: writtenFile(tokens, seat, file), count };
    },
    'file.show': ({ token }, { id }) => {
      const path = tokens.path(id, token, 'show');
      if (!existsSync(path)) throw new CodedError('parse.notFound', { file: path });
      shell.showItemInFolder(path);
      return {};
    },
    'caller.erase': (input, seat) => eraseCaller(input, seat, parts),
  };
}

async function casePaper(
  { id, kind, to, language }: Parameters<ShellHandlers['case.paper']>[0],
  seat: Seat,
  { paper: partsOf, tokens }: FileShellParts,
): Promise<{ file: WrittenFile | null } | null> {
  const papers = await import('../casePapers');
  const [paper, parts] = [{ id, kind, language }, partsOf()];
  if (to === 'printer') {
    await papers.printCase(paper, parts);
    return { file: null };
  }
  const target = await choosePdf(seat.window, await papers.paperName(paper, parts));
  if (target === undefined) return null;
  const { file } = await papers.casePdf(paper, tokens.checked(target, 'folder'), parts);
  return { file: writtenFile(tokens, seat, file) };
}

/** Erasing for good: main says what follows and asks, then the store does it in the name of whoever sits there. */
async function eraseCaller(
  { id, reportId, reason }: Parameters<ShellHandlers['caller.erase']>[0],
  seat: Seat,
  { store, consent }: FileShellParts,
): ReturnType<ShellHandlers['caller.erase'] & (() => Promise<never>)> {
  const { item } = reportPageSchema.parse(await store.own.call('query', 'report.page', { id: reportId }));
  await consent.must(seat.window, 'erase', { no: item.no, reason, operator: seat.session?.name ?? '' });
  const envelope = { id, command: { type: 'caller.erase', reportId, reason } };
  return store.own.call('action', 'command.confirmed', { window: seat.id, envelope }) as Promise<never>;
}
