// What stays when somebody closes a window, and what main's own calls meet when a helper process died.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type RunningApp, test } from './harness/app';
import { firstRow, openWall } from './harness/desk.mjs';

interface Inside {
  __xiuhua: {
    storePid(): number | undefined;
    askStore(name: string): Promise<{ state: string }>;
    askWorkshop(name: string, input: unknown): Promise<unknown>;
  };
}

const storePid = (app: RunningApp) =>
  app.electron.evaluate(() => (globalThis as unknown as Inside).__xiuhua.storePid());

/** Main asks the workshop for something small; the code where it does not come to it. */
const askWorkshop = (app: RunningApp) =>
  app.electron.evaluate(() =>
    (globalThis as unknown as Inside).__xiuhua.askWorkshop('page.clear', {}).then(
      () => 'done',
      (error: { code?: string }) => error.code ?? String(error),
    ),
  );

const closeWindow = (app: RunningApp, role: string) =>
  app.electron.evaluate(({ BrowserWindow }, wanted) => {
    const window = BrowserWindow.getAllWindows().find((one) =>
      one.webContents.getURL().startsWith(`app://${wanted}/`),
    );
    setTimeout(() => window?.close(), 0);
  }, role);

/** The program ended by itself: nothing runs, and nobody holds the folder. */
async function ended(app: RunningApp): Promise<void> {
  await expect.poll(() => app.exited, { timeout: 20_000 }).toBe(true);
  for (const file of ['lock.json', 'control.json'])
    expect(existsSync(join(app.data, file)), file).toBe(false);
}

test('the program ends with the last window that somebody sees', async ({ launchDemo }) => {
  const app = await launchDemo();
  await firstRow(await app.window('desk'));
  expect(await askWorkshop(app)).toBe('done');
  await openWall(app);
  await closeWindow(app, 'desk');
  await expect.poll(() => app.windows('desk').length).toBe(0);
  expect(app.windows('wall')).toHaveLength(1);
  expect(existsSync(join(app.data, 'lock.json'))).toBe(true);
  await closeWindow(app, 'wall');
  await ended(app);
});

test('a start of the wall alone ends with the wall', async ({ launchDemo }) => {
  const app = await launchDemo({ args: ['--wall'] });
  await app.window('wall');
  expect(await askWorkshop(app)).toBe('done');
  await closeWindow(app, 'wall');
  await ended(app);
});

test('what main asks while the store is started again is answered by the next one', async ({
  launchDemo,
}) => {
  const app = await launchDemo();
  await firstRow(await app.window('desk'));
  // The third death in a row is followed by a wait of two seconds.
  for (let deaths = 1; deaths <= 3; deaths += 1) {
    await expect.poll(() => storePid(app)).toBeDefined();
    const pid = await storePid(app);
    if (!pid) throw new Error('no store process');
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => storePid(app), { intervals: [10] }).not.toBe(pid);
  }
  expect(await storePid(app)).toBeUndefined();
  const ask = () =>
    app.electron.evaluate(() =>
      (globalThis as unknown as Inside).__xiuhua.askStore('counters').then(() => 'answered', String),
    );
  expect(await ask()).toBe('answered');
  expect(await storePid(app)).toBeDefined();
  expect(await ask()).toBe('answered');
});

test('a workshop that did not open, or died, opens on the next need', async ({ launchDemo }) => {
  const app = await launchDemo();
  await firstRow(await app.window('desk'));
  expect(await askWorkshop(app)).toBe('done');
  const crash = () =>
    app.electron.evaluate(({ webContents }) => {
      const page = webContents.getAllWebContents().find((one) => one.getURL().startsWith('app://workshop/'));
      page?.forcefullyCrashRenderer();
    });
  await crash();
  await expect.poll(() => askWorkshop(app)).toBe('done');
  await crash();
  // The next two windows are gone before their page is there.
  await app.electron.evaluate(({ app: electron, BrowserWindow }) => {
    let left = 2;
    electron.on('browser-window-created', (_event, window) => {
      if (left === 0) return;
      left -= 1;
      window.webContents.once('did-start-loading', () =>
        setImmediate(() => BrowserWindow.fromId(window.id)?.destroy()),
      );
    });
  });
  await expect.poll(() => askWorkshop(app)).toBe('workshop.failed');
  expect(await askWorkshop(app)).toBe('workshop.failed');
  expect(await askWorkshop(app)).toBe('done');
  expect(await askWorkshop(app)).toBe('done');
});
