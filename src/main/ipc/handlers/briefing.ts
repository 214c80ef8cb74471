import type { briefingContract } from '@shared/contract/briefing';
import { folderToWrite, writtenFile } from '../chosenPaths';
import type { ShellHandlers } from '../shell';

export const briefingShell: ShellHandlers<typeof briefingContract> = {
  'briefing.export': async ({ weekStart, formats }, context) => {
    const folder = await folderToWrite(context);
    if (folder === undefined) return null;
    const { exportBriefing } = await import('../../documents');
    const { store, workshop } = context;
    const { files } = await exportBriefing({ weekStart, formats, folder, store: store.own, workshop });
    return { files: files.map((path) => writtenFile(context, path)) };
  },
};
