import type { WrittenFile } from '@shared/contract/files';
import { chooseFolder } from '../windows/dialogs';
import type { Seat, ShellContext } from './shell';

type Chosen = Pick<ShellContext, 'tokens' | 'seat'>;

/** A file that was written for somebody at this window, with the way to its folder. */
export function writtenFile({ tokens, seat }: Chosen, path: string): WrittenFile {
  return { name: path, token: tokens.give(seat.id, path, 'show') };
}

/** The file to read: the one behind the token, else one that main asks for. Undefined where that was cancelled. */
export async function fileToRead(
  { tokens, seat }: Chosen,
  token: string | undefined,
  choose: (owner: Seat['window']) => Promise<string | undefined>,
): Promise<string | undefined> {
  if (token !== undefined) return tokens.path(seat.id, token, 'read');
  const chosen = await choose(seat.window);
  return chosen === undefined ? undefined : tokens.checked(chosen, 'read');
}

/** The folder to write to: the one behind the token, else one that main asks for. Undefined where that was cancelled. */
export async function folderToWrite({ tokens, seat }: Chosen, token?: string): Promise<string | undefined> {
  if (token !== undefined) return tokens.path(seat.id, token, 'folder');
  const chosen = await chooseFolder(seat.window);
  return chosen === undefined ? undefined : tokens.checked(chosen, 'folder');
}
