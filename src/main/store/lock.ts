import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import { z } from 'zod';

const holderSchema = z.object({ pid: z.number(), host: z.string(), born: z.string(), token: z.string() });
type Holder = z.infer<typeof holderSchema>;

/** When a process started, where the system tells (Linux): a reused process id has another birth. */
function bornAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Killed and not yet fetched by its parent: a zombie holds nothing.
    return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : (fields[19] ?? '');
  } catch {
    return '';
  }
}

function isAlive(holder: Holder): boolean {
  // A holder on another host (a shared folder) cannot be asked: it is taken to live.
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return holder.born === '' || bornAt(holder.pid) === holder.born;
}

/**
 * The lock on a data folder: one writer. Taken by linking a finished file into place, so that it is never seen half
 * written. A dead holder's lock is replaced by the one starter that claimed its succession: claims carry the dead
 * holder's token, so that a slow starter cannot move away the lock of a faster one.
 */
export class FolderLock {
  private constructor(
    private readonly path: string,
    private readonly token: string,
  ) {}

  /** Take the lock. Errors: `store.locked` with the holder's pid. */
  static take(dataDir: string): FolderLock {
    mkdirSync(dataDir, { recursive: true });
    const path = join(dataDir, 'lock.json');
    const token = randomBytes(8).toString('hex');
    const mine = `${path}.${token}`;
    const holder: Holder = { pid: process.pid, host: hostname(), born: bornAt(process.pid), token };
    writeFileSync(mine, JSON.stringify(holder), { mode: 0o600 });
    try {
      for (let attempt = 0; attempt < 5; attempt += 1) {
        if (tryLink(mine, path)) return new FolderLock(path, token);
        const other = readHolder(path);
        if (other && isAlive(other)) throw new CodedError('store.locked', { pid: other.pid });
        if (succeed(mine, path, other?.token ?? 'unreadable')) return new FolderLock(path, token);
        pause();
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

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** A few milliseconds for whoever is just taking over; only where starters meet. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}

/** Replace a dead holder's lock by ours, if nobody else has or is about to. */
function succeed(mine: string, path: string, dead: string): boolean {
  const claim = `${path}.after-${dead}`;
  if (!tryLink(mine, claim)) {
    // A claimant that died with its claim must not lock the folder for ever.
    const claimant = readHolder(claim);
    if (claimant && !isAlive(claimant)) rmSync(claim, { force: true });
    return false;
  }
  try {
    if (!existsSync(path) || (readHolder(path)?.token ?? 'unreadable') !== dead) return false;
    renameSync(claim, path);
    return true;
  } finally {
    rmSync(claim, { force: true });
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}
