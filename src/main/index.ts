import { join } from 'node:path';
import { app } from 'electron';
import { Application, type BuiltFolders } from './application';
import { readArgs, type StartArgs } from './args';
import { watchProcesses } from './health/watch';
import { pathsOf } from './paths';
import { registerSchemes } from './protocol/content';

const args = readArgs(process.argv.slice(1));
const paths = pathsOf(args.data, args.demo);
const folders: BuiltFolders = {
  preload: join(import.meta.dirname, '../preload'),
  renderer: join(import.meta.dirname, '../renderer'),
  resources: join(app.getAppPath(), 'resources'),
};

/** Before ready: what can be said only once, and only then. */
function setupBeforeReady(): void {
  app.setName('Xiuhua');
  // Windows shows notices of programs that say who they are.
  app.setAppUserModelId('cn.xiuhua.desk');
  if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', paths.profile);
  // In a container a sandboxed start may hang; tests and root pass --no-sandbox themselves, everybody else is sandboxed.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  // A wall must get WebGL back after the graphics process died.
  app.disableDomainBlockingFor3DAPIs();
  registerSchemes();
}

function setupLife(application: Application): void {
  app.on('second-instance', (_event, _argv, _folder, wish) => {
    const { args: wanted, folder } = wish as { args: StartArgs; folder: string };
    application.secondStart(wanted, folder);
  });
  app.on('window-all-closed', () => app.quit());
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void application.quit().finally(() => {
      closed = true;
      app.quit();
    });
  });
}

/** Tests look at the inside here; nothing of it exists in a normal start. */
function setupInspection(application: Application): void {
  if (process.env.XIUHUA_TEST !== '1') return;
  const inside: Record<string, unknown> = { ready: false, ...application.inspect() };
  Object.assign(globalThis, { __xiuhua: inside });
  void application.storeOpened().then((state) => Object.assign(inside, { ready: true, state }));
}

function main(): void {
  setupBeforeReady();
  if (args.cli) {
    const command = args.cli;
    // Loaded on need: a normal start has no use for it.
    void app.whenReady().then(async () => (await import('./cliHost')).runInApplication(command, folders));
    return;
  }
  // The folder is locked by its store; this lock is for handing a second start's wish over.
  if (!app.requestSingleInstanceLock({ args, folder: process.cwd() })) {
    app.quit();
    return;
  }
  watchProcesses();
  void app.whenReady().then(() => {
    const application = new Application(args, paths, folders);
    setupLife(application);
    setupInspection(application);
    application.start();
  });
}

main();
