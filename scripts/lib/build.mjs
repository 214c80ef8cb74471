import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { NOTICES, writeNotices } from './notices.mjs';
import { outDir, root, tool } from './paths.mjs';
import { runNode, seconds } from './run.mjs';

/** What a build depends on. */
const inputs = [
  'src',
  'resources',
  'electron.vite.config.ts',
  'electron-builder.yml',
  'scripts/lib/bundled-packages.mjs',
  'scripts/lib/notices.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
];
/** The bundler says each step; it hangs where it says nothing for so long. */
const SILENCE_MS = 15 * 60_000;
const isTest = /\.test\.tsx?$/;
const stampFile = join(outDir, '.stamp');
const entries = ['main/index.js', 'main/cli.js', 'preload/desk.cjs', 'renderer/desk.html', NOTICES];

/** @param {string} relative @returns {Promise<string[]>} files below, in a fixed order */
async function filesOf(relative) {
  const path = join(root, relative);
  const below = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (!below) return existsSync(path) ? [path] : [];
  return below
    .filter((entry) => entry.isFile() && !isTest.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function inputHash() {
  const hash = createHash('sha256');
  for (const relative of inputs) {
    for (const file of await filesOf(relative)) {
      hash
        .update(`${file.slice(root.length)}\0`)
        .update(await readFile(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/** @param {string} hash */
async function upToDate(hash) {
  const stamp = await readFile(stampFile, 'utf8').catch(() => '');
  return stamp === hash && entries.every((entry) => existsSync(join(outDir, entry)));
}

/**
 * Builds the application unless nothing it depends on has changed. Safe beside another process doing the same.
 * @param {{ log?: (line: string) => void, force?: boolean }} [options]
 * @returns {Promise<boolean>} whether something was built
 */
export async function ensureBuild({ log = console.log, force = false } = {}) {
  await mkdir(outDir, { recursive: true });
  if (!force && (await upToDate(await inputHash()))) return false;
  return withLock(join(outDir, '.lock'), () => build(log, force), {
    onWait: () => log('waiting for another build …'),
  });
}

/** @param {(line: string) => void} log @param {boolean} force */
async function build(log, force) {
  const hash = await inputHash();
  if (!force && (await upToDate(hash))) return false;
  await writeFile(stampFile, '');
  const result = await runNode(tool('electron-vite/bin/electron-vite.js'), ['build'], {
    silenceMs: SILENCE_MS,
    env: { NODE_ENV: 'production', FORCE_COLOR: '0', ELECTRON_EXEC_PATH: process.execPath },
  });
  if (result.code !== 0) throw new Error(`the build failed:\n${result.output}`);
  await writeNotices({ root, outDir });
  const missing = entries.filter((entry) => !existsSync(join(outDir, entry)));
  if (missing.length > 0) throw new Error(`the build left out ${missing.join(', ')}:\n${result.output}`);
  await writeFile(stampFile, hash);
  log(`built in ${seconds(result.ms)}`);
  return true;
}
