import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';

/** What the page loads and no chunk holds code of: its package is shipped all the same. */
const asset = /\.(css|woff2?|ttf|otf|svg|png|wasm)$/;
const inPackages = `${sep}node_modules${sep}`;

/**
 * The folder of the package that a module belongs to: the nearest package.json above it that has a name and a version.
 * @param {string} id of a module, as the bundler has it
 * @returns {string | undefined} `undefined` for our own modules and for what the bundler made itself
 */
export function packageDirOf(id) {
  const path = id.split('?', 1)[0] ?? '';
  if (id.startsWith('\0') || !path.includes(inPackages)) return undefined;
  for (let dir = dirname(path); dir.includes(inPackages); dir = dirname(dir)) {
    const file = join(dir, 'package.json');
    if (!existsSync(file)) continue;
    const { name, version } = JSON.parse(readFileSync(file, 'utf8'));
    if (name && version) return dir;
  }
  return undefined;
}

/**
 * Packages that a package carries inside its own built files; bundlers leave the paths of what they took in.
 * @param {string} source of one module @returns {string[]} names
 */
export function innerPackages(source) {
  const paths = source.matchAll(
    /^\s*\/\/(?:#region)? ?\S*\bnode_modules\/((?:@[^/\s]+\/)?[^/\s@.][^/\s]*)\//gm,
  );
  return [...new Set([...paths].flatMap(([, name]) => (name ? [name] : [])))];
}

/** Where Node would find a package from the folder of another one. @param {string} name @param {string} from */
function resolvePackage(name, from) {
  for (let dir = from; dir !== dirname(dir); dir = dirname(dir)) {
    const folder = join(dir, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
  throw new Error(
    `${from} carries ${name} inside its built files, which is not installed: its licence is not known`,
  );
}

/** @param {string} id of a module @returns {string[]} folders of its package and of those carried inside */
function packagesOf(id) {
  const dir = packageDirOf(id);
  const file = id.split('?', 1)[0] ?? '';
  if (!dir) return [];
  if (!/\.[cm]?js$/.test(file)) return [dir];
  return [dir, ...innerPackages(readFileSync(file, 'utf8')).map((name) => resolvePackage(name, dir))];
}

/** Over all bundles of one build: electron-vite makes several, and bundles within bundles, in one process. */
const found = new Set();

/**
 * Notes which packages the bundles really hold, and writes their folders to `file` as each bundle is done. A plugin of
 * the inner bundles too (child processes, preloads), which Vite's own `build.license` does not see.
 * @param {string} file
 * @returns {import('vite').Plugin}
 */
export function bundledPackages(file) {
  return {
    name: 'xiuhua:bundled-packages',
    async generateBundle(_options, bundle) {
      const inChunks = Object.values(bundle).flatMap((one) => (one.type === 'chunk' ? one.moduleIds : []));
      const assets = [...this.getModuleIds()].filter((id) => asset.test(id.split('?', 1)[0] ?? ''));
      for (const dir of [...inChunks, ...assets].flatMap(packagesOf)) found.add(dir);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `${JSON.stringify([...found].sort(), undefined, 2)}\n`);
    },
  };
}
