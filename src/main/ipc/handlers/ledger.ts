import type { ledgerContract } from '@shared/contract/ledger';
import { folderToWrite, writtenFile } from '../chosenPaths';
import type { ShellHandlers } from '../shell';

export const ledgerShell: ShellHandlers<typeof ledgerContract> = {
  'ledger.sheets': async ({ day, units, folder: token }, context) => {
    const { ledgerSheetsOf, writeLedgerSheets } = await import('../../ledgerPapers');
    // Before a folder is asked for: it would be chosen in vain.
    const sheet = await ledgerSheetsOf(day, units, context.store.own);
    const folder = await folderToWrite(context, token);
    if (folder === undefined) return null;
    const [{ press }, { centreName }] = await Promise.all([
      import('../../press'),
      import('../../briefing/texts'),
    ]);
    const centre = centreName();
    const files = await writeLedgerSheets(sheet, folder, (of, unit) =>
      press({ kind: 'ledgerDay', sheet: of, unit, centre }, 'XLSX'),
    );
    return {
      files: files.map((path) => writtenFile(context, path)),
      folder: token ?? context.tokens.give(context.seat.id, folder, 'folder'),
    };
  },
};
