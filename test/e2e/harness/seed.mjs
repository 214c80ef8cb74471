// The demo's data folder, built once by the application itself and copied for every test: a start then takes a second.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { HANG_MS } from '../../../scripts/lib/limits.mjs';
import { outDir } from '../../../scripts/lib/paths.mjs';
import { launchApp, newDataDir } from './launch.mjs';

const seed = join(outDir, 'e2e', 'seed');
const mark = join(outDir, 'e2e', 'seed.build');

/** Files of a running instance; a copy that brought them along would seem to be in use. */
const ofTheRunning = new Set(['lock.json', 'control.json']);

/** The build that made the seed: another build may write another journal. */
const currentBuild = () => readFile(join(outDir, '.stamp'), 'utf8').catch(() => '');

/** Builds the seed unless this build has made one already. Gives back its folder. */
export async function ensureSeed() {
  const build = await currentBuild();
  if (build !== '' && (await readFile(mark, 'utf8').catch(() => '')) === build) return seed;
  await rm(mark, { force: true });
  await rm(seed, { recursive: true, force: true });
  await rm(`${seed}.profile`, { recursive: true, force: true });
  const app = await launchApp({ data: seed, args: ['--demo'] });
  try {
    const desk = await app.window('desk');
    await desk.locator('[role=row][data-id]').first().waitFor({ timeout: HANG_MS });
  } catch (error) {
    await app.kill();
    throw new Error(`the demo data were not built\n${app.log()}`, { cause: error });
  }
  const { clean } = await app.close();
  if (!clean) throw new Error(`the application did not end after building the demo data\n${app.log()}`);
  await writeFile(mark, build);
  return seed;
}

/** A fresh copy of the seed; the application takes it for what it is, a copy, and opens a new incarnation. */
export async function copySeed(name = 'demo') {
  const from = await ensureSeed();
  const to = newDataDir(name);
  await mkdir(to, { recursive: true });
  await cp(from, to, { recursive: true, filter: (path) => !ofTheRunning.has(basename(path)) });
  return to;
}
