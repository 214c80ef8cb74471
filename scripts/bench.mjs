// Measures the store and the application's start against named peers; prints a table and writes out/bench.json.
// `npm run bench -- store` or `-- app` runs a part.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { benchApp } from './lib/bench-app.mjs';
import { installPeers } from './lib/bench-peers.mjs';
import { benchDemo, benchStore } from './lib/bench-store.mjs';
import { main } from './lib/main.mjs';
import { outDir } from './lib/paths.mjs';

/** What may not be exceeded, by name and the beginning of the peer. */
const limits = [
  { name: 'store.commit.16', peer: 'better-sqlite3', limit: 0.5 },
  { name: 'store.commit.1', peer: 'bare', limit: 1.3 },
  { name: 'store.command.1', peer: 'better-sqlite3', limit: 2 },
  { name: 'app.coldstart.demo', peer: 'empty', limit: 1.6 },
  { name: 'demo.build', peer: 'limit', limit: 1 },
];

/** @param {import('./lib/bench-store.mjs').Figure} figure */
const limitOf = (figure) =>
  limits.find(({ name, peer }) => name === figure.name && figure.against.startsWith(peer))?.limit;

/** @param {import('./lib/bench-store.mjs').Figure[]} figures */
function print(figures) {
  for (const figure of figures) {
    const limit = limitOf(figure);
    const verdict = limit === undefined ? '' : figure.ratio <= limit ? `≤ ${limit}` : `OVER ${limit}`;
    const value = `${figure.value.toFixed(figure.unit === 's' ? 3 : 1)} ${figure.unit}`;
    console.log(
      `${figure.name.padEnd(20)} ${value.padStart(12)}   × ${figure.ratio.toFixed(2).padStart(5)} ${verdict.padEnd(9)} ${figure.against}`,
    );
  }
}

await main(async () => {
  const only = process.argv[2];
  const file = join(outDir, 'bench.json');
  await mkdir(outDir, { recursive: true });
  /** @type {import('./lib/bench-store.mjs').Figure[]} */
  let figures = [];
  if (only !== 'app') {
    await installPeers(console.log);
    figures = await benchStore();
    print(figures);
  }
  if (only !== 'store') {
    if (!existsSync(benchDemo))
      throw new Error('run `npm run bench -- store` first: it builds the demo folder');
    const started = await benchApp(benchDemo, console.log);
    print(started);
    figures.push(...started);
  }
  // A part that was not run keeps the figures of its last run.
  const names = new Set(figures.map(({ name }) => name));
  const before = only && existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : [];
  const all = [...before.filter((/** @type {{ name: string }} */ { name }) => !names.has(name)), ...figures];
  await writeFile(file, `${JSON.stringify(all, undefined, 2)}\n`);
  return figures.some((figure) => figure.ratio > (limitOf(figure) ?? Number.POSITIVE_INFINITY)) ? 1 : 0;
});
