import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './paths.mjs';
import { run } from './run.mjs';

export const peersDir = join(root, 'test/bench');

const wanted = JSON.parse(readFileSync(join(peersDir, 'package.json'), 'utf8')).dependencies;

/** Are the peers there in the versions asked for, and were they built for this Node? */
async function ready() {
  const names = Object.keys(wanted);
  const fits = names.every((name) => {
    const path = join(peersDir, 'node_modules', name, 'package.json');
    return existsSync(path) && JSON.parse(readFileSync(path, 'utf8')).version === wanted[name];
  });
  if (!fits) return false;
  const code = 'new (require("better-sqlite3"))(":memory:").close()';
  return (await run(process.execPath, ['-e', code], { cwd: peersDir })).code === 0;
}

/** Headers that came with this Node save the download of a build from source. */
function headers() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include/node/node.h')) ? { npm_config_nodedir: prefix } : {};
}

/** Installs the peers of the benchmarks into their own folder, once. @param {(line: string) => void} log */
export async function installPeers(log) {
  if (await ready()) return;
  log('installing the peers of the benchmarks (test/bench); a build from source takes some minutes …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['ci', '--no-audit', '--no-fund'];
  const { code, output } = await run(npm, args, { cwd: peersDir, env: headers(), silenceMs: 60 * 60_000 });
  if (code !== 0 || !(await ready()))
    throw new Error(`the peers could not be installed in test/bench:\n${output.slice(-3000)}`);
}
