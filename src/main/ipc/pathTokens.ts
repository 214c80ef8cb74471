import { randomBytes } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import nodePath, { basename, dirname, join, resolve } from 'node:path';
import { CodedError } from '@shared/contract/errors';

/** What a path was given for: reading a foreign file, writing files into a folder, showing a written one in its folder. */
export type PathPurpose = 'read' | 'folder' | 'show';

/** So long a token counts: a file is dropped and opened at once, what was written is looked for through a shift (班). */
const LIFE_MS: Readonly<Record<PathPurpose, number>> = {
  read: 3_600_000,
  folder: 3_600_000,
  show: 12 * 3_600_000,
};
/** A window holds so many; the oldest goes first. */
const MOST = 500;

type PathFlavour = Pick<typeof nodePath, 'relative' | 'isAbsolute' | 'sep'>;

/** Is this path the folder, or inside of it? Both are absolute and resolved. `fold`: the file system knows no case. */
export function isInside(
  path: string,
  folder: string,
  {
    flavour = nodePath,
    fold = process.platform === 'win32' || process.platform === 'darwin',
  }: {
    flavour?: PathFlavour;
    fold?: boolean;
  } = {},
): boolean {
  const of = (text: string): string => (fold ? text.normalize('NFC').toLowerCase() : text);
  const way = flavour.relative(of(folder), of(path));
  return way === '' || !(way === '..' || way.startsWith(`..${flavour.sep}`) || flavour.isAbsolute(way));
}

/** A device or another name that Windows does not resolve as a file: `\\.\…`, `\\?\…`. */
function isDevice(path: string): boolean {
  return /^[\\/]{2}[.?][\\/]/.test(path);
}

/** The path with everything resolved that is there: links, `..`, short names; what is not there yet hangs below it. */
function resolved(path: string): string {
  const full = resolve(path);
  try {
    return realpathSync.native(full);
  } catch {
    const parent = dirname(full);
    return parent === full ? full : join(resolved(parent), basename(full));
  }
}

interface Given {
  readonly path: string;
  readonly purpose: PathPurpose;
  readonly window: number;
  readonly untilMs: number;
}

/**
 * Files and folders as pages know them (路径令牌): a page names none by its path. What a person chose in main's dialog or dropped
 * on the window becomes a token that counts for this window, for what it was given for, and for a time.
 */
export class PathTokens {
  private readonly given = new Map<string, Given>();

  /** `own`: folders that the program keeps for itself; nothing in them is read or written in the name of a page. */
  constructor(
    private readonly own: readonly string[],
    private readonly nowMs: () => number = Date.now,
  ) {}

  /** A token for a path that a person chose or that was written for one. Errors: `path.own`, `path.device`, `path.notFile`. */
  give(window: number, path: string, purpose: PathPurpose): string {
    const full = this.checked(path, purpose);
    const token = randomBytes(16).toString('hex');
    this.given.set(token, { path: full, purpose, window, untilMs: this.nowMs() + LIFE_MS[purpose] });
    const mine = [...this.given].filter(([, one]) => one.window === window);
    for (const [old] of mine.slice(0, Math.max(0, mine.length - MOST))) this.given.delete(old);
    return token;
  }

  /** The path behind a token, looked at anew. Errors: `path.token` where it is another window's, another purpose's, or too old. */
  path(window: number, token: string, purpose: PathPurpose): string {
    const one = this.given.get(token);
    if (!one || one.window !== window || one.purpose !== purpose || one.untilMs <= this.nowMs())
      throw new CodedError('path.token');
    return this.checked(one.path, purpose);
  }

  /** The window was closed or its page loaded anew. */
  forget(window: number): void {
    for (const [token, one] of this.given) if (one.window === window) this.given.delete(token);
  }

  /** May something be read or written there for somebody at a window? Gives back the absolute path. Errors: see `give`. */
  checked(path: string, purpose: PathPurpose): string {
    const file = basename(path);
    if (isDevice(path) || path.includes('\0')) throw new CodedError('path.device', { file });
    const real = resolved(path);
    if (this.own.some((folder) => isInside(real, resolved(folder))))
      throw new CodedError('path.own', { file });
    if (purpose === 'read') {
      const stat = statSync(real, { throwIfNoEntry: false });
      if (!stat) throw new CodedError('parse.notFound', { file });
      if (!stat.isFile()) throw new CodedError('path.notFile', { file });
    }
    return resolve(path);
  }
}
