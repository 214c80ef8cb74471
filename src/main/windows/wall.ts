import { join } from 'node:path';
import { BrowserWindow, type Display, powerSaveBlocker, type Rectangle, screen } from 'electron';
import { trust } from '../ipc/callers';

/** The stage that the wall is designed on is 1080 high; other heights are reached by zoom, so that text stays crisp. */
const STAGE_HEIGHT = 1080;
const STAGE_WIDTH = 1920;
const GROUND = '#0E1418';

/** The wall's window: frameless, full screen on its display, never throttled, the screen kept awake while it is open. */
export class WallWindow {
  private window: BrowserWindow | undefined;
  private awake: number | undefined;
  /** Position that the page has painted last, and when; the watchdog compares it with what the store has. */
  painted = { position: 0, at: 0 };

  private language = 'zh-CN';

  constructor(private readonly preloadDir: string) {}

  get open(): BrowserWindow | undefined {
    return this.window && !this.window.isDestroyed() ? this.window : undefined;
  }

  /** Open the wall on a display, or move it there. `bounds` places it without full screen (tests, tour, one large display cut up). */
  show(
    display: Display,
    options: { bounds?: Rectangle | undefined; language?: string | undefined } = {},
  ): BrowserWindow {
    const { bounds, language = this.language } = options;
    const changed = language !== this.language;
    this.language = language;
    const window = this.open ?? this.create(display);
    if (changed) this.load(window);
    this.place(window, display, bounds);
    return window;
  }

  close(): void {
    this.open?.close();
  }

  private create(display: Display): BrowserWindow {
    const { x, y } = display.bounds;
    const window = new BrowserWindow({
      x,
      y,
      width: 1280,
      height: 720,
      title: '绣花大屏',
      frame: false,
      backgroundColor: GROUND,
      show: false,
      webPreferences: {
        preload: join(this.preloadDir, 'wall.cjs'),
        sandbox: true,
        contextIsolation: true,
        backgroundThrottling: false,
        spellcheck: false,
      },
    });
    this.window = window;
    trust(window.webContents, 'wall');
    window.removeMenu();
    window.on('resize', () => this.fit(window));
    window.webContents.on('did-finish-load', () => this.fit(window));
    window.webContents.on('before-input-event', (event, input) => this.input(event, input, window));
    this.awake = powerSaveBlocker.start('prevent-display-sleep');
    window.on('closed', () => {
      if (this.awake !== undefined) powerSaveBlocker.stop(this.awake);
      this.awake = undefined;
      this.window = undefined;
    });
    this.load(window);
    return window;
  }

  private load(window: BrowserWindow): void {
    void window.loadURL(`app://wall/wall.html?lang=${this.language}`);
  }

  /** There is no “full screen on display N”: the window is first put inside its bounds, then made full screen there. */
  private place(window: BrowserWindow, display: Display, bounds?: Rectangle): void {
    if (bounds) {
      window.setFullScreen(false);
      window.setBounds(bounds);
      window.show();
    } else {
      window.setBounds(display.bounds);
      window.show();
      window.setFullScreen(true);
    }
    this.fit(window);
  }

  private fit(window: BrowserWindow): void {
    if (window.isDestroyed()) return;
    const [width = STAGE_WIDTH, height = STAGE_HEIGHT] = window.getContentSize();
    window.webContents.setZoomFactor(Math.max(0.25, Math.min(height / STAGE_HEIGHT, width / STAGE_WIDTH)));
  }

  /** The wall takes no input but leaving: Escape ends full screen, Ctrl+W closes; reload and zoom keys do nothing. */
  private input(event: Electron.Event, input: Electron.Input, window: BrowserWindow): void {
    event.preventDefault();
    if (input.type !== 'keyDown') return;
    if (input.key === 'Escape') window.setFullScreen(!window.isFullScreen());
    if (input.control && input.key.toLowerCase() === 'w') window.close();
  }
}

/** The display to put the wall on: the one asked for, else one that is not the primary, else the primary. */
export function chooseDisplay(id: number | undefined): Display {
  const displays = screen.getAllDisplays();
  const primary = screen.getPrimaryDisplay();
  return displays.find((one) => one.id === id) ?? displays.find((one) => one.id !== primary.id) ?? primary;
}
