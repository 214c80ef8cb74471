// Measures the store, the desk on a crowd of cases, and the application's start against named peers and limits; prints a
// table and writes out/bench.json. `npm run bench -- store`, `-- sync`, `-- app`, `-- desk` or `-- click` runs a part;
// `-- crowd [cases] [years]` builds the crowd's folder afresh (100,000 cases over 5 years where nothing is said).
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { benchApp } from './lib/bench-app.mjs';
import { benchClick } from './lib/bench-click.mjs';
import { benchDesk, ensureCrowd } from './lib/bench-desk.mjs';
import { installPeers } from './lib/bench-peers.mjs';
import { benchDemo, benchStore } from './lib/bench-store.mjs';
import { benchSync } from './lib/bench-sync.mjs';
import { main } from './lib/main.mjs';
import { outDir } from './lib/paths.mjs';

/** What may not be exceeded, by name and the beginning of the peer. */
const limits = [
  { name: 'store.commit.16', peer: 'better-sqlite3', limit: 0.5 },
  { name: 'store.commit.1', peer: 'bare', limit: 1.3 },
  { name: 'store.command.1', peer: 'better-sqlite3', limit: 2 },
  { name: 'app.coldstart.demo', peer: 'empty', limit: 1.6 },
  { name: 'demo.build', peer: 'limit', limit: 1 },
  { name: 'sync.push.100k', peer: 'pg', limit: 2 },
  { name: 'sync.pull.100k', peer: 'pg', limit: 2 },
  { name: 'sync.resume', peer: 'the same', limit: 2 },
];

/** What no figure may exceed by itself, in its own unit, by the beginning of its name. */
const most = [
  { name: 'desk.query.', most: 16 },
  { name: 'desk.search.', most: 60 },
  { name: 'desk.click', most: 100 },
  { name: 'deadline.one', most: 50 },
  { name: 'deadline.all.', most: 1 },
  { name: 'store.snapshot.stall', most: 50 },
  { name: 'sync.live', most: 2000 },
  { name: 'sync.resume', most: 1 },
];
const CROWD = { cases: 100_000, years: 5 };

/** @param {import('./lib/bench-store.mjs').Figure} figure */
const limitOf = (figure) =>
  limits.find(({ name, peer }) => name === figure.name && figure.against.startsWith(peer))?.limit;

/** @param {import('./lib/bench-store.mjs').Figure} figure */
const mostOf = (figure) => most.find(({ name }) => figure.name.startsWith(name))?.most;

/** @param {import('./lib/bench-store.mjs').Figure} figure */
const isOver = (figure) =>
  figure.ratio > (limitOf(figure) ?? Number.POSITIVE_INFINITY) ||
  figure.value > (mostOf(figure) ?? Number.POSITIVE_INFINITY);

/** @param {import('./lib/bench-store.mjs').Figure} figure */
function verdictOf(figure) {
  const limit = limitOf(figure) ?? mostOf(figure);
  return limit === undefined ? '' : isOver(figure) ? `OVER ${limit}` : `≤ ${limit}`;
}

/** @param {import('./lib/bench-store.mjs').Figure[]} figures */
function print(figures) {
  for (const figure of figures) {
    const verdict = verdictOf(figure);
    const value = `${figure.value.toFixed(figure.unit === 's' ? 3 : 1)} ${figure.unit}`;
    console.log(
      `${figure.name.padEnd(28)} ${value.padStart(12)}   × ${figure.ratio.toFixed(2).padStart(5)} ${verdict.padEnd(9)} ${figure.against}`,
    );
  }
}

await main(async () => {
  const only = process.argv[2];
  const file = join(outDir, 'bench.json');
  await mkdir(outDir, { recursive: true });
  if (only === 'crowd') {
    const [cases = CROWD.cases, years = CROWD.years] = process.argv.slice(3).map(Number);
    await ensureCrowd(cases, years, true, console.log);
    return 0;
  }
  /** @type {import('./lib/bench-store.mjs').Figure[]} */
  const figures = [];
  /** @param {string} part @param {() => Promise<import('./lib/bench-store.mjs').Figure[]>} measure */
  const run = async (part, measure) => {
    if (only !== undefined && only !== part) return;
    const found = await measure();
    print(found);
    figures.push(...found);
  };
  const crowd = () => ensureCrowd(CROWD.cases, CROWD.years, false, console.log);
  await run('store', async () => {
    await installPeers(console.log);
    return benchStore();
  });
  await run('desk', async () => {
    await installPeers(console.log);
    return benchDesk(await crowd());
  });
  await run('sync', async () => {
    if (!existsSync(benchDemo))
      throw new Error('run `npm run bench -- store` first: it builds the demo folder');
    return benchSync(benchDemo);
  });
  await run('app', async () => {
    if (!existsSync(benchDemo))
      throw new Error('run `npm run bench -- store` first: it builds the demo folder');
    return benchApp(benchDemo, console.log);
  });
  await run('click', async () => benchClick(await crowd(), console.log));
  // A part that was not run keeps the figures of its last run.
  const names = new Set(figures.map(({ name }) => name));
  const before = only && existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : [];
  const all = [...before.filter((/** @type {{ name: string }} */ { name }) => !names.has(name)), ...figures];
  await writeFile(file, `${JSON.stringify(all, undefined, 2)}\n`);
  return figures.some(isOver) ? 1 : 0;
});
