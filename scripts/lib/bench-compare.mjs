import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compareRuns } from './bench-verdict.mjs';
import { outDir, root } from './paths.mjs';
import { run, runNode } from './run.mjs';

const RUNS = 3;
/** What measures on the demo's folder, which `store` builds. */
const onDemo = new Set(['sync', 'app']);

/** @param {string[]} args */
async function git(args) {
  const { code, stdout, output } = await run('git', args);
  if (code !== 0) throw new Error(`git ${args.join(' ')} failed:\n${output}`);
  return stdout.trim();
}

/** The packages of a checkout: ours where both ask for the same, else its own. @param {string} checkout @param {string} folder */
async function packagesFor(checkout, folder) {
  const lock = (/** @type {string} */ base) => readFile(join(base, folder, 'package-lock.json'), 'utf8');
  const [theirs, ours] = await Promise.all([lock(checkout), lock(root)]);
  const modules = join(root, folder, 'node_modules');
  if (theirs === ours && existsSync(modules)) return symlink(modules, join(checkout, folder, 'node_modules'));
  // The peers' packages are installed by the benchmark that needs them.
  if (folder !== '') return undefined;
  console.log('the old revision has other packages: npm ci …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { code, output } = await run(npm, ['ci', '--no-audit', '--no-fund'], { cwd: checkout });
  if (code !== 0) throw new Error(`npm ci of the old revision failed:\n${output.slice(-3000)}`);
  return undefined;
}

/**
 * One run of a part by a checkout's own script, in the same way for both sides.
 * @param {string} base @param {string} part @returns {Promise<import('./bench-record.mjs').Figure[]>} what it measured
 */
async function measure(base, part) {
  // A revision that does not know the variable writes where it always did; nothing of an earlier run may lie there.
  const own = join(outDir, 'bench-compare-run.json');
  const file = base === root ? own : join(base, 'out/bench.json');
  await rm(file, { force: true });
  const { code, output } = await runNode(join(base, 'scripts/bench.mjs'), [part], {
    cwd: base,
    ...(base === root ? { env: { XIUHUA_BENCH_FILE: own } } : {}),
    silenceMs: 60 * 60_000,
  });
  const figures = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : [];
  if (base === root) await rm(file, { force: true });
  // Code 1 with figures: one is over its limit, which is no matter here.
  if (figures.length === 0)
    throw new Error(`${part} measured nothing (code ${code}):\n${output.slice(-3000)}`);
  return figures;
}

/** @param {import('./bench-verdict.mjs').Range | null} range */
const told = (range) =>
  range
    ? [range.min, range.median, range.max].map((value) => value.toFixed(value < 10 ? 3 : 1)).join(' / ')
    : '—';

/** @param {import('./bench-verdict.mjs').Compared[]} rows */
function print(rows) {
  console.log('min / median / max of the old revision, and of this one');
  for (const { name, against, unit, old, now, verdict } of rows)
    console.log(
      `${name.padEnd(28)} ${told(old).padStart(28)}  ${told(now).padStart(28)} ${unit.padEnd(3)} ${verdict.padEnd(14)} ${against}`,
    );
}

/** @param {string} checkout @param {readonly string[]} parts */
async function alternate(checkout, parts) {
  if (parts.some((part) => onDemo.has(part)) && !parts.includes('store')) {
    for (const base of [checkout, root])
      if (!existsSync(join(base, 'out/bench/work/demo'))) await measure(base, 'store');
  }
  /** @type {Record<'old' | 'now', import('./bench-record.mjs').Figure[][]>} */
  const sides = { old: [], now: [] };
  for (let n = 0; n < RUNS; n += 1)
    for (const side of /** @type {const} */ (['old', 'now'])) {
      const figures = [];
      for (const part of parts) {
        console.log(
          `run ${n + 1} of ${RUNS}: ${part}, ${side === 'old' ? 'the old revision' : 'this one'} …`,
        );
        figures.push(...(await measure(side === 'old' ? checkout : root, part)));
      }
      sides[side].push(figures);
    }
  return sides;
}

/**
 * Lets an older revision and this working tree measure the same parts in turns, three times each, on this machine.
 * Writes `out/bench-compare.json`: revisions, the runs' figures, and per figure both ranges and the verdict.
 * @param {string | undefined} revision @param {readonly string[]} parts
 * @returns {Promise<number>} 1 where a figure is worse
 */
export async function compare(revision, parts) {
  if (!revision) throw new Error('name the revision: npm run bench -- compare <revision> [part …]');
  const old = await git(['rev-parse', '--verify', `${revision}^{commit}`]);
  const now = await git(['describe', '--always', '--dirty', '--abbrev=40']);
  // Beside our own checkout: on the same disk, whose flushes decide.
  const folder = await mkdtemp(join(dirname(root), '.xiuhua-compare-'));
  const checkout = join(folder, 'old');
  try {
    await git(['worktree', 'add', '--detach', checkout, old]);
    await packagesFor(checkout, '');
    await packagesFor(checkout, 'test/bench');
    const sides = await alternate(checkout, parts);
    const figures = compareRuns(sides.old, sides.now);
    print(figures);
    const report = { old, now, at: new Date().toISOString(), parts, figures, runs: sides };
    await writeFile(join(outDir, 'bench-compare.json'), `${JSON.stringify(report, undefined, 2)}\n`);
    return figures.some(({ verdict }) => verdict === 'worse') ? 1 : 0;
  } finally {
    await run('git', ['worktree', 'remove', '--force', checkout]);
    await rm(folder, { recursive: true, force: true });
    await run('git', ['worktree', 'prune']);
  }
}
