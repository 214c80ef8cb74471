import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CodedError } from '@shared/contract/errors';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import yazl from 'yazl';
import { Archive } from './archive';
import { LIMITS } from './format';
import { Package } from './package';
import { acquaint, cardOf, exported, preview, type Stop, Town } from './testing/town';

const town = new Town();
afterAll(() => {
  vi.restoreAllMocks();
  town.remove();
});

const fixture = (name: string) => resolve(import.meta.dirname, '../../../../test/fixtures/hostile', name);

let a: Stop;
let b: Stop;
beforeAll(async () => {
  [a, b] = await town.pair();
  for (let i = 0; i < 3; i += 1) a.station.note(`note ${i}`);
});

async function code(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error instanceof CodedError) return error.code;
  throw error ?? new Error('nothing failed');
}

/** Names of the files of a package that were read while something was done. */
async function readWhile(work: () => Promise<unknown>): Promise<string[]> {
  const read = vi.spyOn(Archive.prototype, 'stream');
  try {
    await work();
    return read.mock.calls.map(([name]) => name);
  } finally {
    read.mockRestore();
  }
}

async function zipOf(name: string, files: Record<string, Buffer>, compress = true): Promise<string> {
  const path = join(town.base, name);
  const zip = new yazl.ZipFile();
  for (const [file, bytes] of Object.entries(files)) zip.addBuffer(bytes, file, { compress });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

/** A package of these batches as some device signs it. */
async function forged(
  name: string,
  by: Stop,
  batches: { chain: string; from: number; to: number; bytes: Buffer; signature?: Uint8Array }[],
): Promise<string> {
  const manifest = Buffer.from(
    JSON.stringify({
      format: 'xiuhua courier manifest 1',
      program: 'xiuhua',
      package: '0'.repeat(32),
      street: '440106014',
      part: 1,
      parts: 1,
      madeAt: '2024-12-31T16:00:00.000+08:00',
      from: { device: by.device, name: by.device, letter: 'Z' },
      to: 'x',
      vector: {},
      since: {},
      devices: [cardOf(by)],
      commits: batches.map(({ chain, from, to, bytes, signature = Buffer.alloc(64, 1) }) => ({
        chain,
        from,
        to,
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        signature: Buffer.from(signature).toString('base64'),
      })),
      attachments: [],
      keys: null,
      earlier: [],
    }),
  );
  const files = batches.map(({ chain, from, to, bytes }) => [`commits/${chain}/${from}-${to}.jsonl`, bytes]);
  return zipOf(name, {
    'manifest.json': manifest,
    'manifest.sig': Buffer.from(by.keys.signText(manifest.toString())),
    ...(Object.fromEntries(files) as Record<string, Buffer>),
  });
}

describe('a package of somebody unknown', () => {
  it('six million empty lines are refused by the table, before any of them is read', async () => {
    const path = fixture('courier.newlines-6000000.zip');
    const names = await readWhile(async () => {
      expect(await code(b.courier.open({ path }))).toBe('courier.broken');
    });
    expect(names).toEqual(['manifest.json', 'manifest.sig']);
  });

  it('is not worked through before its digits were compared', async () => {
    const stranger = town.stop('stranger');
    const bytes = Buffer.from(`${'x'.repeat(200)}\n`.repeat(50));
    const path = await forged('strange.zip', stranger, [{ chain: 'stranger.1', from: 1, to: 50, bytes }]);
    const names = await readWhile(async () => {
      const shown = await preview(b, path);
      expect(shown.blocked).toMatchObject({ code: 'courier.unknownSender' });
      expect(await code(b.courier.take({ token: shown.token }))).toBe('courier.unknownSender');
    });
    expect(new Set(names)).toEqual(new Set(['manifest.json', 'manifest.sig']));
  });

  it('that names a known desk as author is read up to the first signature that does not hold', async () => {
    const stranger = town.stop('stranger-2');
    const bytes = (mark: string) => Buffer.from(`${mark.repeat(200)}\n`.repeat(50));
    const path = await forged('in-his-name.zip', stranger, [
      { chain: 'desk-a.1', from: 1, to: 50, bytes: bytes('x') },
      { chain: 'desk-a.1', from: 51, to: 100, bytes: bytes('y') },
    ]);
    const names = await readWhile(async () => {
      expect((await preview(b, path)).blocked).toMatchObject({ code: 'courier.unknownSender' });
    });
    expect(names).toEqual(['manifest.json', 'manifest.sig', 'commits/desk-a.1/1-50.jsonl']);
  });

  it('has a small table, or one that a known desk signed', async () => {
    const manifest = Buffer.from(`{"format":"xiuhua courier manifest 1","commits":[${'0,'.repeat(9e6)}0]}`);
    expect(manifest.length).toBeGreaterThan(LIMITS.unproved);
    const signedBy = (stop: Stop) =>
      zipOf(
        'large.zip',
        { 'manifest.json': manifest, 'manifest.sig': Buffer.from(stop.keys.signText(manifest.toString())) },
        false,
      );
    const stranger = town.stop('stranger-3');
    const open = (path: string) => code(Package.open(path, undefined, [a.keys.signKey]));
    expect(await open(await signedBy(stranger))).toBe('courier.tooLargeUnproved');
    // Ours is parsed; that it names more files than there are is seen before nine million entries are looked at.
    expect(await open(await signedBy(a))).toBe('courier.broken');
  });
});

describe('a batch whose signature does not hold', () => {
  it('is not taken apart by a look', async () => {
    const bytes = Buffer.from(`${'x'.repeat(100)}\n`.repeat(1000));
    const path = await forged('unsigned.zip', a, [{ chain: 'desk-a.1', from: 100, to: 1099, bytes }]);
    const opened = await Package.open(path, undefined);
    const [entry] = opened.manifest.commits;
    if (!entry) throw new Error('no entry');
    const lasts: string[] = [];
    const batch = await opened.batch(entry, (last) => {
      lasts.push(Buffer.from(last).toString());
      return false;
    });
    expect([batch, lasts]).toEqual([undefined, ['x'.repeat(100)]]);
    expect((await opened.batch(entry, () => true))?.lines).toHaveLength(1000);
    opened.close();
    expect((await preview(b, path)).problems).toEqual([
      { code: 'courier.left.signature', params: { device: 'desk-a', commits: 1000 } },
    ]);
  });
});

describe('bounds of a package', () => {
  it('it does not unpack to more than a bounded multiple of itself', async () => {
    const path = await zipOf('bomb.zip', {
      'manifest.json': Buffer.from('{}'),
      'manifest.sig': Buffer.alloc(64),
      'keys.json': Buffer.alloc(40_000_000, 32),
    });
    expect(await code(b.courier.open({ path }))).toBe('courier.broken');
    const names = await readWhile(() => b.courier.open({ path }).catch(() => {}));
    expect(names).toEqual([]);
  });

  it('looking at it can be stopped, and says how far it is', async () => {
    await acquaint(a, b);
    const [path = ''] = await exported(a, b);
    const stop = new AbortController();
    stop.abort();
    expect(await code(b.courier.open({ path }, { signal: stop.signal }))).toBe('courier.cancelled');
    const seen: number[] = [];
    await b.courier.open({ path }, { progress: (done, total) => seen.push(done / total) });
    expect(seen.at(-1)).toBe(1);
  });
});
