import { join } from 'node:path';
import { BrowserWindow } from 'electron';
import { trust } from '../ipc/callers';

/** Raw silk, the ground of the day desk: what is seen before the page has painted (look: tokens). */
const GROUND = '#F6F5F1';

/**
 * How often what the page has kept (drafts, saved views) is written out. Chromium itself may wait for minutes, and a power cut
 * or a kill would take it.
 */
const FLUSH_MS = 2000;

/** The desk's window. One at a time. */
export function openDesk(preloadDir: string, query: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1600,
    height: 960,
    minWidth: 1024,
    minHeight: 680,
    title: '绣花',
    backgroundColor: GROUND,
    autoHideMenuBar: true,
    show: false,
    webPreferences: {
      preload: join(preloadDir, 'desk.cjs'),
      sandbox: true,
      contextIsolation: true,
      spellcheck: false,
    },
  });
  trust(window.webContents, 'desk');
  window.once('ready-to-show', () => window.show());
  const { session } = window.webContents;
  const flushing = setInterval(() => session.flushStorageData(), FLUSH_MS);
  window.once('closed', () => clearInterval(flushing));
  void window.loadURL(`app://desk/desk.html${query}`);
  return window;
}
