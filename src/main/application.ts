import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { toWireError } from '@shared/contract/errors';
import type { DeskWish } from '@shared/contract/files';
import { type SessionView, sessionViewSchema } from '@shared/contract/session';
import { type Deed, mayInEmptyFolder } from '@shared/rules/whoMay';
import { app, type BrowserWindow, ipcMain, Menu } from 'electron';
import type { StartArgs } from './args';
import { setupControl } from './cli/control';
import { watchPainting, watchWindow } from './health/watch';
import { roleOf } from './ipc/callers';
import { setupDrops } from './ipc/drops';
import { shellHandlers } from './ipc/handlers';
import { Parses } from './ipc/parses';
import { PathTokens } from './ipc/pathTokens';
import { type MainServices, setupShell } from './ipc/shell';
import { StoreHost } from './ipc/storeHost';
import { SyncHost } from './ipc/syncHost';
import { keyProtector } from './keyProtector';
import type { Paths } from './paths';
import { setupProtocol } from './protocol/content';
import { setupGuards } from './protocol/guard';
import { openCentreKey } from './store/keys/centre';
import { Consent } from './windows/consent';
import { openDesk } from './windows/desk';
import { chooseDisplay, WallWindow } from './windows/wall';
import { Workshop } from './windows/workshop';
import { fulfil } from './wishes';

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
        params: { ...wire.params, reason: String(wire.params?.reason ?? wire.detail ?? '') },
      },
    };
  }
}

/** The running program: its processes and windows, and the wishes that reach them. */
export class Application {
  private readonly store: StoreHost;
  private readonly parses = new Parses();
  private readonly sync: SyncHost;
  private readonly workshop: Workshop;
  private readonly wall: WallWindow;
  private readonly tokens: PathTokens;
  private readonly consent = new Consent();
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
    const { data, profile, witness } = paths;
    this.tokens = new PathTokens([data, `${data}.sync`, profile, app.getPath('userData'), witness]);
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
        wantsWorkshop: (stuck) =>
          void this.workshop
            .serveStore(stuck)
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
    const services = this.services();
    setupShell(shellHandlers, services, (window, deed) => this.seated(window, deed));
    setupDrops(this.tokens);
    this.setupHello();
    if (this.args.wall) this.openWall(undefined);
    else this.openDesk();
    this.stops.push(
      setupControl(this.paths.data, this.paths.control, (wish, gone) => fulfil(wish, gone, services)),
    );
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
      askStore: (name: string) => this.store.own.call('query', name, {}),
      askWorkshop: (name: string, input: unknown) => this.workshop.call(name, input),
      syncPid: () => this.sync.pid,
      openWall: (bounds?: Electron.Rectangle, language?: string) =>
        void this.openWall(undefined, { bounds, language }),
      wallOpen: () => this.wall.open !== undefined,
      painted: () => this.wall.painted,
      opened: () => this.store.opened(),
      dataDir: this.paths.data,
      exportBriefing: async (folder: string) => {
        const { exportBriefing } = await import('./documents');
        const { store, workshop } = this;
        return exportBriefing({ formats: ['docx', 'pdf'], folder, store: store.own, workshop });
      },
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
    const desk = openDesk(this.folders.preload, '');
    this.desk = desk;
    watchWindow(desk, 'desk');
    desk.once('closed', () => this.leaveWithLast());
    // The page is on its way; the workshop can be made ready behind it.
    desk.webContents.once('did-finish-load', () =>
      setTimeout(() => {
        if (!desk.isDestroyed()) void this.workshop.start().catch(() => {});
      }, 1500),
    );
  }

  /** The program ends with the last window that somebody sees: the hidden workshop is none, and Electron would count it. */
  private leaveWithLast(): void {
    const desk = this.desk && !this.desk.isDestroyed();
    if (!desk && !this.wall.open) app.quit();
  }

  private openWall(
    display: number | undefined,
    options: { bounds?: Electron.Rectangle | undefined; language?: string | undefined } = {},
  ): void {
    const fresh = this.wall.open === undefined;
    const window = this.wall.show(chooseDisplay(display), options);
    if (!fresh) return;
    watchWindow(window, 'wall');
    window.once('closed', () => this.leaveWithLast());
  }

  /** A page says that it is there: it gets its port to the store. Again after every reload. */
  private setupHello(): void {
    ipcMain.on('xiuhua:hello', (event) => {
      const role = roleOf(event);
      // What an earlier page of this window was given is not this one's.
      if (role === 'desk') this.tokens.forget(event.sender.id);
      if (role === 'desk' || role === 'wall') this.store.connect(event.sender, role);
    });
    ipcMain.on('xiuhua:painted', (event, position: unknown) => {
      if (roleOf(event) === 'wall' && typeof position === 'number')
        this.wall.painted = { position, at: Date.now() };
    });
  }

  private hasData(): boolean {
    return existsSync(join(this.paths.data, 'device.json'));
  }

  /** Who sits at a window, where he may do this. In an empty folder nobody can sit. */
  private async seated(window: number, deed: Deed): Promise<SessionView | undefined> {
    if (!this.hasData() && mayInEmptyFolder(deed)) return undefined;
    return sessionViewSchema.parse(await this.store.own.call('action', 'session.may', { window, deed }));
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
    // The path stays here; a page that was just loaded forgets older tokens, so that it is given one when it is told.
    const send = (): void =>
      window.webContents.send('xiuhua:wish', this.forPage(wish, window.webContents.id));
    if (window.webContents.isLoading())
      window.webContents.once('did-finish-load', () => setTimeout(send, 500));
    else send();
  }

  private forPage(
    wish: { kind: 'import'; path: string } | { kind: 'item'; id: string },
    window: number,
  ): DeskWish {
    if (wish.kind === 'item') return wish;
    try {
      return { kind: 'import', file: this.tokens.give(window, wish.path, 'read') };
    } catch (error) {
      return { kind: 'refused', error: toWireError(error, 'import') };
    }
  }

  private services(): MainServices {
    const { store, sync, workshop, tokens, consent, parses } = this;
    return {
      store,
      sync,
      workshop,
      tokens,
      consent,
      parses,
      dataDir: this.paths.data,
      resourcesDir: this.folders.resources,
      firstStart: () => (this.hasData() ? 'none' : this.args.demo ? 'demo' : 'ask'),
      openWall: (display, language) => this.openWall(display, { language }),
      closeWall: () => this.wall.close(),
      showDesk: (itemId) => {
        if (itemId === undefined) this.openDesk();
        else this.wish({ kind: 'item', id: itemId });
      },
    };
  }
}
