import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Caller } from '@shared/contract/caller';
import { CodedError } from '@shared/contract/errors';
import type { WorkshopClient } from '@shared/contract/workshop';
import { BrowserWindow, MessageChannelMain, type MessagePortMain } from 'electron';
import { trust } from '../ipc/callers';
import { wireOf } from '../wires';
import { boundMemory } from './pageWatch';

/** Waits before it is opened again after it failed so often in a row, in ms. */
const BACKOFF = [0, 200, 1000, 5000];
/** A page that has not loaded by then never will. */
const LOAD_MS = 20_000;

/**
 * The workshop: a hidden, sandboxed page without network that decodes pictures and draws charts and print pages. Opened on
 * first need, since a start has to be quick; opened anew on the next need when it died or did not open. Each user of it gets a port
 * of its own.
 */
export class Workshop {
  private window: BrowserWindow | undefined;
  private ready: Promise<BrowserWindow> | undefined;
  private caller: Caller | undefined;
  private failures = 0;
  private ended = false;

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

  /** Open the workshop, if it is not open. Errors: `workshop.failed`; the next call tries anew, later the more often it failed. */
  start(): Promise<BrowserWindow> {
    if (this.window?.webContents.isCrashed()) this.forget(this.window);
    if (this.ready) return this.ready;
    const opening = this.open();
    this.ready = opening;
    opening.then(
      () => {
        this.failures = 0;
      },
      () => {
        this.failures += 1;
        if (this.ready === opening) this.ready = undefined;
      },
    );
    return opening;
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
    this.ended = true;
    this.window?.destroy();
  }

  private async open(): Promise<BrowserWindow> {
    const wait = BACKOFF[Math.min(this.failures, BACKOFF.length - 1)] ?? 0;
    if (wait > 0) await pause(wait);
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
    if (this.ended) throw new CodedError('workshop.failed', {}, 'the program ends');
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
    try {
      await loaded(window, `app://workshop/workshop.html${hash}`);
    } catch (error) {
      if (!window.isDestroyed()) window.destroy();
      throw new CodedError('workshop.failed', {}, String(error));
    }
    if (!this.ended) return window;
    window.destroy();
    throw new CodedError('workshop.failed', {}, 'the program ends');
  }

  private portTo(window: BrowserWindow, client: WorkshopClient): MessagePortMain {
    const { port1, port2 } = new MessageChannelMain();
    window.webContents.postMessage('xiuhua:port', { client }, [port2]);
    return port1;
  }
}

/** Resolves when the page is there. Of a page whose process dies on the way nobody tells the promise of `loadURL`. */
async function loaded(window: BrowserWindow, url: string): Promise<void> {
  const { webContents } = window;
  let fail: (error: Error) => void = () => {};
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  const died = (): void => fail(new Error('its process ended while it loaded'));
  const timer = setTimeout(() => fail(new Error('it did not load in time')), LOAD_MS);
  webContents.once('render-process-gone', died);
  window.once('closed', died);
  try {
    await Promise.race([window.loadURL(url), failed]);
  } finally {
    clearTimeout(timer);
    if (!window.isDestroyed()) {
      webContents.off('render-process-gone', died);
      window.off('closed', died);
    }
  }
}
