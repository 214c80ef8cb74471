import { _electron } from '@playwright/test';
import { withEnv } from './env.mjs';

/**
 * Starts Electron under Playwright. Playwright asks node_modules/electron for the executable, which looks into our own
 * environment; that stays as it was. `env` is the whole environment of what is started (a display's with it).
 * @param {string} runtimeDir folder of the runtime
 * @param {Omit<NonNullable<Parameters<typeof _electron.launch>[0]>, 'env'> & { env: NodeJS.ProcessEnv }} options
 * @returns {Promise<import('@playwright/test').ElectronApplication>}
 */
export function launchElectron(runtimeDir, { env, ...options }) {
  // A variable of ours that makes a plain Node of it.
  const { ELECTRON_RUN_AS_NODE: _, ...given } = env;
  /** @type {Record<string, string>} */
  const own = {};
  for (const [name, value] of Object.entries(given)) if (value !== undefined) own[name] = value;
  return withEnv({ ELECTRON_OVERRIDE_DIST_PATH: runtimeDir }, () =>
    _electron.launch({ ...options, env: own }),
  );
}
