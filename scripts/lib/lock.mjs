import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** @param {number} pid */
function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {string} folder whether its owner is gone; a folder without an owner yet counts as held */
async function abandoned(folder) {
  const pid = Number(await readFile(join(folder, 'pid'), 'utf8').catch(() => ''));
  return pid > 0 && !alive(pid);
}

/**
 * Runs `task` while holding `folder` as a lock between processes (mkdir is atomic); waits for another holder,
 * takes over from one that died.
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} task
 * @param {{ onWait?: () => void, limitMs?: number }} [options]
 * @returns {Promise<T>}
 */
export async function withLock(folder, task, { onWait, limitMs = 900_000 } = {}) {
  await mkdir(dirname(folder), { recursive: true });
  const until = Date.now() + limitMs;
  for (let first = true; ; first = false) {
    try {
      await mkdir(folder);
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    if (await abandoned(folder)) await rm(folder, { recursive: true, force: true });
    else if (Date.now() > until) throw new Error(`${folder} is held for too long; remove it if nothing runs`);
    else {
      if (first) onWait?.();
      await sleep(200);
    }
  }
  try {
    await writeFile(join(folder, 'pid'), String(process.pid));
    return await task();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
