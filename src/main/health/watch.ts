import { app, type BrowserWindow, type WebContents } from 'electron';

/** A window that dies more often than this within the time is left alone with its last picture, and the log says so. */
const MOST = 3;
const WITHIN_MS = 300_000;
const HANG_MS = 15_000;

/** Reload a window whose page died, hung or failed to load; give up on a loop. */
export function watchWindow(window: BrowserWindow, name: string): void {
  const { webContents } = window;
  let crashes: number[] = [];
  const reload = (why: string): void => {
    const now = Date.now();
    crashes = [...crashes.filter((at) => now - at < WITHIN_MS), now];
    console.error(
      `${name}: ${why}${crashes.length > MOST ? '; too often, not reloaded again' : '; reloaded'}`,
    );
    if (crashes.length > MOST) return;
    // Not inside the handler: a reload there can be lost.
    setTimeout(() => !window.isDestroyed() && webContents.reload(), 200);
  };
  webContents.on('render-process-gone', (_event, details) =>
    reload(`the page process ended (${details.reason})`),
  );
  webContents.on('did-fail-load', (_event, code, text, _url, mainFrame) => {
    if (mainFrame && code !== -3) reload(`the page did not load (${text})`);
  });
  watchHang(window, webContents, reload);
}

function watchHang(window: BrowserWindow, contents: WebContents, reload: (why: string) => void): void {
  let timer: NodeJS.Timeout | undefined;
  window.on('responsive', () => clearTimeout(timer));
  window.on('unresponsive', () => {
    if (contents.isDevToolsOpened()) return;
    timer = setTimeout(() => {
      if (window.isDestroyed()) return;
      contents.forcefullyCrashRenderer();
      reload('the page did not answer');
    }, HANG_MS);
  });
}

/** Log what helper processes die of; the store's own restart is its host's. */
export function watchProcesses(): void {
  app.on('child-process-gone', (_event, details) => {
    if (details.reason !== 'clean-exit' && details.reason !== 'killed') {
      console.error(`${details.type} process ended: ${details.reason} ${details.name ?? ''}`);
    }
  });
}

/** The wall is reloaded when it has not painted a change for this long: the process lives, the picture stands still. */
const STALE_MS = 20_000;

/** Compare what the wall has painted with what the store has told; returns what ends the watch. */
export function watchPainting(
  wall: { readonly open: BrowserWindow | undefined; painted: { position: number; at: number } },
  told: () => { position: number; at: number },
): () => void {
  const timer = setInterval(() => {
    const window = wall.open;
    const { position, at } = told();
    if (!window || position <= wall.painted.position || Date.now() - at < STALE_MS) return;
    console.error('The wall stands still; reloaded.');
    wall.painted = { position, at: Date.now() };
    window.webContents.reload();
  }, 5000);
  return () => clearInterval(timer);
}
