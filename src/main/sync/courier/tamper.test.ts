import { createHash } from 'node:crypto';
import { createWriteStream, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CodedError } from '@shared/contract/errors';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import yazl from 'yazl';
import type { ModelStation } from '../testing/modelStation';
import { ContainerReader, insideContainer, sealing } from './container';
import { Courier } from './courier';
import { acquaint, noise, type Stop, Town } from './testing/town';

const town = new Town();
afterAll(() => town.remove());

let a: Stop;
let b: Stop;
let plain: Buffer;
let sealed: Buffer;
const PASSWORD = '摆渡包 2024';

beforeAll(async () => {
  [a, b] = town.centre('desk-a', 'desk-b') as [Stop, Stop];
  await acquaint(a, b);
  a.station.note('one');
  a.station.attach(noise(700, 1));
  a.station.note('two');
  const one = await a.courier.exportFor({ peer: 'x', folder: a.out });
  const two = await a.courier.exportFor({ peer: 'x', folder: a.out, password: PASSWORD });
  plain = readFileSync(one.files[0] ?? '');
  sealed = readFileSync(two.files[0] ?? '');
});

/** What a station like `b` makes of a file: the code it is refused with, or the station after taking it. */
async function result(bytes: Uint8Array, name: string, password?: string): Promise<string | ModelStation> {
  const path = join(town.base, name);
  writeFileSync(path, bytes);
  const station = b.station.clone();
  const courier = new Courier(station, b.keys, join(town.base, `${name}-state`));
  try {
    const opened = await courier.open({ path, password });
    if (opened.kind !== 'package') return 'receipt';
    await courier.take({ token: opened.preview.token });
    return station;
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

/** Everything that the station holds is what desk A wrote, byte for byte. */
function genuine(station: ModelStation): boolean {
  for (const [chain, lines] of station.chains) {
    const truth = a.station.chains.get(chain) ?? [];
    if (!lines.every((line, i) => Buffer.compare(line, truth[i] ?? Buffer.alloc(0)) === 0)) return false;
  }
  for (const [sha256, bytes] of station.blobFiles)
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) return false;
  return true;
}

describe('a file that was changed on its way', () => {
  it('is refused, or brings nothing that its sender did not write, whatever byte it is', async () => {
    const codes = new Map<string, number>();
    const whole = await result(plain, 'whole.zip');
    expect(typeof whole === 'object' && whole.digest()).toBe(a.station.digest());
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: plain.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          const bytes = Buffer.from(plain);
          bytes[at] = (bytes[at] ?? 0) ^ change;
          const became = await result(bytes, 'changed.zip');
          codes.set(typeof became === 'string' ? became : 'taken', 1);
          if (typeof became === 'object') expect(genuine(became)).toBe(true);
        },
      ),
      { seed: 20241231, numRuns: 400 },
    );
    // Only what says nothing (a file's date in the zip, say) may differ unnoticed; most bytes say something.
    expect([...codes.keys()]).toContain('courier.broken');
    expect([...codes.keys()]).toContain('courier.forged');
  });

  it('is refused whatever byte it is, where it was under a password', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: sealed.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          const bytes = Buffer.from(sealed);
          bytes[at] = (bytes[at] ?? 0) ^ change;
          expect(await result(bytes, 'changed.xhc', PASSWORD)).toMatch(
            /^courier\.(broken|password|newer|notPackage)$/,
          );
        },
      ),
      { seed: 20241231, numRuns: 25 },
    );
  });

  it('is refused when its end is missing', async () => {
    for (const length of [0, 1, 30, plain.length - 30, plain.length - 1])
      expect(await result(plain.subarray(0, length), 'short.zip')).toMatch(/^courier\.(broken|notPackage)$/);
    for (const length of [0, 40, 60, sealed.length - 1, sealed.length - 20])
      expect(await result(sealed.subarray(0, length), 'short.xhc', PASSWORD)).toMatch(
        /^courier\.(broken|notPackage)$/,
      );
  });

  it('changed between the look and the taking is not taken', async () => {
    const path = join(town.base, 'swapped.zip');
    writeFileSync(path, plain);
    const station = b.station.clone();
    const courier = new Courier(station, b.keys, join(town.base, 'swapped-state'));
    const opened = await courier.open({ path });
    const other = await a.courier.exportFor({ peer: 'y', folder: join(a.out, 'other') });
    writeFileSync(path, readFileSync(other.files[0] ?? ''));
    if (opened.kind !== 'package') throw new Error('no package');
    await expect(courier.take({ token: opened.preview.token })).rejects.toThrow('courier.changed');
    await expect(courier.take({ token: 'nonsense' })).rejects.toThrow('courier.unknownToken');
    expect(station.vector).toEqual(b.station.vector);
  });
});

describe('a zip that nobody of ours made', () => {
  async function zipOf(files: Record<string, string>): Promise<Buffer> {
    const path = join(town.base, 'foreign.zip');
    const zip = new yazl.ZipFile();
    for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(path));
    return readFileSync(path);
  }

  it('is refused: other names, paths that lead out, no table, a table of another shape', async () => {
    const evil = (await zipOf({ 'aa/aa/evil.txt': 'x' })).toString('latin1').replaceAll('aa/aa/', '../../');
    const all = [
      Buffer.from(evil, 'latin1'),
      await zipOf({ 'evil.txt': 'x' }),
      await zipOf({ 'manifest.json': '{}', 'manifest.sig': 'x'.repeat(64), 'attachments/../x': '' }).catch(
        () => Buffer.from('PK\u0003\u0004'),
      ),
      await zipOf({ 'manifest.sig': 'x'.repeat(64) }),
      await zipOf({ 'manifest.json': '{}', 'manifest.sig': 'x'.repeat(64) }),
      await zipOf({ 'manifest.json': 'null', 'manifest.sig': 'x'.repeat(64) }),
      await zipOf({ 'manifest.json': '{"format":', 'manifest.sig': 'x'.repeat(64) }),
    ];
    for (const bytes of all) expect(await result(bytes, 'foreign-copy.zip')).toBe('courier.broken');
    expect(await result(Buffer.from('hello, world'), 'text.txt')).toBe('courier.notPackage');
    const newer = await zipOf({
      'manifest.json': '{"format":"xiuhua courier manifest 2"}',
      'manifest.sig': 'x'.repeat(64),
    });
    expect(await result(newer, 'newer.zip')).toBe('courier.newer');
  });
});

describe('a container', () => {
  async function sealTo(path: string, bytes: Buffer): Promise<void> {
    await pipeline([bytes], await sealing(PASSWORD), createWriteStream(path));
  }

  async function inside(path: string, start: number, end: number): Promise<Buffer> {
    const reader = await ContainerReader.open(path, PASSWORD);
    const pieces: Buffer[] = [];
    for await (const piece of reader._readStreamForRange(start, end)) pieces.push(piece as Buffer);
    await new Promise((resolve) => reader.close(resolve));
    return Buffer.concat(pieces);
  }

  it('gives back any range of what went in, and is as large as was reckoned', async () => {
    const path = join(town.base, 'box.xhc');
    for (const size of [1, 65_535, 65_536, 65_537, 200_000]) {
      const bytes = noise(size, size);
      await sealTo(path, bytes);
      expect((await inside(path, 0, size)).equals(bytes)).toBe(true);
      expect(insideContainer(statSync(path).size)).toBe(size);
    }
    const bytes = noise(200_000, 200_000);
    await fc.assert(
      fc.asyncProperty(fc.nat(199_999), fc.nat(199_999), async (x, y) => {
        const [start, end] = [Math.min(x, y), Math.max(x, y)];
        expect((await inside(path, start, end)).equals(bytes.subarray(start, end))).toBe(true);
      }),
      { seed: 20241231, numRuns: 8 },
    );
  });

  it('opens only with its password, and not with pieces missing or moved', async () => {
    const path = join(town.base, 'moved.xhc');
    await sealTo(path, noise(65_536 * 3, 4));
    await expect(ContainerReader.open(path, 'another one')).rejects.toThrow('courier.password');
    await expect(ContainerReader.open(path, undefined)).rejects.toThrow('courier.password');
    const bytes = readFileSync(path);
    const chunk = (i: number): Buffer => bytes.subarray(48 + i * 65_552, 48 + (i + 1) * 65_552);
    truncateSync(path, 48 + 2 * 65_552);
    await expect(ContainerReader.open(path, PASSWORD)).rejects.toThrow('courier.broken');
    writeFileSync(path, Buffer.concat([bytes.subarray(0, 48), chunk(1), chunk(0), chunk(2)]));
    await expect(inside(path, 0, 10)).rejects.toThrow('courier.broken');
    writeFileSync(path, Buffer.concat([bytes.subarray(0, 48), chunk(0), chunk(2)]));
    await expect(ContainerReader.open(path, PASSWORD)).rejects.toThrow('courier.broken');
  });

  it('does not let its header ask for all memory', async () => {
    const bytes = Buffer.from(sealed);
    bytes[9] = 30;
    expect(await result(bytes, 'greedy.xhc', PASSWORD)).toBe('courier.broken');
  });
});
