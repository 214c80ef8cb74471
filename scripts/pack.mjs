// npm run pack [-- --smoke] [-- --target=linux|win]: packs with electron-builder into dist/ and reads the fuses back.
// The default is the unpacked application; installers fetch helper tools from GitHub. The last line is the executable.
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensureBuild } from './lib/build.mjs';
import { readFuses } from './lib/fuses.mjs';
import { main } from './lib/main.mjs';
import { NOTICES } from './lib/notices.mjs';
import { outDir, root, tool } from './lib/paths.mjs';
import { runNode, seconds } from './lib/run.mjs';
import { describeRuntime, ensureElectron } from './lib/runtime.mjs';

/** @param {string} output @returns {string} the executable in the unpacked application */
function packedExecutable(output) {
  const places = {
    linux: ['linux-unpacked/xiuhua'],
    win32: ['win-unpacked/Xiuhua.exe'],
    darwin: ['mac/Xiuhua.app/Contents/MacOS/Xiuhua', 'mac-arm64/Xiuhua.app/Contents/MacOS/Xiuhua'],
  };
  const here = places[/** @type {keyof typeof places} */ (process.platform)] ?? [];
  const found = here.map((place) => join(output, place)).find((path) => existsSync(path));
  if (!found) throw new Error(`there is no executable in ${output}`);
  return found;
}

/** @param {string} executable @param {boolean} inspect */
async function verifyFuses(executable, inspect) {
  const fuses = await readFuses(executable, { inspect });
  for (const { name, state, wanted, right } of fuses) {
    console.log(
      `  ${right ? 'ok   ' : 'WRONG'} ${name.padEnd(38)} ${state}${right ? '' : `, must be ${wanted}`}`,
    );
  }
  return fuses.every((fuse) => fuse.right);
}

/** The licences of what is shipped lie beside the program, those of this very build. @param {string} executable */
async function verifyNotices(executable) {
  const beside = dirname(executable);
  for (const name of [NOTICES, 'LICENSE.xiuhua.txt', 'LICENSE.electron.txt', 'LICENSES.chromium.html']) {
    if (!existsSync(join(beside, name))) throw new Error(`${name} does not lie beside the program`);
  }
  const [packed, built] = await Promise.all(
    [beside, outDir].map((folder) => readFile(join(folder, NOTICES), 'utf8')),
  );
  if (packed !== built) throw new Error(`${NOTICES} beside the program is not that of this build`);
  console.log(`  ok    ${NOTICES}`);
}

await main(async () => {
  const args = process.argv.slice(2);
  const smoke = args.includes('--smoke');
  const target = args.find((arg) => arg.startsWith('--target='))?.slice('--target='.length);
  const runtime = await ensureElectron();
  if (target && runtime.kind === 'fallback') {
    throw new Error(
      'installers are made with the official Electron only; the fallback runtime is out of support',
    );
  }
  console.log(describeRuntime(runtime));
  await ensureBuild();

  const output = join(root, 'dist', smoke ? 'smoke' : '');
  await rm(join(output, 'linux-unpacked'), { recursive: true, force: true });
  const config = {
    'directories.output': output,
    electronVersion: runtime.version,
    // Another platform's runtime is fetched by electron-builder itself.
    ...(target === 'win' && process.platform !== 'win32' ? {} : { electronDist: runtime.dir }),
    ...(smoke ? { 'electronFuses.enableNodeCliInspectArguments': true } : {}),
  };
  const result = await runNode(
    tool('electron-builder/out/cli/cli.js'),
    [
      ...(target ? [`--${target}`] : ['--dir']),
      '--config=electron-builder.yml',
      '--publish=never',
      ...Object.entries(config).map(([key, value]) => `-c.${key}=${value}`),
    ],
    { silenceMs: 15 * 60_000, onLine: (line) => process.env.XIUHUA_VERBOSE && console.log(line) },
  );
  if (result.code !== 0) throw new Error(`electron-builder failed:\n${result.output}`);
  console.log(`packed in ${seconds(result.ms)}`);
  if (target && target !== 'linux') return 0;

  const executable = packedExecutable(output);
  if (!(await verifyFuses(executable, smoke))) throw new Error('the fuses are not those of a release');
  await verifyNotices(executable);
  console.log(executable);
  return 0;
});
