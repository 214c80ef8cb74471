import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDisplay } from './display.mjs';
import { outDir, root } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { run, seconds } from './run.mjs';
import { describeRuntime } from './runtime.mjs';

const steps = join(root, 'test/e2e/tour.mjs');
const child = fileURLToPath(new URL('./tour-child.mjs', import.meta.url));

/**
 * Runs the tour (test/e2e/tour.mjs) on a fresh `out/tour/`, always on a virtual 4K display where Xvfb can be had:
 * the pictures must not depend on the screen of whoever runs it.
 * @param {{ args: string[] }} options
 * @returns {Promise<number>} exit code
 */
export async function tour({ args }) {
  if (!existsSync(steps)) throw new Error(`the tour has no steps: ${relative(root, steps)} is missing`);
  const runtime = await prepare();
  console.log(describeRuntime(runtime));
  const into = join(outDir, 'tour');
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true });
  const display = await openDisplay({ screen: '3840x2160x24' });
  try {
    const result = await run(process.execPath, [child, ...args], {
      stdio: 'inherit',
      env: {
        ...display.env,
        XIUHUA_ELECTRON: runtime.dir,
        XIUHUA_RUNTIME: runtime.kind,
        XIUHUA_VIRTUAL_DISPLAY: display.virtual ? '1' : '',
        XIUHUA_OUT: into,
      },
    });
    console.log(`${(await readdir(into)).length} files in ${relative(root, into)}, ${seconds(result.ms)}`);
    return result.code;
  } finally {
    await display.close();
  }
}
