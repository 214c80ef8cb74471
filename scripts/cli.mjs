// npm run -s cli -- <command> …: the application's command line. Builds first if need be, and says nothing about it.

import { once } from 'node:events';
import { join } from 'node:path';
import { ensureBuild } from './lib/build.mjs';
import { openDisplay } from './lib/display.mjs';
import { electronArgs } from './lib/electron-args.mjs';
import { main } from './lib/main.mjs';
import { outDir, root } from './lib/paths.mjs';
import { prepare } from './lib/prepare.mjs';
import { eachLine, run, start } from './lib/run.mjs';

/** npm starts scripts in the folder of the package; file names mean the folder the user is in. */
const cwd = process.env.INIT_CWD ?? root;
const quiet = () => {};
const loud = (/** @type {string} */ line) => console.error(line);
const log = process.env.XIUHUA_VERBOSE ? loud : quiet;

/** What Chromium itself writes: `[1234:0101/120000.123456:ERROR:file.cc(12)] …` and the like. */
const chromiumNoise =
  /^\[\d+:\d{4}\/\d{6}\.\d+:|^(DevTools|Debugger) listening|^libva |^MESA|^Gtk-|^\(electron:/;

/** Commands that print or draw need a browser engine. @param {string[]} args */
async function inElectron(args) {
  const runtime = await prepare({ log: loud });
  const display = await openDisplay({ screen: '1920x1080x24' });
  try {
    const all = [...electronArgs(display), '--log-level=3', root, '--cli', ...args];
    const child = start(runtime.executable, all, {
      cwd,
      env: { ...process.env, ...display.env },
      stdio: ['inherit', 'inherit', 'pipe'],
    });
    if (child.stderr) {
      eachLine(child.stderr, (line) => {
        if (process.env.XIUHUA_VERBOSE || (line && !chromiumNoise.test(line))) console.error(line);
      });
    }
    const [code] = await once(child, 'close');
    return code ?? 1;
  } finally {
    await display.close();
  }
}

await main(async () => {
  const args = process.argv.slice(2);
  if (args[0] === 'briefing') return inElectron(args);
  await ensureBuild({ log });
  const { code } = await run(process.execPath, [join(outDir, 'main/cli.js'), ...args], {
    cwd,
    stdio: 'inherit',
  });
  return code;
});
