import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBuild } from './build.mjs';
import { playwrightCount, vitestCount } from './counts.mjs';
import { openDisplay } from './display.mjs';
import { withLock } from './lock.mjs';
import { outDir, root, tool } from './paths.mjs';
import { runNode } from './run.mjs';

/**
 * @typedef {object} StageContext
 * @property {boolean} nightly
 * @property {() => Promise<import('./runtime.mjs').Runtime>} runtime fetched once, with the system libraries
 * @property {(line: string) => void} onLine a line of the running stage
 *
 * @typedef {import('./counts.mjs').Count & { output: string }} StageResult
 *
 * @typedef {object} Stage
 * @property {string} name
 * @property {string[]} needs stages that must have passed
 * @property {number} slots of the two cores
 * @property {boolean} [nightly] runs in the nightly profile only
 * @property {boolean} [live] its lines are shown as they come
 * @property {(context: StageContext) => Promise<StageResult>} run
 */

const minutes = 60_000;
const vitest = tool('vitest/vitest.mjs');
const playwright = tool('@playwright/test/cli.js');

/** A tool that is right or wrong as a whole counts as one check. @param {string} script @param {string[]} args */
async function check(script, args) {
  const { code, output } = await runNode(script, args, { timeoutMs: 10 * minutes });
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
}

/** @param {string} name @param {string[]} args @param {StageContext} context @param {NodeJS.ProcessEnv} [env] */
async function vitestStage(name, args, { nightly, onLine }, env) {
  const report = join(outDir, 'report', `${name}.json`);
  await rm(report, { force: true });
  const all = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args];
  const timeoutMs = (nightly ? 60 : 9) * minutes;
  const { code, output } = await runNode(vitest, all, { env: { ...env }, timeoutMs, onLine });
  return { ...(await vitestCount(report, code)), output };
}

/** @param {string} project @param {StageContext} context @param {NodeJS.ProcessEnv} [env] */
async function playwrightStage(project, { nightly, runtime, onLine }, env) {
  const { dir, kind } = await runtime();
  const report = join(outDir, 'report', `${project === 'app' ? 'e2e' : project}.json`);
  // Two runs at once in one checkout would clear each other's results.
  return withLock(join(outDir, '.e2e-lock'), async () => {
    await rm(report, { force: true });
    const display = await openDisplay();
    try {
      const { code, output } = await runNode(playwright, ['test', `--project=${project}`], {
        timeoutMs: (nightly ? 60 : 9) * minutes,
        onLine,
        env: {
          ...env,
          ...display.env,
          XIUHUA_ELECTRON: dir,
          XIUHUA_RUNTIME: kind,
          XIUHUA_VIRTUAL_DISPLAY: display.virtual ? '1' : '',
          XIUHUA_E2E_REPORT: report,
        },
      });
      return { ...(await playwrightCount(report, code)), output };
    } finally {
      await display.close();
    }
  });
}

/** @returns {Promise<StageResult>} */
async function buildStage() {
  /** @type {string[]} */
  const lines = [];
  await ensureBuild({ log: (line) => lines.push(line) });
  return { passed: 1, failed: 0, output: lines.join('\n') };
}

/** Packs with the inspect fuse left on, then starts what was packed. @param {StageContext} context */
async function packedStage(context) {
  await context.runtime();
  const packed = await runNode(join(root, 'scripts/pack.mjs'), ['--smoke'], { timeoutMs: 6 * minutes });
  if (packed.code !== 0) return { passed: 0, failed: 1, note: 'packing failed', output: packed.output };
  const executable = packed.stdout.trim().split('\n').at(-1) ?? '';
  const result = await playwrightStage('packed', context, { XIUHUA_PACKED: executable });
  return { ...result, passed: result.passed + 1 };
}

/** @type {readonly Stage[]} */
export const stages = [
  { name: 'lint', needs: [], slots: 1, run: () => check(tool('@biomejs/biome/bin/biome'), ['check', '.']) },
  { name: 'build', needs: [], slots: 1, run: buildStage },
  { name: 'types', needs: [], slots: 1, run: () => check(join(root, 'scripts/types.mjs'), []) },
  {
    name: 'deps',
    needs: [],
    slots: 1,
    run: () =>
      check(tool('dependency-cruiser/bin/dependency-cruise.mjs'), [
        '--config',
        '.dependency-cruiser.cjs',
        'src',
      ]),
  },
  {
    name: 'unit',
    needs: [],
    slots: 1,
    run: (context) => vitestStage('unit', [], context, context.nightly ? { XIUHUA_NIGHTLY: '1' } : {}),
  },
  {
    // What stands on the hub, once more on the oldest PostgreSQL that a hub may be.
    name: 'hub14',
    needs: ['unit'],
    slots: 1,
    nightly: true,
    run: (context) =>
      vitestStage(
        'hub14',
        [
          'src/main/sync/hub',
          'src/main/sync/identity',
          'src/main/sync/service',
          'src/main/cli',
          'test/unit/district',
        ],
        context,
        { XIUHUA_HUB_PG: 'oldest' },
      ),
  },
  {
    name: 'crash',
    needs: ['build'],
    slots: 1,
    run: (context) =>
      vitestStage('crash', ['--config', 'scripts/vitest.crash.config.mjs'], context, {
        CRASH_RUNS: context.nightly ? '200' : '40',
      }),
  },
  {
    name: 'office',
    needs: [],
    slots: 1,
    nightly: true,
    run: (context) => vitestStage('office', ['--config', 'scripts/vitest.office.config.mjs'], context),
  },
  {
    name: 'e2e',
    needs: ['build'],
    slots: 2,
    live: true,
    run: (context) => playwrightStage('app', context),
  },
  ...(existsSync(join(root, 'test/e2e/packed.spec.ts'))
    ? [{ name: 'packed', needs: ['build'], slots: 2, live: true, run: packedStage }]
    : []),
];
