// `electron [-r module]… [--switches] <folder>`: what Electron's own default app does for a developer, in short.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const preload = [];
let folder;
const args = process.argv.slice(1);
for (let i = 0; i < args.length && folder === undefined; i++) {
  const arg = args[i];
  if (arg === '-r' || arg === '--require') preload.push(args[++i]);
  else if (!arg.startsWith('-')) folder = resolve(arg);
}

if (folder === undefined) {
  process.stderr.write('electron: name the folder of an application\n');
  app.exit(1);
} else {
  process.defaultApp = true;
  const require = createRequire(join(folder, 'package.json'));
  // Playwright's loader comes this way; it trims process.argv, therefore the folder was read above.
  for (const name of preload) require(resolve(name));

  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    app.name = manifest.productName ?? manifest.name;
    if (manifest.version) app.setVersion(manifest.version);
    app.setAppPath(folder);
    // Awaited: Electron holds back `ready` until this module has finished, as with its own default app.
    await import(pathToFileURL(require.resolve(join(folder, manifest.main ?? 'index.js'))).href);
  } catch (error) {
    process.stderr.write(`electron: cannot start ${folder}\n${error?.stack ?? error}\n`);
    app.exit(1);
  }
}
