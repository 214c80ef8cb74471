import { useEffect } from 'react';
import { isCourierFile } from './sharing';
import { openDialog } from './state';

const sheet = /\.(xlsx?|xlsm|xlsb|csv|et|ods|html?)$/i;
const picture = /\.(jpe?g|png|bmp|webp|gif|tiff?)$/i;

/** What to do with files that were dropped or pasted: a sheet is imported, pictures are taken in together. */
export function sortFiles<F extends { readonly name: string; readonly type: string }>(
  files: readonly F[],
): { sheet: F | undefined; pictures: F[] } {
  return {
    sheet: files.find((file) => sheet.test(file.name)),
    pictures: files.filter((file) => file.type.startsWith('image/') || picture.test(file.name)),
  };
}

function takeIn(list: FileList | undefined): boolean {
  const files = [...(list ?? [])];
  const found = sortFiles(files);
  const courier = files.find((file) => isCourierFile(file.name));
  if (courier) openDialog('courierImport', { file: courier });
  else if (found.pictures.length > 0) openDialog('picture', { files: found.pictures });
  else if (found.sheet) openDialog('import', { file: found.sheet });
  // Anything else goes to the import, which says in words why it cannot be read.
  else if (files[0]) openDialog('import', { file: files[0] });
  return files.length > 0;
}

/** Files dropped anywhere on the desk, and pictures pasted outside of a text field. */
export function useDrops(): void {
  useEffect(() => {
    const onOver = (event: DragEvent) => {
      if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    };
    const onDrop = (event: DragEvent) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      takeIn(event.dataTransfer?.files);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (event.defaultPrevented) return;
      if (takeIn(event.clipboardData?.files)) event.preventDefault();
    };
    window.addEventListener('dragover', onOver);
    window.addEventListener('drop', onDrop);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('drop', onDrop);
      window.removeEventListener('paste', onPaste);
    };
  }, []);
}
