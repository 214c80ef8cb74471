import type { appContract } from '@shared/contract/app';
import { app } from 'electron';
import type { ShellHandlers } from '../shell';

export const appShell: ShellHandlers<typeof appContract> = {
  'app.info': (_input, { dataDir, firstStart }) => ({
    version: app.getVersion(),
    electron: process.versions.electron ?? '',
    chrome: process.versions.chrome ?? '',
    node: process.versions.node,
    dataDir,
    firstStart: firstStart(),
    readOnly: false,
  }),
  'app.speak': ({ language }, { consent }) => {
    consent.language = language;
    return {};
  },
  'help.open': () => ({}),
};
