import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { firstRow, say } from '../../test/e2e/harness/desk.mjs';
import { ensureBuild } from './build.mjs';
import { openDisplay } from './display.mjs';
import { launchElectron } from './electron.mjs';
import { electronArgs } from './electron-args.mjs';
import { HANG_MS } from './limits.mjs';
import { outDir, root } from './paths.mjs';
import { ensureElectron } from './runtime.mjs';

/** In an order in which no view begins with the rows of the one before. */
const VIEWS = [
  'toTakeIn',
  'all',
  'toAssign',
  'ended',
  'returned',
  'open',
  'toCheck',
  'dueSoon',
  'toClose',
  'overdue',
];
const ROUNDS = 3;
const ROWS = 3;

/** @param {number[]} values @param {number} q */
const quantile = (values, q) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN;

/**
 * Arm the page: from the next click on until the first frame that shows what it leads to. The time of the click is the
 * event's own, and a frame counts when it has been handed over, not when its script has run.
 * @param {import('@playwright/test').Page} page @param {'rows' | 'title'} what
 */
function arm(page, what) {
  return page.evaluate((kind) => {
    const rows = () =>
      [...document.querySelectorAll('[role=row][data-id]')].map((row) => row.getAttribute('data-id'));
    const waits = () => document.querySelector('[role=row][aria-busy=true]') !== null;
    const seen = () =>
      kind === 'rows'
        ? rows().join()
        : [...document.querySelectorAll('h1')].map((one) => one.textContent).join('|');
    const before = seen();
    const state = /** @type {any} */ (globalThis);
    state.clicked = new Promise((resolve) => {
      let from = Number.NaN;
      addEventListener('click', (event) => (from = event.timeStamp), { capture: true, once: true });
      const observer = new MutationObserver(() => {
        if (Number.isNaN(from) || seen() === before || (kind === 'rows' && waits())) return;
        observer.disconnect();
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - from);
          port2.postMessage(0);
        });
      });
      observer.observe(document.body, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      });
      setTimeout(() => resolve(-1), 60_000);
    });
  }, what);
}

/** @param {import('@playwright/test').Page} page @returns {Promise<number>} milliseconds; -1 where nothing came */
const clicked = (page) => page.evaluate(() => /** @type {any} */ (globalThis).clicked);

/** Clicks on a view. @param {import('@playwright/test').Page} desk @param {string} view */
async function clickView(desk, view) {
  const label = new RegExp(`^${say(`desk:view.${view}`)}\\d*`);
  await arm(desk, 'rows');
  await desk.locator('nav button', { hasText: label }).first().click();
  const took = await clicked(desk);
  if (took < 0) throw new Error(`the view ${view} showed no other rows`);
  return took;
}

/** Clicks on some rows; those that would show the title that is there already are left out. @param {import('@playwright/test').Page} desk */
async function clickRows(desk) {
  /** @type {number[]} */
  const found = [];
  for (let row = 1; row <= ROWS; row += 1) {
    const titles = await desk.locator('h1').allTextContents();
    const target = desk.locator('[role=row][data-id]').nth(row * 2);
    if ((await target.count()) === 0) continue;
    const text = (await target.textContent()) ?? '';
    if (titles.some((title) => title && text.includes(title))) continue;
    await arm(desk, 'title');
    await target.click();
    const took = await clicked(desk);
    if (took >= 0) found.push(took);
  }
  return found;
}

/**
 * What the same measurement gives for a button that only changes one word: the floor that this machine's screen sets.
 * @param {import('@playwright/test').Page} desk
 */
async function clickNothing(desk) {
  await desk.evaluate(() => {
    const button = document.body.appendChild(document.createElement('button'));
    button.id = 'floor';
    button.style.cssText = 'position:fixed;right:0;bottom:0;z-index:9';
    const title = button.appendChild(document.createElement('h1'));
    title.textContent = '0';
    button.addEventListener('click', () => {
      title.textContent = String(Number(title.textContent) + 1);
    });
  });
  /** @type {number[]} */
  const found = [];
  for (let n = 0; n < 20; n += 1) {
    await arm(desk, 'title');
    await desk.locator('#floor').click();
    found.push(await clicked(desk));
    await desk
      .locator('nav button')
      .nth(n % 5)
      .hover();
  }
  await desk.evaluate(() => document.querySelector('#floor')?.remove());
  return found;
}

/** @param {import('@playwright/test').Page} desk */
async function clickThrough(desk) {
  /** @type {number[]} */
  let views = [];
  /** @type {number[]} */
  let rows = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const view of VIEWS) {
      views.push(await clickView(desk, view));
      rows.push(...(await clickRows(desk)));
    }
    // The first round fills what every later one finds.
    if (round === 0) [views, rows] = [[], []];
  }
  return { views, rows };
}

/**
 * From a click on a view or a row to the first frame that shows the result, in the application itself on a crowd's data.
 * @param {string} crowd @param {(line: string) => void} log
 * @returns {Promise<import('./bench-record.mjs').Figure[]>}
 */
export async function benchClick(crowd, log) {
  const runtime = await ensureElectron({ log });
  await ensureBuild({ log });
  const work = join(outDir, 'bench/click');
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await cp(join(crowd, 'data'), join(work, 'data'), { recursive: true });
  const display = await openDisplay({ screen: '1920x1080x24' });
  try {
    return [await clickFigure(runtime.dir, work, display)];
  } finally {
    await display.close();
    await rm(work, { recursive: true, force: true });
  }
}

/** @param {string} runtimeDir @param {string} work @param {import('./display.mjs').Display} display */
async function clickFigure(runtimeDir, work, display) {
  const electron = await launchElectron(runtimeDir, {
    args: [
      ...electronArgs(display),
      root,
      '--data',
      join(work, 'data'),
      '--now',
      '2024-12-31T16:00',
      `--user-data-dir=${join(work, 'profile')}`,
    ],
    cwd: root,
    env: {
      ...process.env,
      ...display.env,
      XIUHUA_WITNESS: join(work, 'witness'),
      ELECTRON_DISABLE_SECURITY_WARNINGS: '1',
    },
    timeout: HANG_MS,
  });
  try {
    const desk = await electron.firstWindow();
    await firstRow(desk, HANG_MS);
    // The rows for filters and searches are read behind the start.
    await desk.waitForTimeout(8000);
    const floor = quantile(await clickNothing(desk), 0.95);
    const { views, rows } = await clickThrough(desk);
    const all = [...views, ...rows];
    const value = quantile(all, 0.95);
    const parts = `views p95 ${quantile(views, 0.95).toFixed(0)}, rows p95 ${quantile(rows, 0.95).toFixed(0)}, all p50 ${quantile(all, 0.5).toFixed(0)} ms; ${all.length} clicks; a button that changes one word: p95 ${floor.toFixed(0)} ms`;
    return { name: 'desk.click', value, unit: 'ms', against: `limit 100 ms; ${parts}`, ratio: value / 100 };
  } finally {
    await electron.close();
  }
}
