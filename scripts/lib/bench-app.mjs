import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBuild } from './build.mjs';
import { openDisplay } from './display.mjs';
import { launchElectron } from './electron.mjs';
import { electronArgs } from './electron-args.mjs';
import { HANG_MS } from './limits.mjs';
import { outDir, root } from './paths.mjs';
import { seconds } from './run.mjs';
import { ensureElectron } from './runtime.mjs';

const ROUNDS = 7;
const MARK = 'queue:first-row';

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * Milliseconds from the start of the process to a mark in the first window. The mark's own time counts, so that asking
 * for it costs nothing.
 * @param {string} runtimeDir @param {string[]} args @param {NodeJS.ProcessEnv} env
 */
async function start(runtimeDir, args, env) {
  const began = Date.now();
  const electron = await launchElectron(runtimeDir, { args, cwd: root, env, timeout: HANG_MS });
  try {
    for (let waited = 0; waited < HANG_MS; waited += 50) {
      for (const page of electron.windows()) {
        const at = await page
          .evaluate((name) => {
            const [mark] = performance.getEntriesByName(name);
            return mark ? performance.timeOrigin + mark.startTime : 0;
          }, MARK)
          .catch(() => 0);
        if (at) return at - began;
      }
      await sleep(50);
    }
    throw new Error(`no window came to ${MARK} within ${seconds(HANG_MS)}`);
  } finally {
    await electron.close();
  }
}

/**
 * The application's start on the demo's data to the first queue row, against an empty Electron window; in turns.
 * @param {string} demo a built data folder; a copy is used
 * @param {(line: string) => void} log
 * @returns {Promise<import('./bench-record.mjs').Figure[]>}
 */
export async function benchApp(demo, log) {
  const runtime = await ensureElectron({ log });
  await ensureBuild({ log });
  const work = join(outDir, 'bench/app');
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await cp(demo, join(work, 'demo'), { recursive: true });
  const display = await openDisplay({ screen: '1920x1080x24' });
  const env = {
    ...process.env,
    ...display.env,
    XIUHUA_WITNESS: join(work, 'witness'),
    ELECTRON_DISABLE_SECURITY_WARNINGS: '1',
  };
  const switches = electronArgs({ virtual: display.virtual });
  const ours = [...switches, root, '--data', join(work, 'demo'), `--user-data-dir=${join(work, 'profile')}`];
  const empty = [
    ...switches,
    join(root, 'test/bench/empty'),
    `--user-data-dir=${join(work, 'empty-profile')}`,
  ];
  try {
    /** @type {[number, number][]} */
    const pairs = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const pair = /** @type {[number, number]} */ ([
        await start(runtime.dir, ours, env),
        await start(runtime.dir, empty, env),
      ]);
      // The first start fills caches that every later one finds.
      if (round > 0) pairs.push(pair);
    }
    const value = median(pairs.map(([own]) => own));
    const theirs = median(pairs.map(([, other]) => other));
    return [
      {
        name: 'app.coldstart.demo',
        value,
        unit: 'ms',
        against: `empty Electron window: ${theirs.toFixed(0)} ms`,
        ratio: median(pairs.map(([own, other]) => own / other)),
      },
    ];
  } finally {
    await display.close();
  }
}
