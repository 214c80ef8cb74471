import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBuild } from './build.mjs';
import { countOf } from './counts.mjs';
import { openDisplay } from './display.mjs';
import { silenceMsOf, testMsOf } from './limits.mjs';
import { withLock } from './lock.mjs';
import { outDir, root, tool } from './paths.mjs';
import { runNode } from './run.mjs';

/**
 * @typedef {object} StageContext
 * @property {boolean} nightly
 * @property {() => Promise<import('./runtime.mjs').Runtime>} runtime fetched once, with the system libraries
 * @property {(line: string) => void} onLine a line of the running stage
 *
 * @typedef {import('./counts.mjs').Count & { output: string, ms?: number }} StageResult  `ms`: the scheduler's, from its
 *   beginning to its end; 0 for one that was not run
 *
 * @typedef {object} Stage
 * @property {string} name
 * @property {string[]} needs stages that must have passed
 * @property {number} slots of the two cores
 * @property {boolean} [nightly] runs in the nightly profile only
 * @property {boolean} [live] its lines are shown as they come
 * @property {(context: StageContext) => Promise<StageResult>} run
 */

const vitest = tool('vitest/vitest.mjs');
const playwright = tool('@playwright/test/cli.js');

/** A tool that is right or wrong as a whole counts as one check. @param {string} script @param {string[]} args */
const check =
  (script, args) =>
  async (/** @type {StageContext} */ { nightly, onLine }) => {
    const { code, silent, output } = await runNode(script, args, { silenceMs: silenceMsOf(nightly), onLine });
    const note = silent ? { note: 'ended, because it was silent for too long' } : {};
    return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, ...note, output };
  };

/**
 * Runs a test runner until it ends, or is silent for too long. What it did stands in `<name>.progress.jsonl` as it
 * happens; `<name>.json` is the runner's own report, written at its end.
 * @param {string} name @param {string} script @param {string[]} args @param {StageContext} context
 * @param {NodeJS.ProcessEnv} env
 */
async function runTests(name, script, args, { nightly, onLine }, env) {
  const progress = reportOf(name, 'progress.jsonl');
  await rm(progress, { force: true });
  await rm(reportOf(name, 'json'), { force: true });
  const end = await runNode(script, args, {
    silenceMs: silenceMsOf(nightly),
    onLine,
    env: { ...env, XIUHUA_PROGRESS: progress, XIUHUA_TEST_MS: String(testMsOf(nightly)) },
  });
  return { ...countOf(progress, end), output: end.output };
}

/** @param {string} name @param {string} ending */
const reportOf = (name, ending) => join(outDir, 'report', `${name}.${ending}`);

/** @param {string} name @param {string[]} args @param {StageContext} context @param {NodeJS.ProcessEnv} [env] */
function vitestStage(name, args, context, env = {}) {
  const reporters = ['default', 'json', join(root, 'scripts/lib/vitest-progress.mjs')];
  const all = [
    'run',
    ...reporters.map((reporter) => `--reporter=${reporter}`),
    `--outputFile.json=${reportOf(name, 'json')}`,
    ...args,
  ];
  return runTests(name, vitest, all, context, env);
}

/** @param {string} project @param {StageContext} context @param {NodeJS.ProcessEnv} [env] */
async function playwrightStage(project, context, env) {
  const { dir, kind } = await context.runtime();
  const name = project === 'app' ? 'e2e' : project;
  // Two runs at once in one checkout would clear each other's results.
  return withLock(join(outDir, '.e2e-lock'), async () => {
    const display = await openDisplay();
    try {
      return await runTests(name, playwright, ['test', `--project=${project}`], context, {
        ...env,
        ...display.env,
        XIUHUA_ELECTRON: dir,
        XIUHUA_RUNTIME: kind,
        XIUHUA_VIRTUAL_DISPLAY: display.virtual ? '1' : '',
        XIUHUA_E2E_REPORT: reportOf(name, 'json'),
      });
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
  const packed = await runNode(join(root, 'scripts/pack.mjs'), ['--smoke'], {
    silenceMs: silenceMsOf(context.nightly),
    // It says each step of the packer then.
    env: { XIUHUA_VERBOSE: '1' },
  });
  if (packed.code !== 0) return { passed: 0, failed: 1, note: 'packing failed', output: packed.output };
  const executable = packed.stdout.trim().split('\n').at(-1) ?? '';
  const result = await playwrightStage('packed', context, { XIUHUA_PACKED: executable });
  return { ...result, passed: result.passed + 1 };
}

/** @type {readonly Stage[]} */
export const stages = [
  { name: 'lint', needs: [], slots: 1, run: check(tool('@biomejs/biome/bin/biome'), ['check', '.']) },
  { name: 'build', needs: [], slots: 1, run: buildStage },
  { name: 'types', needs: [], slots: 1, run: check(join(root, 'scripts/types.mjs'), []) },
  {
    name: 'deps',
    needs: [],
    slots: 1,
    run: check(tool('dependency-cruiser/bin/dependency-cruise.mjs'), [
      '--config',
      '.dependency-cruiser.cjs',
      'src',
    ]),
  },
  {
    name: 'crash',
    needs: ['build'],
    slots: 1,
    run: (context) =>
      vitestStage('crash', ['--config', 'scripts/vitest.crash.config.mjs'], context, {
        CRASH_RUNS: context.nightly ? '200' : '40',
        SWEEP_PLACES: context.nightly ? '2000' : '40',
      }),
  },
  {
    // Vitest would leave the second core alone; what takes one core only ran before.
    name: 'unit',
    needs: [],
    slots: 2,
    run: (context) =>
      vitestStage('unit', ['--maxWorkers=2'], context, context.nightly ? { XIUHUA_NIGHTLY: '1' } : {}),
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
