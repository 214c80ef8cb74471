import { basename } from 'node:path';
import { CodedError, toWireError, type WireError } from '@shared/contract/errors';
import type { DroppedFile } from '@shared/contract/files';
import { ipcMain } from 'electron';
import { roleOf } from './callers';
import type { PathTokens } from './pathTokens';

type Answer = { ok: true; value: DroppedFile } | { ok: false; error: WireError };

/**
 * Files that a person dropped on the desk. The preload takes the path from a real file of Chromium's (a page cannot make one that has a
 * path) and hands it over here; the page gets a token.
 */
export function setupDrops(tokens: PathTokens): void {
  ipcMain.handle('xiuhua:file', (event, path: unknown): Answer => {
    try {
      if (roleOf(event) !== 'desk') throw new CodedError('rpc.forbidden', { name: 'xiuhua:file' });
      if (typeof path !== 'string' || path === '') throw new CodedError('path.none');
      return { ok: true, value: { name: basename(path), token: tokens.give(event.sender.id, path, 'read') } };
    } catch (error) {
      return { ok: false, error: toWireError(error, 'file') };
    }
  });
}
