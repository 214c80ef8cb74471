import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { bundledPackages, packageDirOf } from './bundled-packages.mjs';
import { noticesOf, noticesText, packedAsTheyAre, writeNotices } from './notices.mjs';
import { root } from './paths.mjs';

const base = mkdtempSync(join(tmpdir(), 'xiuhua-notices-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let n = 0;
let folder = base;
beforeEach(() => {
  n += 1;
  folder = join(base, String(n));
});

const MIT = `Copyright (c) A. Writer\n\nPermission is hereby granted ${'to do this and that '.repeat(20)}`;

/** @param {string} path @param {Record<string, string>} files */
function write(path, files) {
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, path, name);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
  }
  return join(folder, path);
}

/** @param {string} name @param {Record<string, string>} files @param {object} [manifest] */
const pack = (name, files, manifest = {}) =>
  write(`node_modules/${name}`, {
    'package.json': JSON.stringify({ name, version: '1.2.3', license: 'MIT', main: 'index.js', ...manifest }),
    ...files,
  });

describe('the third-party notices', () => {
  it('take the text from the files of the package, else from its README, else from its sister', () => {
    const repository = { type: 'git', url: 'git+https://example.org/house/many.git' };
    const dirs = [
      pack('a-file', { 'LICENSE.md': MIT, NOTICE: 'Parts by B.' }),
      pack('b-readme', { 'README.md': `# b\n\n## License\n\n${MIT}\n\n## More\n\nOther words` }),
      pack('c-sister', {}, { repository }),
      pack('d-with-text', { COPYING: MIT }, { repository: 'https://example.org/house/many/tree/main/d' }),
    ];
    const notices = noticesOf([...dirs, ...dirs]);
    expect(notices.map(({ name, from }) => `${name}: ${from}`)).toEqual([
      'a-file: LICENSE.md, NOTICE',
      'b-readme: README.md',
      'c-sister: d-with-text, of the same repository',
      'd-with-text: COPYING',
    ]);
    expect(notices[0]?.text).toContain('Parts by B.');
    expect(notices[1]?.text).toBe(MIT.trim());
    const text = noticesText(notices, {
      name: 'electron',
      version: '1.0.0',
      licence: 'MIT',
      from: 'LICENSE',
      text: MIT,
    });
    for (const { name } of notices) expect(text).toContain(`\n${name} 1.2.3\nMIT`);
    expect(text).toContain('LICENSES.chromium.html');
  });

  it('a shipped package without a text of its licence fails the build by its name', async () => {
    const dirs = [
      pack('fine', { LICENSE: MIT }),
      pack('named-only', { 'README.md': '# x\n\n## License\n\nMIT\n' }),
      pack('other-licence', {}, { license: 'Zlib', repository: 'https://example.org/a/b' }),
    ];
    expect(() => noticesOf(dirs)).toThrow(/named-only@1\.2\.3 \(MIT\), other-licence@1\.2\.3 \(Zlib\)/);
    write('out', { 'packages.json': JSON.stringify(dirs) });
    write('', { 'electron-builder.yml': 'files:\n' });
    await expect(writeNotices({ root: folder, outDir: join(folder, 'out') })).rejects.toThrow('named-only');
  });

  it('names what is packed beside the bundles', () => {
    const config = readFileSync(join(root, 'electron-builder.yml'), 'utf8');
    expect(packedAsTheyAre(config)).toEqual(['sql.js']);
    expect(packedAsTheyAre('files:\n  - "node_modules/@a/b/dist/**"\n  - "!node_modules"\n')).toEqual([
      '@a/b',
    ]);
  });
});

describe('the packages of a bundle', () => {
  it('are those it really holds: also styles and fonts, also what a package carries inside; not what was shaken off', async () => {
    const dirs = [
      pack('used', { 'index.js': "export const used = () => 'u';", 'esm/package.json': '{"type":"module"}' }),
      pack('unused', { 'index.js': "export const unused = () => 'n';" }, { sideEffects: false }),
      pack('letters', { 'index.css': '@font-face { font-family: L; src: url(./l.woff2); }', 'l.woff2': 'x' }),
      pack('holder', {
        'index.js':
          "//#region node_modules/@in/side/dist/index.js\nexport const inside = () => 'i';\n//#endregion\n",
      }),
      pack('@in/side', {}),
    ];
    const entry = join(
      write('', {
        'main.js':
          "import { used } from 'used'; import { unused } from 'unused'; import { inside } from 'holder';\n" +
          "import 'letters/index.css'; console.log(used(), inside());",
      }),
      'main.js',
    );
    const file = join(folder, 'out/packages.json');
    await build({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      plugins: [bundledPackages(file)],
      build: { outDir: join(folder, 'out/js'), rollupOptions: { input: entry } },
    });
    const listed = JSON.parse(readFileSync(file, 'utf8'));
    expect(listed.filter((/** @type {string} */ dir) => dir.startsWith(folder)).sort()).toEqual(
      dirs.filter((dir) => !dir.endsWith('unused')).sort(),
    );
    expect(packageDirOf(join(folder, 'node_modules/used/esm/x.js'))).toBe(dirs[0]);
    expect(packageDirOf('\0virtual')).toBeUndefined();
    expect(packageDirOf(entry)).toBeUndefined();
  });
});
