import type { ChosenFile } from './calls';

/** What tells one chosen file from another: a dialog begins anew with another file. */
export function fileKey(file: ChosenFile | undefined): string {
  return typeof file === 'object' ? `${file.name} ${file.size} ${file.lastModified}` : (file ?? '');
}
