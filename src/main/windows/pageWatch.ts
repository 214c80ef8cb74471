import { app, type BrowserWindow } from 'electron';

/** What the hidden page may hold: a picture of 60 million pixels takes 240 MB, its copies on a canvas and the file come on top. */
const RSS_BYTES = 1536 * 1_048_576;
const SAMPLE_MS = 250;

/**
 * End a page's process when it takes too much memory: foreign pictures are decoded in it, and what a decoder makes of them is not
 * ours to know. Whoever opened the page hears that it is gone, and opens another.
 */
export function boundMemory(window: BrowserWindow, rssBytes = RSS_BYTES): void {
  const { webContents } = window;
  const timer = setInterval(() => {
    const pid = webContents.getOSProcessId();
    const metric = app.getAppMetrics().find((one) => one.pid === pid);
    if (!metric || metric.memory.workingSetSize * 1024 <= rssBytes) return;
    console.error('The workshop took too much memory; ended.');
    webContents.forcefullyCrashRenderer();
  }, SAMPLE_MS);
  const stop = (): void => clearInterval(timer);
  webContents.once('render-process-gone', stop);
  webContents.once('destroyed', stop);
}
