// node scripts/icons.mjs: draws resources/icons anew (SVG by scripts/lib/flower.mjs, PNG by Electron, ICO from the PNGs).
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDisplay } from './lib/display.mjs';
import { electronArgs } from './lib/electron-args.mjs';
import { icon, smallIcon } from './lib/flower.mjs';
import { HANG_MS } from './lib/limits.mjs';
import { main } from './lib/main.mjs';
import { root } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { ensureElectron } from './lib/runtime.mjs';
import { ensureSystem } from './lib/system.mjs';

const folder = join(root, 'resources/icons');
const sizes = [16, 24, 32, 48, 64, 128, 256, 512];

/** An ICO of PNG images (Windows Vista and later). @param {{ size: number, png: Buffer }[]} images */
function ico(images) {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  images.forEach(({ size, png }, index) => {
    const at = 6 + 16 * index;
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([header, ...images.map(({ png }) => png)]);
}

/** @param {{ svg: string, png: string, size: number }[]} jobs @param {string} temp */
async function drawAll(jobs, temp) {
  const file = join(temp, 'jobs.json');
  await writeFile(file, JSON.stringify(jobs));
  const runtime = await ensureElectron();
  await ensureSystem({ executable: runtime.executable });
  const display = await openDisplay();
  try {
    const args = [...electronArgs(display), join(root, 'scripts/runtime/draw'), file];
    const { code, output } = await run(runtime.executable, args, { env: display.env, silenceMs: HANG_MS });
    if (code !== 0) throw new Error(`drawing failed:\n${output}`);
  } finally {
    await display.close();
  }
}

await main(async () => {
  await mkdir(join(folder, 'linux'), { recursive: true });
  const large = join(folder, 'icon.svg');
  const small = join(folder, 'icon-small.svg');
  await writeFile(large, icon());
  await writeFile(small, smallIcon());
  const temp = await mkdtemp(join(tmpdir(), 'xiuhua-icons-'));
  try {
    const png = (/** @type {number} */ size) => join(folder, 'linux', `${size}x${size}.png`);
    await drawAll(
      sizes.map((size) => ({ svg: size <= 48 ? small : large, png: png(size), size })),
      temp,
    );
    await copyFile(png(512), join(folder, 'icon.png'));
    const inIco = sizes.filter((size) => size <= 256);
    const images = await Promise.all(inIco.map(async (size) => ({ size, png: await readFile(png(size)) })));
    await writeFile(join(folder, 'icon.ico'), ico(images));
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
});
