import { createHash } from 'node:crypto';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The user's folder for settings of programs, by system. */
function configRoot(env: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return env.APPDATA ?? join(homedir(), 'AppData', 'Roaming');
  return env.XDG_CONFIG_HOME ?? join(homedir(), '.config');
}

/** Where things lie for a data folder; the same for the program and for its command line. */
export interface Paths {
  readonly data: string;
  /** Chromium's own folder: beside the data, so that a copy of the data does not bring it along. */
  readonly profile: string;
  /** What is remembered about data folders outside of them. */
  readonly witness: string;
  /** Where a running instance listens for the command line. */
  readonly control: string;
}

/** The paths of a data folder; without one, the demo's or the centre's own place in the user's settings. */
export function pathsOf(
  dataDir: string | undefined,
  demo: boolean,
  env: NodeJS.ProcessEnv = process.env,
): Paths {
  const root = join(configRoot(env), 'xiuhua');
  const data = resolve(dataDir ?? join(root, demo ? 'demo' : 'data'));
  const key = createHash('sha256').update(data).digest('hex').slice(0, 16);
  const pipe =
    process.platform === 'win32' ? `\\\\.\\pipe\\xiuhua-${key}` : join(tmpdir(), `xiuhua-${key}.sock`);
  return {
    data,
    profile: `${data}.profile`,
    witness: env.XIUHUA_WITNESS ?? join(root, 'witness'),
    control: pipe,
  };
}
