import { statfsSync } from 'node:fs';

/** Containers often have 64 MB there, and Chromium's windows crash when it is full. */
function smallSharedMemory() {
  try {
    const { bsize, blocks } = statfsSync('/dev/shm');
    return bsize * blocks < 512 * 2 ** 20;
  } catch {
    return true;
  }
}

/**
 * Chromium switches for a start in development; a packaged start passes none of them.
 * @param {{ virtual: boolean }} display
 * @returns {string[]}
 */
export function electronArgs({ virtual }) {
  /** @type {string[]} */
  const args = [];
  if (process.platform !== 'linux') return args;
  // Chromium refuses to start its sandbox as root.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  if (smallSharedMemory()) args.push('--disable-dev-shm-usage');
  // No GPU behind Xvfb: WebGL in software, asked for by name since Chromium stopped falling back to it.
  if (virtual) {
    args.push(
      '--ozone-platform=x11',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
    );
  }
  return args;
}
