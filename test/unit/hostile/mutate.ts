import { createWriteStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import yazl from 'yazl';

/** Numbers in [0, 1) from a seed (mulberry32): the same in every run. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A copy with bytes changed, cut off, repeated or taken out. */
export function mutated(bytes: Uint8Array, random: () => number): Uint8Array<ArrayBuffer> {
  const place = (): number => Math.floor(random() * bytes.length);
  const kind = random();
  if (kind < 0.15) return new Uint8Array(bytes.subarray(0, place()));
  if (kind < 0.45) {
    const [from, to] = [place(), place()].sort((a, b) => a - b) as [number, number];
    const again = kind < 0.3 ? [bytes.subarray(from, Math.min(to, from + 65_536))] : [];
    return new Uint8Array(
      Buffer.concat([bytes.subarray(0, kind < 0.3 ? to : from), ...again, bytes.subarray(to)]),
    );
  }
  const copy = new Uint8Array(bytes);
  const extremes = [0, 1, 0x7f, 0x80, 0xff];
  for (let count = 1 + Math.floor(random() * 12); count > 0; count--)
    copy[place()] = random() < 0.5 ? (extremes[Math.floor(random() * 5)] ?? 0) : Math.floor(random() * 256);
  return copy;
}

const LARGE = ['2000000000', '1048576', '16384', '4294967295', '-1', '1e9', 'XFD1048576', 'A2000000000'];

/** Text with a number in it made extreme, or a tag repeated, opened without an end, or taken out. */
function mutatedText(text: string, random: () => number): string {
  const pattern = random() < 0.6 ? /"[A-Z]{0,3}\d+"/g : /<[^>]{1,200}>/g;
  const found = [...text.matchAll(pattern)];
  const one = found[Math.floor(random() * found.length)];
  if (!one) return text;
  const [old] = one;
  const large = LARGE[Math.floor(random() * LARGE.length)] ?? '';
  const tags = ['', old.repeat(2 + Math.floor(random() * 2000)), old.replace('/', '')];
  const news = old.startsWith('"') ? `"${large}"` : (tags[Math.floor(random() * 3)] ?? '');
  return text.slice(0, one.index) + news + text.slice(one.index + old.length);
}

/** A workbook packed anew, with the text of some of its parts mutated: what lies in a packed file no flipped byte reaches. */
export async function repacked(bytes: Uint8Array, path: string, random: () => number): Promise<void> {
  const zip = await yauzl.fromBufferPromise(Buffer.from(bytes), { lazyEntries: true });
  const out = new yazl.ZipFile();
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const part = await buffer(await zip.openReadStreamPromise(entry));
    const hit = entry.fileName.endsWith('.xml') && random() < 0.5;
    let text = part.toString('utf8');
    for (let count = hit ? 1 + Math.floor(random() * 4) : 0; count > 0; count--)
      text = mutatedText(text, random);
    out.addBuffer(hit ? Buffer.from(text) : part, entry.fileName);
  }
  out.end();
  await pipeline(out.outputStream, createWriteStream(path));
}
