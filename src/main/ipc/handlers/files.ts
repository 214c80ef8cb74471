import { existsSync } from 'node:fs';
import { CodedError } from '@shared/contract/errors';
import type { filesContract } from '@shared/contract/files';
import { shell } from 'electron';
import type { ShellHandlers } from '../shell';

export const filesShell: ShellHandlers<typeof filesContract> = {
  'file.show': ({ token }, { tokens, seat }) => {
    const path = tokens.path(seat.id, token, 'show');
    if (!existsSync(path)) throw new CodedError('parse.notFound', { file: path });
    shell.showItemInFolder(path);
    return {};
  },
  'parse.cancel': (_input, { parses }) => {
    parses.cancel();
    return {};
  },
};
