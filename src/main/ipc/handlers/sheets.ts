import type { sheetsContract } from '@shared/contract/sheets';
import { folderToWrite, writtenFile } from '../chosenPaths';
import { openChosen } from '../openChosen';
import type { ShellHandlers } from '../shell';

export const sheetsShell: ShellHandlers<typeof sheetsContract> = {
  'unitSheet.open': async ({ file, unit }, context) => {
    const opened = await openChosen('unitSheet', file, { unit }, context);
    if (opened === null) return null;
    // What was chosen in a dialog is opened again without another one.
    const source = file ?? context.tokens.give(context.seat.id, opened.path, 'read');
    return { ...opened.preview, source };
  },
  'unit.sheets': async ({ units, folder: token }, context) => {
    const folder = await folderToWrite(context, token);
    if (folder === undefined) return null;
    const { unitSheets } = await import('../../casePapers');
    const { files } = await unitSheets(units, folder, context.store.own);
    return {
      files: files.map((path) => writtenFile(context, path)),
      folder: token ?? context.tokens.give(context.seat.id, folder, 'folder'),
    };
  },
  'replies.export': async ({ day }, context) => {
    const folder = await folderToWrite(context);
    if (folder === undefined) return null;
    const { repliesFile } = await import('../../casePapers');
    const { file, count } = await repliesFile(day, folder, context.store.own);
    return { file: writtenFile(context, file), count };
  },
};
