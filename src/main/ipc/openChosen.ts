import type { FileKind, FilePreview, FileSaid } from '@shared/contract/contract';
import { chooseSheet } from '../windows/dialogs';
import { fileToRead } from './chosenPaths';
import { openFile } from './parseHost';
import type { ShellContext } from './shell';

/**
 * Open a foreign file for the desk: the one behind the token, else one that main asks for. Null where that was cancelled. Errors: `path.*`, `parse.*`, the store's.
 */
export async function openChosen<K extends FileKind>(
  kind: K,
  token: string | undefined,
  said: FileSaid<K>,
  context: ShellContext,
): Promise<{ preview: FilePreview<K>; path: string } | null> {
  const path = await fileToRead(context, token, chooseSheet);
  if (path === undefined) return null;
  const preview = await context.parses.run((stop) => openFile(kind, path, said, context, stop));
  return { preview, path };
}
