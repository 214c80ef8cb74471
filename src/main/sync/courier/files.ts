import { existsSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import { renamed } from '../../renames';

/** What a failed write means, in words: `courier.diskFull`, `courier.cancelled`, `courier.writeFailed`. */
export function writeFailure(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const { code, message, name } = error as NodeJS.ErrnoException;
  if (name === 'AbortError') return new CodedError('courier.cancelled');
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return new CodedError('courier.diskFull', {}, message);
  return new CodedError('courier.writeFailed', { reason: code ?? message }, message);
}

/** Sync a folder so that a rename in it survives a disk that is pulled out; Windows has no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Write a small file whole or not at all. Errors as `writeFailure`. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await renamed(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw writeFailure(error);
  }
}

/** Give finished files their names, all of them or none. `pairs`: from → to; nothing that exists is replaced. */
export async function nameAll(pairs: readonly (readonly [string, string])[]): Promise<void> {
  const done: string[] = [];
  try {
    for (const [from, to] of pairs) {
      if (existsSync(to)) throw new CodedError('courier.exists', { file: to });
      await renamed(from, to);
      done.push(to);
    }
    const first = pairs[0];
    if (first) await syncFolder(dirname(first[1]));
  } catch (error) {
    for (const path of done) await rm(path, { force: true });
    throw writeFailure(error);
  }
}
