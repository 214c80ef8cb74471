import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CodedError, toWireError } from '@shared/contract/errors';
import { app, type BrowserWindow, ipcMain, Menu, screen, shell } from 'electron';
import type { StartArgs } from './args';
import type { PaperParts } from './casePapers';
import { setupControl, type Wish } from './cli/control';
import { watchPainting, watchWindow } from './health/watch';
import { roleOf } from './ipc/callers';
import { openCatalogue, openSheet, openUnitSheet } from './ipc/parseHost';
import { type ShellHandlers, setupShell } from './ipc/shell';
import { StoreHost } from './ipc/storeHost';
import { SyncHost } from './ipc/syncHost';
import { syncShell } from './ipc/syncShell';
import { keyProtector } from './keyProtector';
import type { Paths } from './paths';
import { setupProtocol } from './protocol/content';
import { setupGuards } from './protocol/guard';
import { openCentreKey } from './store/keys/centre';
import { openDesk } from './windows/desk';
import { chooseFolder, choosePackage, choosePdf, chooseSheet } from './windows/dialogs';
import { showNotice } from './windows/notice';
import { chooseDisplay, WallWindow } from './windows/wall';
import { Workshop } from './windows/workshop';

/** Folders of the built program. */
export interface BuiltFolders {
  readonly preload: string;
  readonly renderer: string;
  readonly resources: string;
}

type StoreKey = ConstructorParameters<typeof StoreHost>[0]['key'];

function storeKey(dataDir: string): StoreKey {
  try {
    const { key, protection } = openCentreKey(dataDir, keyProtector());
    return { key: new Uint8Array(key), protection };
  } catch (error) {
    const wire = toWireError(error, 'key');
    return {
      problem: {
        code: wire.code === 'internal' ? 'store.key' : wire.code,
        params: { reason: wire.detail ?? '' },
      },
    };
  }
}

/** The running program: its processes and windows, and the wishes that reach them. */
export class Application {
  private readonly store: StoreHost;
  private readonly sync: SyncHost;
  private readonly workshop: Workshop;
  private readonly wall: WallWindow;
  private desk: BrowserWindow | undefined;
  private told = { position: 0, at: Date.now() };
  private readonly stops: (() => void)[] = [];
  private leaving = false;

  constructor(
    private readonly args: StartArgs,
    private readonly paths: Paths,
    private readonly folders: BuiltFolders,
  ) {
    const key = storeKey(paths.data);
    this.store = new StoreHost(
      {
        kind: 'init',
        dataDir: paths.data,
        witnessDir: paths.witness,
        resourcesDir: folders.resources,
        key,
        start: args.now,
        write: true,
        build: args.demo ? 'demo' : undefined,
      },
      {
        reopened: () => {
          this.followStore();
          this.sync.storeReopened();
        },
        wantsWorkshop: () =>
          void this.workshop
            .serveStore()
            .catch((error) => console.error('The workshop does not open.', error)),
        failed: (error) => console.error(`store: ${error.code} ${error.detail ?? ''}`),
      },
    );
    this.sync = new SyncHost({
      dataDir: paths.data,
      witnessDir: paths.witness,
      store: this.store,
      protector: keyProtector,
      program: `xiuhua ${app.getVersion()}`,
      keyChanged: ({ key: bytes, protection }) =>
        this.store.changeKey({ key: new Uint8Array(bytes), protection }),
    });
    this.workshop = new Workshop(folders.preload, (port) => this.store.connectWorkshop(port));
    this.wall = new WallWindow(folders.preload);
  }

  /** Start the processes, open the windows that were asked for. The store and the desk start side by side. */
  start(): void {
    this.store.start();
    setupProtocol(this.folders.renderer, this.paths.data);
    setupGuards();
    Menu.setApplicationMenu(null);
    setupShell(this.shellHandlers());
    this.setupHello();
    if (this.args.wall) this.openWall(undefined);
    else this.openDesk();
    this.stops.push(setupControl(this.paths.data, this.paths.control, (wish) => this.grant(wish)));
    this.stops.push(watchPainting(this.wall, () => this.told));
    this.followStore();
    // Sharing begins when the desk has what it needs.
    void this.store.opened().then(() => this.sync.start());
    if (this.args.importFile) this.wish({ kind: 'import', path: resolve(this.args.importFile) });
  }

  /** A second start on this folder: what it wished for happens here. */
  secondStart(args: StartArgs, folder: string): void {
    if (args.wall) this.openWall(undefined);
    else this.openDesk();
    if (args.importFile) this.wish({ kind: 'import', path: resolve(folder, args.importFile) });
  }

  /** Close what must be closed in order; called once, before the program quits. */
  async quit(): Promise<void> {
    if (this.leaving) return;
    this.leaving = true;
    for (const stop of this.stops) stop();
    await this.sync.quit();
    await this.store.quit();
    this.workshop.close();
  }

  /** For tests and the tour: what they need to see of the inside. */
  inspect(): Record<string, unknown> {
    return {
      storePid: () => this.store.pid,
      syncPid: () => this.sync.pid,
      openWall: (bounds?: Electron.Rectangle, language?: string) =>
        void this.openWall(undefined, { bounds, language }),
      wallOpen: () => this.wall.open !== undefined,
      painted: () => this.wall.painted,
      opened: () => this.store.opened(),
      dataDir: this.paths.data,
      exportBriefing: (folder: string) => this.exportBriefing({ formats: ['docx', 'pdf'], folder }),
    };
  }

  storeOpened(): Promise<string> {
    return this.store.opened();
  }

  private openDesk(): void {
    if (this.desk && !this.desk.isDestroyed()) {
      this.desk.show();
      this.desk.focus();
      return;
    }
    this.desk = openDesk(this.folders.preload, '');
    watchWindow(this.desk, 'desk');
    // The page is on its way; the workshop can be made ready behind it.
    this.desk.webContents.once('did-finish-load', () =>
      setTimeout(() => void this.workshop.start().catch(() => {}), 1500),
    );
  }

  private openWall(
    display: number | undefined,
    options: { bounds?: Electron.Rectangle | undefined; language?: string | undefined } = {},
  ): void {
    const fresh = this.wall.open === undefined;
    const window = this.wall.show(chooseDisplay(display), options);
    if (fresh) watchWindow(window, 'wall');
  }

  /** A page says that it is there: it gets its port to the store. Again after every reload. */
  private setupHello(): void {
    ipcMain.on('xiuhua:hello', (event) => {
      const role = roleOf(event);
      if (role === 'desk' || role === 'wall') this.store.connect(event.sender, role);
    });
    ipcMain.on('xiuhua:painted', (event, position: unknown) => {
      if (roleOf(event) === 'wall' && typeof position === 'number')
        this.wall.painted = { position, at: Date.now() };
    });
  }

  private followStore(): void {
    this.store.own.follow('change', (message) => {
      this.told = { position: (message as { position: number }).position, at: Date.now() };
    });
  }

  /** What the desk is wished to do; it is opened for it where only the wall stands. */
  private wish(wish: { kind: 'import'; path: string } | { kind: 'item'; id: string }): void {
    this.openDesk();
    const window = this.desk;
    if (!window || window.isDestroyed()) return;
    const send = (): void => window.webContents.send('xiuhua:wish', wish);
    if (window.webContents.isLoading())
      window.webContents.once('did-finish-load', () => setTimeout(send, 500));
    else send();
  }

  /** Do what the command line wishes. */
  private async grant(wish: Wish): Promise<unknown> {
    await this.store.opened();
    if (wish.kind === 'wall') {
      this.openWall(undefined);
      return {};
    }
    if (wish.kind === 'briefing') return this.exportBriefing(wish);
    if (wish.kind === 'courier') return this.sync.call(wish.call, wish.input as never);
    const preview = await openSheet(wish.file, this.profilePath('12345'), this.store);
    const job = await this.store.own.call('action', 'import.start', { token: preview.token });
    return { preview, job };
  }

  private profilePath(name: '12345' | 'catalogue'): string {
    return join(this.folders.resources, 'import-profiles', `${name}.json`);
  }

  private async exportBriefing(input: {
    weekStart?: string | undefined;
    formats: ('docx' | 'pdf')[];
    folder: string;
  }): Promise<{ files: string[] }> {
    const { exportBriefing } = await import('./documents');
    return exportBriefing({ ...input, store: this.store.own, workshop: this.workshop });
  }

  private shellHandlers(): ShellHandlers {
    return {
      'app.info': () => ({
        version: app.getVersion(),
        electron: process.versions.electron ?? '',
        chrome: process.versions.chrome ?? '',
        node: process.versions.node,
        dataDir: this.paths.data,
        firstStart: existsSync(join(this.paths.data, 'device.json'))
          ? 'none'
          : this.args.demo
            ? 'demo'
            : 'ask',
        readOnly: false,
      }),
      'displays.list': () =>
        screen.getAllDisplays().map((display) => ({
          id: display.id,
          label: display.label || `${display.bounds.width}×${display.bounds.height}`,
          width: display.bounds.width,
          height: display.bounds.height,
          scaleFactor: display.scaleFactor,
          primary: display.id === screen.getPrimaryDisplay().id,
        })),
      'wall.open': ({ display, language }) => {
        this.openWall(display, { language });
        return {};
      },
      'wall.close': () => {
        this.wall.close();
        return {};
      },
      'sheet.open': async ({ path }) => {
        const chosen = path ?? (await chooseSheet(this.desk));
        return chosen === undefined ? null : openSheet(chosen, this.profilePath('12345'), this.store);
      },
      'catalogue.open': async ({ path }) => {
        const chosen = path ?? (await chooseSheet(this.desk));
        return chosen === undefined ? null : openCatalogue(chosen, this.profilePath('catalogue'), this.store);
      },
      'briefing.export': async ({ weekStart, formats, folder }) => {
        const target = folder ?? (await chooseFolder(this.desk));
        return target === undefined ? null : this.exportBriefing({ weekStart, formats, folder: target });
      },
      notify: ({ title, body, itemId }) => ({
        shown: showNotice(title, body, () => {
          if (itemId === undefined) this.openDesk();
          else this.wish({ kind: 'item', id: itemId });
        }),
      }),
      'case.paper': async ({ id, kind, to, language, path }) => {
        const papers = await import('./casePapers');
        const parts = this.paperParts();
        const paper = { id, kind, language };
        if (to === 'printer') {
          await papers.printCase(paper, parts);
          return { file: null };
        }
        const target = path ?? (await choosePdf(this.desk, await papers.paperName(paper, parts)));
        return target === undefined ? null : papers.casePdf(paper, target, parts);
      },
      'unit.sheets': async ({ units, folder }) => {
        const target = folder ?? (await chooseFolder(this.desk));
        if (target === undefined) return null;
        return (await import('./casePapers')).unitSheets(units, target, this.store.own);
      },
      'unitSheet.open': async ({ path, unit }) => {
        const chosen = path ?? (await chooseSheet(this.desk));
        if (chosen === undefined) return null;
        return { ...(await openUnitSheet(chosen, unit, this.store)), path: chosen };
      },
      'replies.export': async ({ day, folder }) => {
        const target = folder ?? (await chooseFolder(this.desk));
        if (target === undefined) return null;
        return (await import('./casePapers')).repliesFile(day, target, this.store.own);
      },
      'file.show': ({ path }) => {
        if (!existsSync(path)) throw new CodedError('parse.notFound', { file: path });
        shell.showItemInFolder(path);
        return {};
      },
      'help.open': () => ({}),
      ...syncShell(this.sync, {
        folder: () => chooseFolder(this.desk),
        package: () => choosePackage(this.desk),
      }),
    };
  }

  private paperParts(): PaperParts {
    return { store: this.store.own, workshop: this.workshop, dataDir: this.paths.data };
  }
}
