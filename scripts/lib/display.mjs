import { once } from 'node:events';
import { killTree, run, start } from './run.mjs';
import { hasDisplay } from './system.mjs';

/** Big enough for the 4K wall. */
const defaultScreen = '3840x2160x24';

/**
 * @typedef {object} Display
 * @property {boolean} virtual
 * @property {NodeJS.ProcessEnv} env to be given to whatever shows windows
 * @property {() => Promise<void>} close
 */

/** @param {string} screen @returns {Promise<Display>} */
async function startXvfb(screen) {
  // With -displayfd the server picks a free number and tells it once it listens: no guessing, no waiting loop.
  const args = ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset'];
  const child = start('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr?.on('data', (chunk) => {
    complaint += chunk;
  });
  const fd = /** @type {import('node:stream').Readable} */ (child.stdio[3]);
  const ended = once(child, 'close').then(() => undefined);
  const told = await Promise.race([once(fd, 'data'), ended]);
  if (!told) throw new Error(`Xvfb did not start: ${complaint.trim()}`);
  return {
    virtual: true,
    env: { DISPLAY: `:${String(told[0]).trim()}`, WAYLAND_DISPLAY: '', XDG_SESSION_TYPE: 'x11' },
    close: async () => {
      killTree(child, 'SIGTERM');
      await ended;
    },
  };
}

/**
 * The display there is, or a virtual one of our own.
 * @param {{ screen?: string, virtual?: boolean }} [options] `virtual`: even where there is a display
 * @returns {Promise<Display>}
 */
export async function openDisplay({ screen = defaultScreen, virtual = !hasDisplay() } = {}) {
  if (virtual) return startXvfb(screen);
  return { virtual: false, env: {}, close: async () => {} };
}

/**
 * Runs a command to its end, on a virtual display where there is none.
 * @param {string} command @param {readonly string[]} args
 * @param {import('./run.mjs').RunOptions & { screen?: string }} [options]
 */
export async function withDisplay(command, args, { screen, env, ...options } = {}) {
  const display = await openDisplay(screen ? { screen } : {});
  try {
    return await run(command, args, { ...options, env: { ...env, ...display.env } });
  } finally {
    await display.close();
  }
}
