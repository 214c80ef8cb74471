import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { carry, exported, noise, preview, sameBlob, Town } from '../courier/testing/town';
import { CourierJob } from './courierJob';

const town = new Town();
afterAll(() => town.remove());

describe('an courierJob of the courier', () => {
  it('is shown with its bytes while it runs, and not any more after it', async () => {
    const [a, b] = await town.pair();
    for (let i = 0; i < 5; i += 1) a.station.attach(noise(300_000, i));
    const seen: unknown[] = [];
    const courierJob: CourierJob = new CourierJob(() => seen.push(courierJob.current));
    const { files } = await courierJob.run('courierExport', (watch) =>
      a.courier.exportFor({ peer: b.device, folder: a.out }, watch),
    );
    expect(files).toHaveLength(1);
    expect(seen[0]).toEqual({ kind: 'courierExport', done: 0, total: 0 });
    expect(seen.length).toBeGreaterThan(4);
    const { done, total } = seen.at(-2) as { done: number; total: number };
    expect(total).toBeGreaterThan(1_500_000);
    expect(done).toBe(total);
    expect(seen.at(-1)).toBeNull();
    expect(courierJob.current).toBeNull();
  });

  it('that is stopped while it writes leaves nothing behind, and another may begin', async () => {
    const [a, b] = await town.pair();
    for (let i = 0; i < 5; i += 1) a.station.attach(noise(300_000, i));
    let cancelled: Promise<void> | undefined;
    const courierJob: CourierJob = new CourierJob(() => {
      const { done = 0, total = 0 } = courierJob.current ?? {};
      if (total > 0 && done > total / 2) cancelled ??= courierJob.cancel();
    });
    const run = courierJob.run('courierExport', (watch) =>
      a.courier.exportFor({ peer: b.device, folder: a.out }, watch),
    );
    await expect(courierJob.run('courierTake', async () => 1)).rejects.toThrow('courier.busy');
    await expect(run).rejects.toThrow('courier.cancelled');
    await cancelled;
    expect(readdirSync(a.out)).toEqual([]);
    expect(courierJob.current).toBeNull();
    expect(await courierJob.run('courierTake', async () => 1)).toBe(1);
  });

  it('that is stopped while it takes keeps what is in, and goes on from there', async () => {
    const [a, b] = await town.pair();
    a.station.note();
    const photos = [1, 2, 3].map((n) => a.station.attach(noise(2_000_000, n)));
    const [file = ''] = await exported(a, b);
    const { token } = await preview(b, file);
    const courierJob: CourierJob = new CourierJob(() => {
      const { done = 0, total = 0 } = courierJob.current ?? {};
      if (total > 0 && done > total / 2) void courierJob.cancel();
    });
    const take = () => courierJob.run('courierTake', (watch) => b.courier.take({ token }, watch));
    await expect(take()).rejects.toThrow('courier.cancelled');
    expect(b.station.vector).toEqual(a.station.vector);
    const before = b.station.blobFiles.size;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(3);
    const [taken] = await carry(a, b);
    expect(taken).toMatchObject({ commits: 0, photos: 3 - before, refused: 0 });
    expect(photos.every((sha256) => sameBlob(a, b, sha256))).toBe(true);
  });

  it('can be stopped when nothing runs', async () => {
    const courierJob = new CourierJob(() => {});
    await courierJob.cancel();
    expect(courierJob.current).toBeNull();
  });
});
