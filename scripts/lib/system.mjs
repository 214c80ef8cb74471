import { existsSync } from 'node:fs';
import { run } from './run.mjs';

/** What Electron and the screenshots need on Debian and Ubuntu; newer releases renamed some (second name). */
const packages = [
  ['libgtk-3-0', 'libgtk-3-0t64'],
  ['libnss3'],
  ['libasound2', 'libasound2t64'],
  ['libgbm1'],
  ['libxss1'],
  ['fonts-noto-cjk'],
];
/** Only where there is no display. */
const virtualDisplay = [['xvfb'], ['xauth']];

/** Whether windows can be shown to somebody. */
export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

const isRoot = () => process.getuid?.() === 0;

/** @param {string[][]} wanted @returns {Promise<string[][]>} those of which no name is installed */
async function missingPackages(wanted) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the format language of dpkg-query
  const format = '${db:Status-Status} ${Package}\n';
  const query = await run('dpkg-query', ['-W', '-f', format, ...wanted.flat()]);
  const installed = new Set(
    query.stdout.split('\n').flatMap((line) => (line.startsWith('installed ') ? [line.slice(10)] : [])),
  );
  return wanted.filter((names) => !names.some((name) => installed.has(name)));
}

/** Chooses the names this release knows. @param {string[][]} missing */
async function knownNames(missing) {
  const known = new Set();
  for (const name of missing.flat()) {
    // Virtual packages have no record of their own.
    const { stdout } = await run('apt-cache', ['show', '--no-all-versions', name]);
    if (stdout.includes(`Package: ${name}\n`)) known.add(name);
  }
  return missing.map((names) => names.findLast((name) => known.has(name)) ?? names[0] ?? '');
}

/** @param {string[][]} missing @param {(line: string) => void} log */
async function installDebian(missing, log) {
  log(`installing system packages: ${missing.map((names) => names[0]).join(' ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const update = await run('apt-get', ['update', '-q'], { env });
  if (update.code !== 0)
    log(`  apt-get update ended with code ${update.code}; going on with the lists there are`);
  const names = await knownNames(missing);
  const install = await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], { env });
  if (install.code !== 0) throw new Error(`apt-get install ${names.join(' ')} failed:\n${install.output}`);
  log('  installed');
}

/** Elsewhere: name the libraries, whoever runs us knows their packages. @param {string} executable */
async function checkLibraries(executable) {
  const { stdout } = await run('ldd', [executable]);
  const missing = stdout.split('\n').flatMap((line) => /^\s*(\S+) => not found/.exec(line)?.[1] ?? []);
  if (missing.length > 0) {
    throw new Error(`Electron needs system libraries that are not installed: ${missing.join(', ')}`);
  }
}

/**
 * Makes sure that the system libraries, the fonts and (without a display) Xvfb are there. Installs them when root on
 * Debian or Ubuntu, else throws with the one command to run.
 * @param {{ executable: string, log?: (line: string) => void }} options
 */
export async function ensureSystem({ executable, log = console.log }) {
  if (process.platform !== 'linux') return;
  if (!existsSync('/usr/bin/dpkg-query')) return checkLibraries(executable);
  const missing = await missingPackages(hasDisplay() ? packages : [...packages, ...virtualDisplay]);
  if (missing.length === 0) return;
  if (isRoot()) return installDebian(missing, log);
  const names = await knownNames(missing);
  throw new Error(
    `System packages are missing. Run this once, then try again:\n\n  sudo apt-get update && sudo apt-get install -y ${names.join(' ')}\n`,
  );
}
