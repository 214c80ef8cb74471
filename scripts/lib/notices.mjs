import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Below the folder of the program (electron-builder.yml) and below out/. */
export const NOTICES = 'THIRD-PARTY-NOTICES.txt';

/**
 * @typedef {object} Notice
 * @property {string} name
 * @property {string} version
 * @property {string} licence as the package names it (SPDX)
 * @property {string} from where the text was found
 * @property {string} text
 */

const textFile = /^(licen[cs]e|copying|notice|authors|ofl)([-._].*)?$/i;
const readmeFile = /^readme(\..*)?$/i;
/** A heading of a README, in Markdown or underlined, and what stands below it up to the next of its kind. */
const readmeLicence = /^#{1,6}\s*licen[cs]e\b.*\n([\s\S]*?)(?=^#{1,6}\s|$(?![\s\S]))/im;

/** @param {string} dir @param {RegExp} names */
function textsOf(dir, names) {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isFile() && names.test(entry.name))
    .map((entry) => ({ file: entry.name, text: readFileSync(join(dir, entry.name), 'utf8').trim() }))
    .filter(({ text }) => text !== '');
}

/** Words that every licence has in one way or another; a mere "MIT" below a heading is no text. @param {string} text */
const isText = (text) => /copyright|permission|licen[cs]ed? under/i.test(text) && text.length > 300;

/** Host, owner and name, whatever the form of the address and the folder inside. @param {string} address */
function repositoryOf(address) {
  const [, host, owner, name] = /([\w-]+\.\w+)[/:]([^/]+)\/([^/#]+)/.exec(address) ?? [];
  return name ? `${host}/${owner}/${name.replace(/\.git$/, '')}` : undefined;
}

/** @param {string} dir */
function manifestOf(dir) {
  const { name, version, license, repository } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  const address = typeof repository === 'string' ? repository : repository?.url;
  return {
    name: String(name),
    version: String(version),
    licence: String(license?.type ?? license ?? 'not named'),
    repository: address ? repositoryOf(String(address)) : undefined,
  };
}

/** @param {string} dir @returns {{ from: string, text: string } | undefined} */
function ownText(dir) {
  const files = textsOf(dir, textFile);
  if (files.length > 0)
    return {
      from: files.map(({ file }) => file).join(', '),
      text: files.map(({ text }) => text).join('\n\n'),
    };
  for (const { file, text } of textsOf(dir, readmeFile)) {
    const found = readmeLicence.exec(text)?.[1]?.trim();
    if (found && isText(found)) return { from: file, text: found };
  }
  return undefined;
}

/**
 * The licences of packages, by name. One without a text of its own has the text of another one of the same repository
 * and licence that is shipped too.
 * @param {readonly string[]} dirs folders of the packages
 * @returns {Notice[]}
 * @throws where a package has no text, with the names of all such
 */
export function noticesOf(dirs) {
  const all = [...new Set(dirs)].map((dir) => ({ ...manifestOf(dir), own: ownText(dir) }));
  /** @type {string[]} */
  const lacking = [];
  /** @type {Map<string, Notice>} */
  const notices = new Map();
  for (const { name, version, licence, repository, own } of all) {
    const sister = all.find(
      (other) => other.own && repository && other.repository === repository && other.licence === licence,
    );
    const found =
      own ?? (sister?.own && { from: `${sister.name}, of the same repository`, text: sister.own.text });
    if (found) notices.set(`${name}@${version}`, { name, version, licence, ...found });
    else lacking.push(`${name}@${version} (${licence})`);
  }
  if (lacking.length > 0)
    throw new Error(`shipped without a text of its licence: ${lacking.join(', ')}. See docs/decisions/0047.`);
  return [...notices.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Packages that are packed as they lie in node_modules. @param {string} builderConfig text of electron-builder.yml */
export function packedAsTheyAre(builderConfig) {
  const names = builderConfig.matchAll(/^\s*- "?node_modules\/((?:@[^/\s]+\/)?[^/\s"]+)/gm);
  return [...new Set([...names].flatMap(([, name]) => (name ? [name] : [])))];
}

const RULE = '='.repeat(100);

/** @param {readonly Notice[]} notices @param {Notice} electron */
export function noticesText(notices, electron) {
  const head = `Xiuhua contains software and fonts of others. Their licences follow, ${notices.length + 1} in all.

The program runs on Electron, which contains Chromium, Node.js and FFmpeg (LGPL 2.1, in a library of its own).
Electron's licence stands below and in LICENSE.electron.txt; those of Chromium and of everything that it and
Node.js contain stand in LICENSES.chromium.html; both files lie beside the program.
`;
  const sections = [electron, ...notices].map(
    ({ name, version, licence, from, text }) =>
      `${RULE}\n${name} ${version}\n${licence} (${from})\n\n${text}\n`,
  );
  return `${head}\n${sections.join('\n')}`;
}

/**
 * Writes the third-party notices of a build.
 * @param {{ root: string, outDir: string }} folders `outDir` has the list of packages that the bundler wrote
 */
export async function writeNotices({ root, outDir }) {
  const list = join(outDir, 'packages.json');
  if (!existsSync(list)) throw new Error('the build did not say which packages it holds');
  const bundled = /** @type {string[]} */ (JSON.parse(await readFile(list, 'utf8')));
  const packed = packedAsTheyAre(await readFile(join(root, 'electron-builder.yml'), 'utf8'));
  const modules = join(root, 'node_modules');
  const notices = noticesOf([...bundled, ...packed.map((name) => join(modules, name))]);
  const [electron] = noticesOf([join(modules, 'electron')]);
  if (!electron) throw new Error('Electron has no licence');
  await writeFile(join(outDir, NOTICES), noticesText(notices, electron));
}
