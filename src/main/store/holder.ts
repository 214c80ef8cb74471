import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { computerIdOf } from './journal/witness';

const holderSchema = z.object({
  pid: z.number(),
  host: z.string(),
  /** When the process started, as the system counts it (Linux); empty where it does not tell. */
  born: z.string(),
  token: z.string(),
  /** Of the computer, whatever it is called; absent in locks of older programs, empty where nothing identifies it. */
  computer: z.string().optional(),
  /** Of this run of the system, empty where there is none (Linux only). */
  boot: z.string().optional(),
  /** Of the namespace in which the process id counts, empty where there is none (Linux only). */
  space: z.string().optional(),
  /** When the lock was taken, epoch ms. */
  at: z.number().optional(),
});
/** Who holds a data folder: the content of `lock.json`. */
export type Holder = z.infer<typeof holderSchema>;

/** What is asked of the system about processes and the computer; tests bring their own. */
export interface LockSystem {
  readonly host: string;
  readonly computer: string;
  readonly boot: string;
  readonly space: string;
  /** Is there a process of this id, in this namespace? */
  exists(pid: number): boolean;
  /** Birth of a process as the system counts it, `ended` for one that is only kept for its parent, empty where nothing tells. */
  born(pid: number): string;
  /** When a process started, epoch ms; asked only where `born` does not tell. Undefined where nobody knows. */
  started(pid: number): number | undefined;
  now(): number;
}

function textOf(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return '';
  }
}

/** The real system. `witnessDir`: where this computer's id is kept. */
export function realSystem(witnessDir?: string): LockSystem {
  const machine = textOf(() => readFileSync('/etc/machine-id', 'utf8'));
  const id = witnessDir === undefined ? '' : computerIdOf(witnessDir);
  const known = id || machine;
  return {
    host: hostname(),
    // The ids themselves are nobody else's business: a data folder may lie where others read it.
    computer: known ? createHash('sha256').update(`${machine}|${id}`).digest('hex').slice(0, 24) : '',
    boot: textOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    space: textOf(() => readlinkSync('/proc/self/ns/pid')),
    exists,
    born,
    started,
    now: Date.now,
  };
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A reused process id has another birth. */
function born(pid: number): string {
  const stat = textOf(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Killed and not yet fetched by its parent: a zombie holds nothing.
  return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : (fields[19] ?? '');
}

const ASK_MS = 10_000;

/** Asked where a lock's process id is in use, once: that takes part of a second. */
function started(pid: number): number | undefined {
  const [file, args] =
    process.platform === 'win32'
      ? [
          'powershell.exe',
          [
            '-NoProfile',
            '-NonInteractive',
            '-Command',
            `(Get-Process -Id ${pid}).StartTime.ToUniversalTime().ToString('o')`,
          ],
        ]
      : ['ps', ['-o', 'lstart=', '-p', String(pid)]];
  const told = textOf(() =>
    execFileSync(file, args, {
      timeout: ASK_MS,
      windowsHide: true,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, LC_ALL: 'C' },
    }),
  );
  const ms = Date.parse(told);
  return Number.isNaN(ms) ? undefined : ms;
}

/** This process as a holder. */
export function holderHere(system: LockSystem, token: string): Holder {
  const { host, computer, boot, space } = system;
  return {
    pid: process.pid,
    host,
    born: system.born(process.pid),
    token,
    computer,
    boot,
    space,
    at: system.now(),
  };
}

/** A process that started this long after a lock was taken did not take it; less may be the clock's or the system's rounding. */
const LATER_MS = 60_000;

/**
 * Does a holder live? `elsewhere`: it is on another computer or in another namespace (a container) and cannot be asked; it is
 * taken to live until a person knows better. A computer is known by its id, whatever it is called now; locks of older programs
 * name only the host.
 */
export function stateOf(holder: Holder, system: LockSystem): 'alive' | 'dead' | 'elsewhere' {
  const here =
    holder.computer && system.computer ? holder.computer === system.computer : holder.host === system.host;
  if (!here) return 'elsewhere';
  // The computer was started again since: nothing of then lives.
  if (holder.boot && system.boot && holder.boot !== system.boot) return 'dead';
  if (holder.space && system.space && holder.space !== system.space) return 'elsewhere';
  if (!system.exists(holder.pid)) return 'dead';
  if (holder.born !== '') return system.born(holder.pid) === holder.born ? 'alive' : 'dead';
  const since = holder.at === undefined ? undefined : system.started(holder.pid);
  return since !== undefined && since > (holder.at ?? 0) + LATER_MS ? 'dead' : 'alive';
}

/** The holder that a lock file names; undefined where it cannot be read. */
export function readHolder(path: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}
