import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './harness/app';
import {
  ask,
  command,
  firstRow,
  monthSheet,
  openWall,
  previewSheet,
  samples,
  say,
  tallyOf,
  wallCounters,
} from './harness/desk.mjs';

interface Inside {
  __xiuhua: { storePid(): number | undefined };
}

test('the store is killed: it starts again, windows go on, nothing is lost', async ({ launchDemo }) => {
  const app = await launchDemo();
  const desk = await app.window('desk');
  await firstRow(desk);
  const wall = await openWall(app);
  const view = { view: 'open', sort: 'due', offset: 0, limit: 500 } as const;
  const report = await command(desk, {
    id: 'before-the-kill',
    command: {
      type: 'report.receive',
      channel: 'dailyPatrol',
      title: '井盖松动',
      content: '井盖松动，车过有响声',
      place: { text: '花城大道' },
      receivedAt: (await ask(desk, 'counters')).now,
    },
  });
  const ids = async () => (await ask(desk, 'queue.page', view)).rows.map((row) => row.id);
  const before = await ids();
  expect(before).toContain(report.result.reportId);
  const storePid = () => app.electron.evaluate(() => (globalThis as unknown as Inside).__xiuhua.storePid());
  const pid = await storePid();
  if (!pid) throw new Error('no store process');
  process.kill(pid, 'SIGKILL');
  await expect.poll(storePid).not.toBe(pid);
  // Until the page has its new port, questions fail; then it goes on by itself.
  const state = () => ask(desk, 'health').then((health) => health.state, String);
  await expect.poll(state).toBe('ready');
  expect(await ids()).toEqual(before);
  await expect(desk.locator('[role=row][data-id]').first()).toBeVisible();
  const open = Number((await wallCounters(wall)).open);
  await command(desk, {
    id: 'after-the-kill',
    command: {
      type: 'case.file',
      reportId: String(report.result.reportId),
      title: '井盖松动',
      place: { text: '花城大道' },
    },
  });
  await expect.poll(async () => Number((await wallCounters(wall)).open)).toBe(open + 1);
  await expect.poll(async () => (await ids()).length).toBe(before.length);
});

test('pictures are taken in again after the store or the workshop died', async ({ launchDemo }) => {
  const app = await launchDemo();
  const desk = await app.window('desk');
  await firstRow(desk);
  const names = ['10.44.6.21_01_20241101080012345_TIMING.jpg', 'NVR1_ch3_main_20241101081512.jpg'];
  const [first = [], second = []] = names.map((name) => [...readFileSync(join(samples, 'cctv', name))]);
  const put = (bytes: number[]) =>
    desk.evaluate<{ ok: boolean }>(
      `window.xiuhua.action('picture.put', { name: 'x.jpg', bytes: new Uint8Array(${JSON.stringify(bytes)}) })`,
    );
  expect(await put(first)).toMatchObject({ ok: true });
  await app.electron.evaluate(({ webContents }) => {
    const page = webContents.getAllWebContents().find((one) => one.getURL().startsWith('app://workshop/'));
    page?.forcefullyCrashRenderer();
  });
  expect(await put(second)).toMatchObject({ ok: true });
  const pid = await app.electron.evaluate(() => (globalThis as unknown as Inside).__xiuhua.storePid());
  if (!pid) throw new Error('no store process');
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => put(first)).toMatchObject({ ok: true });
});

test('a page that dies is loaded again', async ({ launchDemo }) => {
  const app = await launchDemo();
  const desk = await app.window('desk');
  await firstRow(desk);
  await app.electron.evaluate(({ webContents }) => {
    const page = webContents.getAllWebContents().find((one) => one.getURL().startsWith('app://desk/'));
    page?.forcefullyCrashRenderer();
  });
  const rows = () =>
    app.electron.evaluate(({ webContents }) => {
      const page = webContents.getAllWebContents().find((one) => one.getURL().startsWith('app://desk/'));
      if (!page || page.isCrashed() || page.isLoading()) return 0;
      const count = page.executeJavaScript("document.querySelectorAll('[role=row][data-id]').length");
      // A question to a page that is just being replaced is never answered.
      return Promise.race([
        count as Promise<number>,
        new Promise<number>((done) => setTimeout(done, 5000, 0)),
      ]);
    });
  await expect.poll(rows).toBeGreaterThan(5);
});

test('killed in the middle of an import: the next start offers to finish, and every row is accounted for', async ({
  launchDemo,
  launch,
}) => {
  const first = await launchDemo();
  const desk = await first.window('desk');
  await firstRow(desk);
  await previewSheet(first, desk, monthSheet);
  await desk.getByRole('dialog').locator('.ant-modal-footer .ant-btn-primary').click();
  await desk.locator('[role=dialog] [role=progressbar]:not([aria-valuenow="0"])').waitFor();
  await first.kill();

  const app = await launch({ data: first.data });
  const next = await app.window('desk');
  await firstRow(next);
  const [job] = await ask(next, 'import.jobs');
  expect(job).toMatchObject({ interrupted: true, status: 'open', rows: 1319 });
  await next.getByRole('button', { name: say('desk:banner.jobsOpen') }).click();
  const dialog = next.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: say('dialogs:import.withdraw') })).toBeVisible();
  await dialog.getByRole('button', { name: say('dialogs:import.finish') }).click();
  await dialog.getByText(say('dialogs:import.resultTitle')).waitFor();
  const tally = await tallyOf(dialog);
  expect(Object.values(tally).reduce((sum, count) => sum + count, 0)).toBe(1319);
  expect(tally).toMatchObject({
    // 21 of the manifest, and a reissued order that stands there twice.
    [say('dialogs:import.tally.repeatedInSheet')]: 22,
    [say('dialogs:import.tally.skipped')]: 1,
  });
  await expect(dialog).toContainText(say('dialogs:import.accounted', { rows: 1319 }));
  const { status, interrupted } = (await ask(next, 'import.jobs'))[0] ?? {};
  expect({ status, interrupted }).toEqual({ status: 'finished', interrupted: false });
});
