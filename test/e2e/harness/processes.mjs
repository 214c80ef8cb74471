// Processes of an application that must not outlive a test (Linux, macOS; on Windows Playwright's own ending is enough).
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** pid, parent and state of every process. */
async function table() {
  if (process.platform === 'win32') return [];
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,stat=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, ppid, stat]) => ({
      pid: Number(pid),
      ppid: Number(ppid),
      dead: stat?.startsWith('Z') ?? true,
    }));
}

/** The process and all below it, parents first. */
export async function descendants(pid) {
  if (pid === undefined) return [];
  const all = await table();
  const found = [pid];
  for (const parent of found) {
    found.push(...all.filter((one) => one.ppid === parent && !one.dead).map((one) => one.pid));
  }
  return found;
}

/** Waits until all are gone (a zombie is gone); returns those that are not. */
export async function gone(pids, limitMs) {
  const until = Date.now() + limitMs;
  for (;;) {
    const living = new Set((await table()).filter((one) => !one.dead).map((one) => one.pid));
    const left = pids.filter((pid) => living.has(pid));
    if (left.length === 0 || Date.now() >= until) return left;
    await sleep(50);
  }
}

export async function killAll(pids) {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
}
