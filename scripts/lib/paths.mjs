import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Everything the scripts and the tests write, apart from packages; not in git. */
export const outDir = join(root, 'out');

/** A place outside the checkout that survives `npm ci` and a fresh clone. */
export function cacheDir() {
  if (process.env.XIUHUA_CACHE) return resolve(process.env.XIUHUA_CACHE);
  const base = process.env.XDG_CACHE_HOME || (process.platform === 'win32' && process.env.LOCALAPPDATA);
  return join(base || join(homedir(), '.cache'), 'xiuhua');
}

/**
 * The script of a tool in node_modules, to be run by this Node (no shell, no .cmd shims).
 * @param {string} relative path below node_modules
 */
export const tool = (relative) => join(root, 'node_modules', relative);
