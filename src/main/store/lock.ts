import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import { pauseMs, renameFile } from '../renames';
import { type Holder, holderHere, type LockSystem, readHolder, realSystem, stateOf } from './holder';

/** How a lock is taken; tests bring their own system, and a file system without hard links. */
export interface LockOptions {
  readonly system: LockSystem;
  readonly link: (from: string, to: string) => void;
}

const NAME = 'lock.json';

/** Who holds a folder, and whether that process lives; undefined where nobody does. */
export interface HeldBy {
  readonly holder: Holder | undefined;
  readonly state: 'alive' | 'dead' | 'elsewhere' | 'unreadable';
}

/** Look who holds a folder. Nothing is changed. */
export function lookAtLock(dataDir: string, system: LockSystem = realSystem()): HeldBy | undefined {
  const path = join(dataDir, NAME);
  if (!existsSync(path)) return undefined;
  const holder = readHolder(path);
  return { holder, state: holder ? stateOf(holder, system) : 'unreadable' };
}

function lockedBy(holder: Holder, state: 'alive' | 'elsewhere'): CodedError {
  const { pid, host } = holder;
  return state === 'alive'
    ? new CodedError('store.locked', { pid })
    : new CodedError('store.lockedElsewhere', { pid, host });
}

/**
 * Give a lock back for a holder that died where nobody can ask, on a person's word. Errors: `store.locked` where the holder is
 * proved alive.
 */
export function breakLock(dataDir: string, system: LockSystem = realSystem()): void {
  const held = lookAtLock(dataDir, system);
  if (held?.holder && held.state === 'alive') throw lockedBy(held.holder, 'alive');
  for (const name of readdirSync(dataDir))
    if (name === NAME || name.startsWith(`${NAME}.`)) rmSync(join(dataDir, name), { force: true });
}

/**
 * The lock on a data folder: one writer. Taken by linking a finished file into place, so that it is never seen half
 * written; where the file system has no hard links (exFAT, some shares), by making it exclusively and proving afterwards that
 * it is still ours. A dead holder's lock is replaced by the one starter that claimed its succession: claims carry the dead
 * holder's token, so that a slow starter cannot move away the lock of a faster one.
 */
export class FolderLock {
  private constructor(
    private readonly path: string,
    private readonly token: string,
  ) {}

  /** Take the lock. Errors: `store.locked` with the holder's pid, `store.lockedElsewhere` with its host. */
  static take(dataDir: string, witnessDir?: string, options: Partial<LockOptions> = {}): FolderLock {
    mkdirSync(dataDir, { recursive: true });
    const path = join(dataDir, NAME);
    const { system = realSystem(witnessDir), link = linkSync } = options;
    const token = randomBytes(8).toString('hex');
    const mine = `${path}.${token}`;
    const content = JSON.stringify(holderHere(system, token));
    const place = (to: string): boolean => placeLock(mine, to, content, token, link);
    const isDead = (one: Holder): boolean => stateOf(one, system) === 'dead';
    writeFileSync(mine, content, { mode: 0o600 });
    try {
      for (let attempt = 0; attempt < 5; attempt += 1) {
        if (place(path)) return new FolderLock(path, token);
        const other = readPatiently(path);
        const state = other && stateOf(other, system);
        if (other && state && state !== 'dead') throw lockedBy(other, state);
        if (succeed(path, other?.token ?? 'unreadable', place, isDead)) return new FolderLock(path, token);
        pauseMs(5);
      }
      throw new CodedError('store.locked', { pid: readHolder(path)?.pid ?? 0 });
    } finally {
      rmSync(mine, { force: true });
    }
  }

  /** Give the lock back, if it is still ours. */
  release(): void {
    if (readHolder(this.path)?.token === this.token) rmSync(this.path, { force: true });
  }
}

/** What a file system says that has no hard links, or allows none here. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK', 'EACCES', 'UNKNOWN'];

/** Put our file there, whole, where nothing is; false where something is. */
function placeLock(
  mine: string,
  to: string,
  content: string,
  token: string,
  link: LockOptions['link'],
): boolean {
  try {
    link(mine, to);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!NO_LINKS.includes(code)) throw error;
  }
  return makeExclusively(to, content) && readHolder(to)?.token === token;
}

function makeExclusively(to: string, content: string): boolean {
  let fd: number;
  try {
    fd = openSync(to, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  return true;
}

/** Without hard links a lock is seen half written for a moment: only one that stays so was left by a kill. */
function readPatiently(path: string): Holder | undefined {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const holder = readHolder(path);
    if (holder || !existsSync(path)) return holder;
    pauseMs(20);
  }
  return undefined;
}

/** Replace a dead holder's lock by ours, if nobody else has or is about to. */
function succeed(
  path: string,
  dead: string,
  place: (to: string) => boolean,
  isDead: (one: Holder) => boolean,
): boolean {
  const claim = `${path}.after-${dead}`;
  if (!place(claim)) {
    // A claimant that died with its claim must not lock the folder for ever.
    const claimant = readHolder(claim);
    if (claimant && isDead(claimant)) rmSync(claim, { force: true });
    return false;
  }
  try {
    if (!existsSync(path) || (readHolder(path)?.token ?? 'unreadable') !== dead) return false;
    renameFile(claim, path);
    return true;
  } finally {
    rmSync(claim, { force: true });
  }
}
