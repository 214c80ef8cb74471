// Starts the real application under Playwright. Plain JavaScript, because the tour and the bench use it without the
// test runner; app.ts wraps it as a fixture. Types: launch.d.mts.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchElectron } from '../../../scripts/lib/electron.mjs';
import { electronArgs } from '../../../scripts/lib/electron-args.mjs';
import { HANG_MS } from '../../../scripts/lib/limits.mjs';
import { outDir, root } from '../../../scripts/lib/paths.mjs';
import { runtimeInfo } from '../../../scripts/lib/runtime.mjs';
import { hasDisplay } from '../../../scripts/lib/system.mjs';
import { descendants, gone, killAll } from './processes.mjs';

export { root };

const dataRoot = join(outDir, 'e2e', 'data');
/** Where the started applications remember their data folders. */
export const witnessDir = join(outDir, 'e2e', 'witness');

function runtimeDir() {
  const runtime = runtimeInfo();
  if (!runtime) throw new Error('no Electron runtime yet: start through `npm test` or `npm run tour` once');
  if (!hasDisplay()) throw new Error('no display: start through `npm test -- --only=e2e` or `npm run tour`');
  return runtime.dir;
}

/** A data folder of its own below out/e2e/data. */
export function newDataDir(name = 'data') {
  const slug = name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 40);
  return join(dataRoot, `${slug}-${randomBytes(4).toString('hex')}`);
}

/** Environment of the application: ours, without what would change how Electron starts. */
function environment(extra) {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  // Copies of folders come and go in tests: what is remembered about them stays out of the user's settings.
  const own = { XIUHUA_TEST: '1', XIUHUA_WITNESS: witnessDir, ELECTRON_DISABLE_SECURITY_WARNINGS: '1' };
  return { ...env, ...own, ...extra };
}

export async function launchApp(options = {}) {
  const { data = newDataDir(), args = [], env = {}, packed, readyMs = HANG_MS, waitReady = true } = options;
  await mkdir(resolve(data), { recursive: true });
  const virtual = process.env.XIUHUA_VIRTUAL_DISPLAY === '1';
  // The profile goes with the data folder: two starts on one folder are one application, others are strangers.
  const own = ['--data', resolve(data), `--user-data-dir=${resolve(data)}.profile`, ...args];
  const began = performance.now();
  const electron = await launchElectron(runtimeDir(), {
    ...(packed ? { executablePath: packed } : {}),
    args: [...electronArgs({ virtual }), ...(packed ? [] : [root]), ...own],
    env: environment(env),
    cwd: root,
    timeout: readyMs,
  });
  const app = wrap(electron, resolve(data));
  if (!waitReady) return app;
  try {
    await untilReady(app, readyMs);
  } catch (error) {
    await app.kill();
    throw error;
  }
  app.startMs = performance.now() - began;
  return app;
}

/**
 * A second start on a folder that is in use, without a driver: it hands its wish over and ends. Resolves with its exit
 * code.
 */
export function startAgain(data, args, limitMs = HANG_MS) {
  const runtime = runtimeInfo();
  const virtual = process.env.XIUHUA_VIRTUAL_DISPLAY === '1';
  const own = ['--data', resolve(data), `--user-data-dir=${resolve(data)}.profile`, ...args];
  return new Promise((done, fail) => {
    const child = spawn(runtime.executable, [...electronArgs({ virtual }), root, ...own], {
      env: environment({}),
      cwd: root,
      stdio: 'ignore',
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
    child.once('error', fail);
    child.once('exit', (code, signal) => done(code ?? signal));
  });
}

/** The main process says `globalThis.__xiuhua = { ready: true }` once windows and store are up. */
async function untilReady(app, limitMs) {
  const until = Date.now() + limitMs;
  while (Date.now() < until) {
    if (app.exited)
      throw new Error(`the application ended while starting (code ${app.exitCode})\n${app.log()}`);
    const state = await app.electron.evaluate(() => globalThis.__xiuhua).catch(() => undefined);
    if (state?.error) throw new Error(`the application failed to start: ${state.error}\n${app.log()}`);
    if (state?.ready) return;
    await sleep(50);
  }
  throw new Error(`the application was not ready after ${limitMs} ms\n${app.log()}`);
}

function wrap(electron, data) {
  const child = electron.process();
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      lines.push(String(chunk));
      if (lines.length > 2000) lines.shift();
    });
  }
  const app = {
    electron,
    data,
    pid: child.pid,
    startMs: 0,
    exited: false,
    exitCode: null,
    log: () => lines.join(''),
    window: (role, limitMs = HANG_MS) => findWindow(app, role, limitMs),
    windows: (role) => electron.windows().filter((page) => roleOf(page) === role),
    close: (limitMs = HANG_MS) => closeApp(app, limitMs),
    kill: async () => {
      const pids = await descendants(child.pid);
      await killAll(pids);
      await gone(pids, HANG_MS);
    },
  };
  child.once('exit', (code) => {
    app.exited = true;
    app.exitCode = code;
  });
  return app;
}

/** `app://desk/…` → `desk`. */
function roleOf(page) {
  return /^app:\/\/([a-z]+)(\/|$)/.exec(page.url())?.[1];
}

async function findWindow(app, role, limitMs) {
  const until = Date.now() + limitMs;
  while (Date.now() < until) {
    const [page] = app.windows(role);
    if (page) {
      await page.waitForLoadState('domcontentloaded');
      return page;
    }
    if (app.exited) throw new Error(`the application ended (code ${app.exitCode})\n${app.log()}`);
    await sleep(50);
  }
  const there = app.electron.windows().map((page) => page.url());
  throw new Error(
    `no ${role} window after ${limitMs} ms; there are: ${there.join(', ') || 'none'}\n${app.log()}`,
  );
}

/** Playwright waits for the end without limit; we do not, and look after the children. */
async function closeApp(app, limitMs) {
  if (app.exited) return { clean: true, survivors: [] };
  const pids = await descendants(app.pid);
  const closed = app.electron.close().then(
    () => true,
    () => app.exited,
  );
  const clean = await Promise.race([closed, sleep(limitMs, false, { ref: false })]);
  const survivors = await gone(pids, clean ? HANG_MS : 0);
  await killAll(survivors);
  await gone(survivors, HANG_MS);
  return { clean: Boolean(clean) && survivors.length === 0, survivors };
}

/** Path of the packed application for the smoke test, if `npm run pack -- --smoke` made one. */
export function packedExecutable() {
  const path = process.env.XIUHUA_PACKED;
  return path && existsSync(path) ? path : undefined;
}
