import { join } from 'node:path';
import { Caller } from '@shared/contract/caller';
import type { WorkshopClient } from '@shared/contract/workshop';
import { BrowserWindow, MessageChannelMain, type MessagePortMain } from 'electron';
import { trust } from '../ipc/callers';
import { wireOf } from '../wires';
import { boundMemory } from './pageWatch';

/**
 * The workshop: a hidden, sandboxed page without network that decodes pictures and draws charts and print pages. Opened on
 * first need, since a start has to be quick; opened anew when it dies. Each user of it gets a port of its own.
 */
export class Workshop {
  private window: BrowserWindow | undefined;
  private ready: Promise<BrowserWindow> | undefined;
  private caller: Caller | undefined;

  constructor(
    private readonly preloadDir: string,
    private readonly toStore: (port: MessagePortMain) => void,
  ) {}

  /** Main's own port to the workshop, for charts. */
  async call(name: string, input: unknown): Promise<unknown> {
    const window = await this.start();
    if (!this.caller) this.caller = new Caller(wireOf(this.portTo(window, 'main')));
    return this.caller.call('action', name, input);
  }

  /** Open the workshop, if it is not open. */
  start(): Promise<BrowserWindow> {
    if (this.window?.webContents.isCrashed()) this.forget(this.window);
    this.ready ??= this.open();
    return this.ready;
  }

  /** The store asks for a port: after its own restart, and after this window's. `stuck`: a picture in it does not come to an end. */
  async serveStore(stuck = false): Promise<void> {
    if (stuck) this.window?.webContents.forcefullyCrashRenderer();
    const window = await this.start();
    this.toStore(this.portTo(window, 'store'));
  }

  /** A page of its own for printing: it is closed by the caller when the PDF is made. */
  async printPage(): Promise<{ window: BrowserWindow; caller: Caller }> {
    const window = await this.load('#briefing');
    return { window, caller: new Caller(wireOf(this.portTo(window, 'main'))) };
  }

  close(): void {
    this.window?.destroy();
  }

  private async open(): Promise<BrowserWindow> {
    const window = await this.load('');
    this.window = window;
    window.webContents.once('render-process-gone', () => this.forget(window));
    window.once('closed', () => this.forget(window));
    return window;
  }

  private forget(window: BrowserWindow): void {
    if (this.window !== window) return;
    this.window = undefined;
    this.ready = undefined;
    this.caller = undefined;
    if (!window.isDestroyed()) setImmediate(() => window.destroy());
  }

  private async load(hash: string): Promise<BrowserWindow> {
    const window = new BrowserWindow({
      show: false,
      width: 900,
      height: 1200,
      webPreferences: {
        preload: join(this.preloadDir, 'workshop.cjs'),
        sandbox: true,
        contextIsolation: true,
        backgroundThrottling: false,
        spellcheck: false,
      },
    });
    trust(window.webContents, 'workshop');
    boundMemory(window);
    await window.loadURL(`app://workshop/workshop.html${hash}`);
    return window;
  }

  private portTo(window: BrowserWindow, client: WorkshopClient): MessagePortMain {
    const { port1, port2 } = new MessageChannelMain();
    window.webContents.postMessage('xiuhua:port', { client }, [port2]);
    return port1;
  }
}
