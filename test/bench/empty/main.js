// The peer of app.coldstart.demo: the least that Electron can show, in a window of the desk's size.
import { join } from 'node:path';
import { app, BrowserWindow } from 'electron';

void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1600,
    height: 980,
    webPreferences: { sandbox: true, contextIsolation: true },
  });
  void window.loadFile(join(import.meta.dirname, 'index.html'));
});
app.on('window-all-closed', () => app.quit());
