import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { peersDir } from './bench-peers.mjs';
import { measureAll } from './bench-process.mjs';
import { outDir, root } from './paths.mjs';

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

/** Runs the store's measurements in processes of their own. @param {import('./bench-record.mjs').Tell} tell */
export async function benchStore(tell) {
  await bundle();
  const work = join(benchDir, 'work');
  await rm(work, { recursive: true, force: true });
  const script = join(benchDir, 'js/store.mjs');
  const parts = ['demo', 'commits', 'replay', 'open', 'commands'];
  await measureAll(
    parts.map((part) => ({ title: part, args: [script, part, work, peersDir, join(root, 'resources')] })),
    tell,
  );
}

/** The demo's folder that the measurements left behind, for the start of the application. */
export const benchDemo = join(benchDir, 'work/demo');
