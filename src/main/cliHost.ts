import { join } from 'node:path';
import { app } from 'electron';
import type { BuiltFolders } from './application';
import { type CliOutcome, printed, runCli, USAGE } from './cli/run';
import { exportBriefing } from './documents';
import { readForMain } from './ipc/parseHost';
import { StoreHost } from './ipc/storeHost';
import { keyProtector } from './keyProtector';
import type { Paths } from './paths';
import { setupProtocol } from './protocol/content';
import { setupGuards } from './protocol/guard';
import type { IncomingSheet } from './store/jobs/imports';
import { Workshop } from './windows/workshop';

type BriefingOptions = {
  weekStart?: string | undefined;
  folder: string;
  formats: ('docx' | 'pdf')[];
  now: string | undefined;
};

/** The briefing without a window: a store that reads at the last durable position, and the workshop. */
async function briefing(paths: Paths, options: BriefingOptions, folders: BuiltFolders): Promise<unknown> {
  setupProtocol(folders.renderer, paths.data);
  setupGuards();
  const store = new StoreHost(
    {
      kind: 'init',
      dataDir: paths.data,
      witnessDir: paths.witness,
      resourcesDir: folders.resources,
      key: { problem: { code: 'store.readOnly', params: {} } },
      start: options.now,
      write: false,
    },
    { reopened() {}, failed: (error) => console.error(`${error.code} ${error.detail ?? ''}`) },
  );
  const workshop = new Workshop(folders.preload, (port) => store.connectWorkshop(port));
  store.start();
  await store.opened();
  try {
    const { weekStart, folder, formats } = options;
    return await exportBriefing({ weekStart, folder, formats, store: store.own, workshop });
  } finally {
    await store.quit();
    workshop.close();
  }
}

/** The command line inside the program (`--cli`): with the system's key store and a browser engine, and no window. */
export async function runInApplication(argv: readonly string[], folders: BuiltFolders): Promise<void> {
  app.on('window-all-closed', () => {});
  const outcome: CliOutcome = await runCli(argv, {
    resources: folders.resources,
    script: join(import.meta.dirname, 'cli.js'),
    protector: keyProtector(),
    env: process.env,
    // A release cannot be started as plain Node (its fuse is off): the parse process is Electron's own.
    readSheet: async (path, profilePath, signal) =>
      (await readForMain({ kind: 'sheet', path, profilePath }, signal)) as IncomingSheet,
    briefing: (paths, options) => briefing(paths, options, folders),
  });
  if (outcome.code === 2) process.stderr.write(USAGE);
  process.stdout.write(`${printed(outcome, argv)}\n`, () => app.exit(outcome.code));
}
