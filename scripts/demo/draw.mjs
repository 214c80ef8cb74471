// node scripts/demo/draw.mjs: draws resources/demo/pictures anew (before and after, as JPEG with thumbnails, and their index).
// Needs a Chromium: CHROMIUM=<executable>, or `chromium` on the path.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { root } from '../lib/paths.mjs';
import { HEIGHT, WIDTH } from './ground.mjs';
import { MATTERS, scene } from './scenes.mjs';

const folder = join(root, 'resources/demo/pictures');
const LIMIT = 34 * 1024;
const THUMB_LIMIT = 11 * 1024;
const THUMB_WIDTH = 480;

const executablePath =
  process.env.CHROMIUM || execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });

/** The best JPEG within a limit. @param {string} svg @param {number} width @param {number} limit */
async function render(svg, width, limit) {
  const page = await browser.newPage({ viewport: { width, height: (width * HEIGHT) / WIDTH } });
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
  for (let quality = 76; quality > 20; quality -= 6) {
    const bytes = await page.screenshot({ type: 'jpeg', quality });
    if (bytes.length <= limit) {
      await page.close();
      return bytes;
    }
  }
  throw new Error(`no quality gives a picture of ${limit} bytes`);
}

/** @param {string} name @param {Buffer} bytes */
async function keep(name, bytes) {
  await writeFile(join(folder, name), bytes);
  return { file: name, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** @param {string} name @param {string} svg */
async function picture(name, svg) {
  const full = await keep(`${name}.jpg`, await render(svg, WIDTH, LIMIT));
  const thumb = await keep(`${name}.thumb.jpg`, await render(svg, THUMB_WIDTH, THUMB_LIMIT));
  return { ...full, thumb };
}

await mkdir(folder, { recursive: true });
const only = process.argv.slice(2);
if (only.length === 0) for (const name of await readdir(folder)) await rm(join(folder, name));
/** @type {Record<string, unknown[]>} */
const scenes = {};
for (const matter of Object.keys(MATTERS)) {
  if (only.length > 0 && !only.includes(matter)) continue;
  scenes[matter] = [];
  for (const variant of [0, 1]) {
    const name = `${matter}-${variant + 1}`;
    scenes[matter].push({
      before: await picture(`${name}-before`, scene(matter, variant, false)),
      after: await picture(`${name}-after`, scene(matter, variant, true)),
    });
  }
}
await browser.close();
// With names given only those are drawn, to look at them; the index is of a whole run.
if (only.length === 0)
  await writeFile(
    join(folder, 'index.json'),
    `${JSON.stringify({ width: WIDTH, height: HEIGHT, mime: 'image/jpeg', scenes }, null, 1)}\n`,
  );
