/** Width and height of the grey picture that a difference hash is made of. */
export const DHASH_SIZE = { width: 9, height: 8 } as const;

/** Share of the height at top and bottom that holds the camera's overlay (time, name): it changes while the scene does not. */
export const OSD_BAND = 0.08;

/** Luma of RGBA pixels (ITU-R BT.601). */
export function greyOf(rgba: Uint8ClampedArray): number[] {
  const grey: number[] = [];
  for (let at = 0; at + 3 < rgba.length; at += 4)
    grey.push(0.299 * (rgba[at] ?? 0) + 0.587 * (rgba[at + 1] ?? 0) + 0.114 * (rgba[at + 2] ?? 0));
  return grey;
}

/** Difference hash of 9 × 8 grey values: a bit per neighbour, set where it grows brighter to the right; 16 hexadecimal digits. */
export function dhash(grey: readonly number[]): string {
  const { width, height } = DHASH_SIZE;
  let text = '';
  for (let y = 0; y < height; y++) {
    let byte = 0;
    for (let x = 0; x < width - 1; x++)
      byte = (byte << 1) | ((grey[y * width + x] ?? 0) < (grey[y * width + x + 1] ?? 0) ? 1 : 0);
    text += byte.toString(16).padStart(2, '0');
  }
  return text;
}
