import { readdirSync, statSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { bring, exported, noise, preview, sameBlob, Town } from './testing/town';

const town = new Town();
afterAll(() => town.remove());

describe('parts of a package', () => {
  it('keep to the size, name the part that is missing, and carry one attachment across', async () => {
    const [a, b] = await town.pair();
    for (let i = 0; i < 30; i += 1) a.station.note(noise(40_000, i).toString('base64'));
    const big = a.station.attach(noise(2_500_000, 9));
    const small = a.station.attach(noise(10_000, 10));
    const { files, photos } = await a.courier.exportFor({
      peer: b.device,
      folder: a.out,
      partBytes: 1_000_000,
    });
    expect(photos).toBe(2);
    expect(files.length).toBeGreaterThanOrEqual(5);
    for (const path of files) expect(statSync(path).size).toBeLessThanOrEqual(1_000_000);
    const last = files.at(-1) ?? '';
    const early = await preview(b, last);
    expect(early.blocked).toMatchObject({ code: 'courier.partMissing', params: { parts: files.length } });
    await expect(b.courier.take({ token: early.token })).rejects.toThrow('courier.partMissing');
    const second = await preview(b, files[1] ?? '');
    expect(second.blocked).toEqual({ code: 'courier.partMissing', params: { part: 1, parts: files.length } });
    for (const path of files) await bring(b, path);
    expect(b.station.digest()).toBe(a.station.digest());
    expect([big, small].map((sha256) => sameBlob(a, b, sha256))).toEqual([true, true]);
    for (const path of files)
      expect(await bring(b, path)).toMatchObject({ commits: 0, photos: 0, refused: 0 });
  });

  it('under a password keep to the size too', async () => {
    const [a, b] = await town.pair();
    for (let i = 0; i < 9; i += 1) a.station.attach(noise(300_000, i));
    const files = await exported(a, b, { partBytes: 1_000_000, password: 'correct horse' });
    expect(files.length).toBe(3);
    for (const path of files) expect(statSync(path).size).toBeLessThanOrEqual(1_000_000);
    for (const path of files) await bring(b, path, 'correct horse');
    expect(b.station.blobFiles.size).toBe(9);
  });

  it('too small for a single batch are refused with the bytes that it needs', async () => {
    const [a, b] = await town.pair();
    a.station.note(noise(2_000_000, 11).toString('base64'));
    await expect(exported(a, b, { partBytes: 1_000_000 })).rejects.toMatchObject({
      code: 'courier.partTooSmall',
      params: { bytes: expect.any(Number) },
    });
    expect(() => readdirSync(a.out)).toThrow('ENOENT');
  });
});

describe('taking a package', () => {
  it('that was stopped in the middle of an attachment goes on from there', async () => {
    const [a, b] = await town.pair();
    a.station.note();
    const big = a.station.attach(noise(5_000_000, 20));
    const [file = ''] = await exported(a, b);
    const stop = new AbortController();
    const writes: number[] = [];
    const write = b.station.writeBlob.bind(b.station);
    b.station.writeBlob = async (sha256, offset, bytes) => {
      writes.push(offset);
      await write(sha256, offset, bytes);
      if (writes.length === 2) stop.abort();
    };
    const { token } = await preview(b, file);
    await expect(b.courier.take({ token }, { signal: stop.signal })).rejects.toThrow('courier.cancelled');
    expect(b.station.vector).toEqual(a.station.vector);
    expect(readdirSync(a.out)).toHaveLength(1);
    const progress: number[] = [];
    const taken = await b.courier.take({ token }, { progress: (done, total) => progress.push(done / total) });
    expect(taken).toMatchObject({ commits: 0, photos: 1, refused: 0 });
    expect(sameBlob(a, b, big)).toBe(true);
    expect(new Set(writes).size).toBe(writes.length);
    expect(progress.at(-1)).toBe(1);
  });
});
