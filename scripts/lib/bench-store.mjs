import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { peersDir } from './bench-peers.mjs';
import { outDir, root } from './paths.mjs';
import { run } from './run.mjs';

/**
 * @typedef {object} Figure
 * @property {string} name
 * @property {number} value
 * @property {string} unit
 * @property {string} against
 * @property {number} ratio ours over theirs: smaller is better
 */

const benchDir = join(outDir, 'bench');

async function bundle() {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'src/shared') } },
    build: {
      ssr: join(root, 'test/bench/store.ts'),
      outDir: join(benchDir, 'js'),
      emptyOutDir: true,
      target: 'node20.18',
      rollupOptions: { external: ['sql.js'], output: { entryFileNames: 'store.mjs' } },
    },
    ssr: { noExternal: true, external: ['sql.js'] },
  });
}

/** Runs the store's measurements in a process of their own. @param {string[]} nodeArgs @returns {Promise<Figure[]>} */
export async function benchStore(nodeArgs = []) {
  await bundle();
  const work = join(benchDir, 'work');
  await rm(work, { recursive: true, force: true });
  const script = join(benchDir, 'js/store.mjs');
  /** @type {Figure[]} */
  const figures = [];
  for (const part of ['demo', 'commits', 'replay', 'open', 'commands']) {
    const args = [...nodeArgs, script, part, work, peersDir, join(root, 'resources')];
    const { code, stdout, output } = await run(process.execPath, args, { timeoutMs: 10 * 60_000 });
    if (code !== 0) throw new Error(`the store's benchmark failed (${part}):\n${output.slice(-4000)}`);
    figures.push(...JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]'));
  }
  return figures;
}

/** The demo's folder that the measurements left behind, for the start of the application. */
export const benchDemo = join(benchDir, 'work/demo');
