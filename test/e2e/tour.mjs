// The tour: the main job of the centre from an empty folder to the briefing, done by the program itself on the real
// application. Leaves numbered pictures, the briefing, and tour.json with versions, counters and durations.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { HANG_MS } from '../../scripts/lib/limits.mjs';
import {
  answerDialog,
  ask,
  closeDialog,
  daySheet,
  firstRow,
  openMove,
  openWall,
  pickRow,
  previewSheet,
  samples,
  say,
  sendMove,
  showView,
  startImport,
  textsOf,
  windowPicture,
} from './harness/desk.mjs';
import { launchApp, newDataDir } from './harness/launch.mjs';

const run = promisify(execFile);
const still = (name) => join(samples, 'cctv', name);
const desktop = { width: 1920, height: 1080 };

/** What the steps share: the application, its pages, what was found on the way, and the record. */
class Tour {
  steps = [];
  pictures = 0;

  constructor(outDir, runtime) {
    this.outDir = outDir;
    this.record = { runtime: { kind: runtime }, steps: this.steps };
  }

  /** After every step: a tour that is ended in the middle leaves what it came to. */
  keep() {
    return writeFile(join(this.outDir, 'tour.json'), `${JSON.stringify(this.record, null, 2)}\n`);
  }

  /** One step with its duration; the log says where the tour is. */
  async step(name, work) {
    const began = performance.now();
    try {
      return await work();
    } finally {
      const ms = Math.round(performance.now() - began);
      this.steps.push({ name, ms });
      await this.keep();
      console.log(`  ${name.padEnd(24)} ${(ms / 1000).toFixed(1).padStart(6)} s`);
    }
  }

  /** The path of the next picture. */
  next(name) {
    this.pictures += 1;
    return join(this.outDir, `${String(this.pictures).padStart(2, '0')}-${name}.png`);
  }

  async picture(name) {
    await this.desk.screenshot({ path: this.next(name), animations: 'disabled' });
  }
}

async function firstStart(tour, args) {
  const { app } = tour;
  tour.desk = await app.window('desk');
  await app.electron.evaluate(({ BrowserWindow }, size) => {
    const desk = BrowserWindow.getAllWindows().find((one) =>
      one.webContents.getURL().startsWith('app://desk/'),
    );
    desk.setContentSize(size.width, size.height);
    desk.setPosition(0, 0);
  }, desktop);
  if (args.includes('--demo')) {
    await tour.desk.locator('[role=progressbar][aria-valuenow]:not([aria-valuenow="0"])').waitFor();
    await tour.desk.waitForFunction(() => {
      const bar = globalThis.document.querySelector('[role=progressbar]');
      return !bar || Number(bar.getAttribute('aria-valuenow')) >= 30;
    });
    await tour.picture('first-start');
  }
  await firstRow(tour.desk, 180_000);
}

/** The same wall at both sizes. */
async function walls(tour, when) {
  for (const [suffix, width, height] of [
    ['', 1920, 1080],
    ['-4k', 3840, 2160],
  ]) {
    const wall = await openWall(tour.app, width, height);
    await wall.locator('.street canvas').first().waitFor();
    // Map and charts draw themselves anew for another size.
    await sleep(2500);
    await writeFile(tour.next(`wall-${when}${suffix}`), await windowPicture(tour.app, 'wall'));
  }
  // Software drawing of four times the pixels would slow down all that follows.
  await openWall(tour.app);
}

async function queueAndCase(tour) {
  const { desk } = tour;
  await tour.picture('queue');
  const page = await ask(desk, 'queue.page', { view: 'overdue', offset: 0, limit: 50 });
  const told = page.rows.find((row) => row.kind === 'case' && row.reports > 1) ?? page.rows[0];
  await showView(desk, 'overdue');
  await pickRow(desk, told.id);
  await sleep(1500);
  await tour.picture('case');
}

async function importSheet(tour) {
  const { app, desk } = tour;
  await previewSheet(app, desk, daySheet);
  await sleep(400);
  await tour.picture('import-preview');
  await startImport(desk);
  await sleep(400);
  await tour.picture('import-result');
  await closeDialog(desk);
}

async function takeStillIn(tour) {
  const { desk } = tour;
  await desk.keyboard.press('Control+u');
  const dialog = desk.getByRole('dialog');
  const chooser = dialog.locator('input[type=file]');
  await chooser.waitFor({ state: 'attached' });
  await chooser.setInputFiles([
    still('10.44.6.21_01_20241101080012345_TIMING.jpg'),
    still('10.44.6.22_02_20241101162000000_TIMING.jpg'),
  ]);
  await dialog.locator('.dl-picture img').waitFor();
  await dialog.locator('.ant-alert-warning').waitFor();
  await dialog.getByPlaceholder(say('dialogs:picture.titleHint')).fill('机动车道旁堆放建筑垃圾');
  await sleep(800);
  await tour.picture('still');
  await dialog.locator('.ant-modal-footer .ant-btn-primary').click();
  await dialog.waitFor({ state: 'detached' });
  await desk.locator('.wk-done').waitFor();
  await sleep(1000);
  await tour.picture('still-case');
}

async function workOnOne(tour) {
  const { app, desk } = tour;
  // One that stands on the first screen of the queue.
  const { rows } = await ask(desk, 'queue.page', { view: 'toTakeIn', sort: 'due', offset: 0, limit: 17 });
  const report = rows.findLast((row) => row.no.startsWith('24123') && row.proposedUnit && row.gridCode);
  await showView(desk, 'toTakeIn');
  await pickRow(desk, report.id);
  await sleep(1000);
  await tour.picture('report');
  const file = await openMove(desk, 'Enter', 'file');
  await tour.picture('file');
  await sendMove(desk, file, say('work:move.file'));
  const assign = await openMove(desk, 'Enter', 'assign');
  await sleep(600);
  await tour.picture('assign');
  await sendMove(desk, assign, say('work:slipCopied'));
  await sleep(600);
  await tour.picture('slip-copied');
  const slip = await app.electron.evaluate(({ clipboard }) => clipboard.readText());
  await writeFile(join(tour.outDir, 'slip.txt'), slip);
  const handle = await openMove(desk, 'Enter', 'handle');
  await handle.getByRole('button', { name: say('work:phrases.handle.1') }).click();
  const fields = handle.locator('input[type=file]');
  await fields.nth(0).setInputFiles(still('NVR1_ch3_main_20241101081512.jpg'));
  await handle.locator('.wk-thumb img').first().waitFor();
  await fields.nth(1).setInputFiles(still('截图_20241101_1645.jpg'));
  await handle.locator('.wk-thumb img').nth(1).waitFor();
  await sleep(400);
  await tour.picture('handle');
  await sendMove(desk, handle, '的反馈');
  const check = await openMove(desk, 'Enter', 'check');
  await sleep(600);
  await tour.picture('check');
  await sendMove(desk, check, '已结案');
  await sleep(800);
  await tour.picture('closed');
}

async function looks(tour) {
  const { desk } = tour;
  const en = textsOf('en');
  await showView(desk, 'open');
  await desk.keyboard.press('Control+m');
  await desk.locator('.d-map canvas').first().waitFor();
  await sleep(2500);
  await tour.picture('map');
  await showView(desk, 'open');
  const { rows } = await ask(desk, 'queue.page', { view: 'open', offset: 0, limit: 3 });
  await pickRow(desk, rows[1].id);
  await desk.getByRole('button', { name: say('desk:theme.dark') }).click();
  await sleep(1500);
  await tour.picture('dark');
  await desk.getByRole('button', { name: say('desk:theme.light') }).click();
  await desk.getByRole('button', { name: 'EN', exact: true }).click();
  await sleep(1000);
  await tour.picture('english');
  await desk.getByRole('button', { name: en('desk:help'), exact: true }).click();
  await desk.getByRole('dialog').waitFor();
  await sleep(400);
  await tour.picture('help-english');
  await closeDialog(desk);
  await desk.getByRole('button', { name: '中文', exact: true }).click();
  await desk.getByRole('button', { name: say('desk:help'), exact: true }).click();
  await desk.getByRole('dialog').waitFor();
  await sleep(400);
  await tour.picture('help');
  await closeDialog(desk);
}

async function briefing(tour) {
  const { app, desk, outDir } = tour;
  await answerDialog(app, outDir);
  await desk.keyboard.press('Control+b');
  const dialog = desk.getByRole('dialog');
  await dialog.getByRole('button', { name: say('dialogs:briefing.write') }).click();
  await dialog.getByText(say('dialogs:briefing.written')).waitFor({ timeout: HANG_MS });
  await sleep(400);
  await tour.picture('briefing');
  await closeDialog(desk);
}

/** The DOCX as LibreOffice reads it, and pictures of the pages of both; says what could not be done and why. */
async function opened(outDir) {
  const files = await readdir(outDir);
  const docx = files.find((name) => name.endsWith('.docx'));
  const pdf = files.find((name) => name.endsWith('.pdf'));
  const notes = [];
  const work = await mkdtemp(join(tmpdir(), 'xiuhua-tour-'));
  try {
    const profile = `-env:UserInstallation=file://${work}/profile`;
    const args = [profile, '--headless', '--convert-to', 'pdf', '--outdir', work, join(outDir, docx)];
    await run('soffice', args, { timeout: HANG_MS });
    await rename(join(work, docx.replace(/docx$/, 'pdf')), join(outDir, 'briefing-libreoffice.pdf'));
  } catch (error) {
    notes.push(`LibreOffice: ${error.code === 'ENOENT' ? 'not installed' : error.message}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  for (const [name, prefix] of [
    [pdf, 'briefing-pdf'],
    ['briefing-libreoffice.pdf', 'briefing-docx'],
  ]) {
    try {
      await run('pdftoppm', ['-r', '70', '-png', join(outDir, name), join(outDir, prefix)], {
        timeout: HANG_MS,
      });
    } catch (error) {
      notes.push(
        `pages of ${name}: ${error.code === 'ENOENT' ? 'pdftoppm is not installed' : error.message}`,
      );
    }
  }
  return notes;
}

/**
 * Runs the tour. Throws where a step fails, after writing what there is.
 * @param {{ electronDir: string, outDir: string, runtime: string, args: string[] }} options
 */
export async function runTour({ outDir, runtime, args = [] }) {
  const tour = new Tour(outDir, runtime);
  const { record } = tour;
  const data = newDataDir('tour');
  const appArgs = ['--demo', ...args];
  const counters = () => ask(tour.desk, 'counters');
  await tour.keep();
  try {
    tour.app = await launchApp({ data, args: appArgs });
    await tour.step('first start', () => firstStart(tour, appArgs));
    record.before = await counters();
    const versions = await tour.app.electron.evaluate(() => process.versions);
    const { electron, chrome, node, v8 } = versions;
    record.runtime = { kind: runtime, electron, chrome, node, v8 };
    await tour.step('wall before', () => walls(tour, 'before'));
    await tour.step('queue and case', () => queueAndCase(tour));
    await tour.step('import', () => importSheet(tour));
    await tour.step('camera still', () => takeStillIn(tour));
    await tour.step('file to close', () => workOnOne(tour));
    await tour.step('map, dark, English, help', () => looks(tour));
    await tour.step('wall after', () => walls(tour, 'after'));
    record.after = await counters();
    await tour.step('briefing', () => briefing(tour));
    await tour.step('papers opened', async () => {
      record.notes = await opened(outDir);
    });
    for (const note of record.notes) console.log(`  note: ${note}`);
  } catch (error) {
    record.failed = String(error);
    await tour.keep();
    await tour.picture('failed').catch(() => undefined);
    if (tour.app) await writeFile(join(outDir, 'app.log'), tour.app.log());
    throw error;
  } finally {
    record.closed = await tour.app?.close();
    await tour.keep();
    await rm(data, { recursive: true, force: true });
    await rm(`${data}.profile`, { recursive: true, force: true });
  }
}
