import { ensureBuild } from './build.mjs';
import { ensureElectron } from './runtime.mjs';
import { ensureSystem } from './system.mjs';

/**
 * All that a start of the application needs: runtime, system libraries, build.
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<import('./runtime.mjs').Runtime>}
 */
export async function prepare({ log = console.log } = {}) {
  const runtime = await ensureElectron({ log });
  await ensureSystem({ executable: runtime.executable, log });
  await ensureBuild({ log });
  return runtime;
}
