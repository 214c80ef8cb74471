import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { root } from './paths.mjs';
import { run } from './run.mjs';

const base = mkdtempSync(join(tmpdir(), 'xiuhua-compare-test-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const repo = join(base, 'repo');
const order = join(base, 'order');

/** @param {string} name @param {string} text */
function write(name, text) {
  mkdirSync(dirname(join(repo, name)), { recursive: true });
  writeFileSync(join(repo, name), text);
}

/** A checkout's own script: it measures what the checkout says, a little more each time. @param {string} file */
const bench = (
  file,
) => `import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { slow } from 'measured';
const [n, base] = [existsSync('runs') ? readFileSync('runs', 'utf8').length : 0, Number(readFileSync('value', 'utf8'))];
appendFileSync('runs', '.'); appendFileSync(process.env.XIUHUA_ORDER, base + process.argv[2] + ' ');
mkdirSync('out', { recursive: true });
const figure = (name, value) => ({ name, value, unit: 'ms', against: 'peer: ' + n + ' ms', ratio: 1 });
writeFileSync(${file}, JSON.stringify([figure('a', base + n), figure('same', slow)]));
process.exitCode = 1;`;

/** @param {string[]} args */
async function git(...args) {
  const own = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
  const { code, output } = await run('git', [...own, ...args], { cwd: repo });
  expect(code, output).toBe(0);
}

it('lets two revisions measure in turns, three times each, with the packages of this one, and leaves no checkout behind', async () => {
  for (const name of ['bench-compare', 'bench-verdict', 'paths', 'run'])
    cpSync(join(root, `scripts/lib/${name}.mjs`), join(repo, `scripts/lib/${name}.mjs`), { recursive: true });
  for (const folder of ['', 'test/bench/']) write(`${folder}package-lock.json`, '{}');
  write('.gitignore', 'node_modules\nout\nruns\n');
  write('package.json', '{"type":"module"}');
  write('node_modules/measured/package.json', '{"name":"measured","type":"module","main":"index.js"}');
  write('node_modules/measured/index.js', 'export const slow = 5;');
  write('value', '10');
  write('scripts/bench.mjs', bench("'out/bench.json'"));
  await git('init', '-q');
  await git('add', '.');
  await git('commit', '-qm', 'old');
  write('value', '20');
  write('scripts/bench.mjs', bench("process.env.XIUHUA_BENCH_FILE ?? 'out/bench.json'"));
  write('out/bench.json', '"measured by hand"');

  const script =
    "import('./scripts/lib/bench-compare.mjs').then(async ({ compare }) => process.exit(await compare('HEAD', ['store'])))";
  const { code, output } = await run(process.execPath, ['-e', script], {
    cwd: repo,
    env: { XIUHUA_ORDER: order },
  });
  expect(code, output).toBe(1);
  const report = JSON.parse(readFileSync(join(repo, 'out/bench-compare.json'), 'utf8'));
  expect(report.figures).toEqual([
    {
      name: 'a',
      against: 'peer',
      unit: 'ms',
      old: { min: 10, median: 11, max: 12 },
      now: { min: 20, median: 21, max: 22 },
      verdict: 'worse',
    },
    expect.objectContaining({ name: 'same', verdict: 'same' }),
  ]);
  expect(readFileSync(order, 'utf8')).toBe('10store 20store '.repeat(3));
  expect(readFileSync(join(repo, 'out/bench.json'), 'utf8')).toBe('"measured by hand"');
  expect(readdirSync(base).sort()).toEqual(['order', 'repo']);
  const trees = await run('git', ['worktree', 'list'], { cwd: repo });
  expect(trees.stdout.trim().split('\n')).toHaveLength(1);
});
