import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that works on foreign bytes, as whoever started it sees it. */
export interface WatchedProcess {
  readonly pid: number | undefined;
  /** End it at once, whatever it is doing. */
  kill(): void;
  onExit(listener: () => void): void;
}

/** What it may take at most. */
export interface WatchLimits {
  readonly wallMs: number;
  /** Resident set size (RSS, 常驻内存) in bytes. */
  readonly rssBytes: number;
}

/** Resident bytes of a process by its id; undefined where it is gone or cannot be asked for. */
export type ResidentBytes = (pid: number) => number | undefined | Promise<number | undefined>;

/** Why a watched process came to its end: it was killed for memory, time or on somebody's wish, or it ended by itself. */
export type WatchEnd = 'memory' | 'time' | 'cancelled' | 'exit';

export interface Watch {
  /** Settles once; never where the watch was stopped before. */
  readonly end: Promise<WatchEnd>;
  /** The most that was measured, in bytes. */
  readonly peakBytes: number;
  /** Stop watching; the process is left as it is. */
  stop(): void;
}

/** A process that fills memory as fast as it can gains some 200 MB between two looks. */
const SAMPLE_MS = 100;

/** Who dies of its own heap limit this near the limit died of memory. */
const NEAR = 0.8;

/**
 * Watch a process from outside: a loop inside it would stop any timer of its own, and a heap limit does not count buffers. It is
 * killed when it takes more memory or time than it may, or when `signal` is aborted.
 */
export function watchProcess(
  child: WatchedProcess,
  limits: WatchLimits,
  residentBytes: ResidentBytes,
  signal?: AbortSignal | undefined,
): Watch {
  let peak = 0;
  let settle: (end: WatchEnd) => void = () => {};
  const end = new Promise<WatchEnd>((resolve) => {
    settle = resolve;
  });
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    clearInterval(sampler);
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  };
  const finish = (why: WatchEnd): void => {
    if (stopped) return;
    stop();
    if (why !== 'exit') child.kill();
    settle(why);
  };
  const cancel = (): void => finish('cancelled');
  let asking = false;
  const sample = async (): Promise<void> => {
    if (asking || child.pid === undefined) return;
    asking = true;
    peak = Math.max(peak, (await residentBytes(child.pid)) ?? 0);
    asking = false;
    if (peak > limits.rssBytes) finish('memory');
  };
  const sampler = setInterval(() => void sample(), SAMPLE_MS);
  const timer = setTimeout(() => finish('time'), limits.wallMs);
  child.onExit(() => finish(peak > limits.rssBytes * NEAR ? 'memory' : 'exit'));
  if (signal?.aborted) cancel();
  else signal?.addEventListener('abort', cancel, { once: true });
  return {
    end,
    get peakBytes() {
      return peak;
    },
    stop,
  };
}

/** Resident bytes as the system tells them, for who has no Electron to ask. */
export const systemResidentBytes: ResidentBytes = (pid) => {
  if (process.platform === 'linux') return fromProc(pid);
  return process.platform === 'win32'
    ? kilobytesOf('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH'], /"([\d.,\s]+) K"/)
    : kilobytesOf('ps', ['-o', 'rss=', '-p', String(pid)], /(\d+)/);
};

function fromProc(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

function kilobytesOf(command: string, args: string[], pattern: RegExp): Promise<number | undefined> {
  return new Promise((resolve) => {
    execFile(command, args, { windowsHide: true }, (error, output) => {
      const found = error ? undefined : pattern.exec(output)?.[1]?.replaceAll(/\D/g, '');
      resolve(found ? Number(found) * 1024 : undefined);
    });
  });
}
