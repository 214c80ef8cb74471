/** A name without the signs that file systems refuse. */
export function fileName(text: string): string {
  return text.replace(/[\\/:*?"<>|]/g, '-');
}
