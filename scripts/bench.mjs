// Measures the store, the desk on a crowd of cases, and the application's start against named peers and limits; prints a
// table and writes out/bench.json as it measures. `npm run bench -- store`, `-- sync`, `-- app`, `-- desk` or `-- click`
// runs a part; `-- crowd [cases] [years]` builds the crowd's folder afresh (100,000 cases over 5 years where nothing is
// said); `-- compare <revision> [part …]` lets an older revision and this one alternate and writes out/bench-compare.json.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { benchApp } from './lib/bench-app.mjs';
import { benchClick } from './lib/bench-click.mjs';
import { compare } from './lib/bench-compare.mjs';
import { benchDesk, ensureCrowd } from './lib/bench-desk.mjs';
import { installPeers } from './lib/bench-peers.mjs';
import { BenchRecord } from './lib/bench-record.mjs';
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

/** @param {import('./lib/bench-record.mjs').Figure} figure */
const limitOf = (figure) =>
  limits.find(({ name, peer }) => name === figure.name && figure.against.startsWith(peer))?.limit;

/** @param {import('./lib/bench-record.mjs').Figure} figure */
const mostOf = (figure) => most.find(({ name }) => figure.name.startsWith(name))?.most;

/** @param {import('./lib/bench-record.mjs').Figure} figure */
const isOver = (figure) =>
  figure.ratio > (limitOf(figure) ?? Number.POSITIVE_INFINITY) ||
  figure.value > (mostOf(figure) ?? Number.POSITIVE_INFINITY);

/** @param {import('./lib/bench-record.mjs').Figure} figure */
function verdictOf(figure) {
  const limit = limitOf(figure) ?? mostOf(figure);
  return limit === undefined ? '' : isOver(figure) ? `OVER ${limit}` : `≤ ${limit}`;
}

/** @param {readonly import('./lib/bench-record.mjs').Figure[]} figures */
function print(figures) {
  for (const figure of figures) {
    const verdict = verdictOf(figure);
    const value = `${figure.value.toFixed(figure.unit === 's' ? 3 : 1)} ${figure.unit}`;
    console.log(
      `${figure.name.padEnd(28)} ${value.padStart(12)}   × ${figure.ratio.toFixed(2).padStart(5)} ${verdict.padEnd(9)} ${figure.against}`,
    );
  }
}

const crowd = () => ensureCrowd(CROWD.cases, CROWD.years, false, console.log);

function demo() {
  if (existsSync(benchDemo)) return benchDemo;
  throw new Error('run `npm run bench -- store` first: it builds the demo folder');
}

/** @typedef {import('./lib/bench-record.mjs').Tell} Tell */
const parts = {
  store: async (/** @type {Tell} */ tell) => {
    await installPeers(console.log);
    await benchStore(tell);
  },
  desk: async (/** @type {Tell} */ tell) => {
    await installPeers(console.log);
    await benchDesk(await crowd(), tell);
  },
  sync: (/** @type {Tell} */ tell) => benchSync(demo(), tell),
  app: async (/** @type {Tell} */ tell) => tell(await benchApp(demo(), console.log)),
  click: async (/** @type {Tell} */ tell) => tell(await benchClick(await crowd(), console.log)),
};

/** @param {string | undefined} only @returns {Promise<number>} exit code */
async function bench(only) {
  // Where a comparison has its figures; `out/bench.json` stays what was measured by hand.
  const file = resolve(process.env.XIUHUA_BENCH_FILE || join(outDir, 'bench.json'));
  const record = await BenchRecord.open(file, new Date().toISOString());
  for (const [part, measure] of Object.entries(parts)) {
    if (only !== undefined && only !== part) continue;
    const printed = async (/** @type {Tell} */ tell) =>
      measure((figures) => {
        print(figures);
        return tell(figures);
      });
    await record.run(part, printed, console.error);
  }
  for (const { name, at } of record.old())
    console.log(`${name.padEnd(28)} of an earlier run${at ? `, ${at}` : ''}`);
  if (record.failures.length > 0)
    console.log(
      `failed: ${record.failures.map(({ part }) => part).join(', ')}; the figures of the others stand`,
    );
  return record.failures.length > 0 || record.fresh().some(isOver) ? 1 : 0;
}

await main(async () => {
  const [only, ...rest] = process.argv.slice(2);
  await mkdir(outDir, { recursive: true });
  if (only === 'crowd') {
    const [cases = CROWD.cases, years = CROWD.years] = rest.map(Number);
    await ensureCrowd(cases, years, true, console.log);
    return 0;
  }
  const known = Object.keys(parts);
  const asked = only === 'compare' ? rest.slice(1) : only === undefined ? [] : [only];
  const unknown = asked.filter((part) => !known.includes(part));
  if (unknown.length > 0) throw new Error(`no part ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  if (only === 'compare') return compare(rest[0], asked.length > 0 ? asked : ['store']);
  return bench(only);
});
