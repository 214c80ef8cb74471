import { join } from 'node:path';
import { app, type BrowserWindow, dialog } from 'electron';

type Owner = BrowserWindow | null | undefined;

/** A dialog of the system, in front of the desk where one is open. Undefined where it was cancelled. */
async function choose(owner: Owner, options: Electron.OpenDialogOptions): Promise<string | undefined> {
  const { filePaths } = await (owner
    ? dialog.showOpenDialog(owner, options)
    : dialog.showOpenDialog(options));
  return filePaths[0];
}

const fileOf = (owner: Owner, name: string, extensions: string[]): Promise<string | undefined> =>
  choose(owner, { properties: ['openFile'], filters: [{ name, extensions }] });

/** A sheet of the hotline, of a unit, or a catalogue. */
export function chooseSheet(owner: Owner): Promise<string | undefined> {
  return fileOf(owner, '12345', ['xlsx', 'xls', 'csv', 'html', 'xml', 'txt']);
}

/** A courier package (摆渡包) or its receipt. */
export function choosePackage(owner: Owner): Promise<string | undefined> {
  return fileOf(owner, 'Xiuhua', ['xhc', 'zip', 'json']);
}

/** Where papers, sheets and packages go. */
export function chooseFolder(owner: Owner): Promise<string | undefined> {
  return choose(owner, {
    properties: ['openDirectory', 'createDirectory'],
    defaultPath: app.getPath('documents'),
  });
}

/** Where a PDF is saved, with a name proposed. */
export async function choosePdf(owner: Owner, name: string): Promise<string | undefined> {
  const options: Electron.SaveDialogOptions = {
    defaultPath: join(app.getPath('documents'), name),
    filters: [{ name: 'PDF', extensions: ['pdf'] }],
  };
  const { filePath } = await (owner ? dialog.showSaveDialog(owner, options) : dialog.showSaveDialog(options));
  return filePath || undefined;
}
