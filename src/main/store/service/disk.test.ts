import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { FaultDisk } from '../testing/faultDisk';
import { type TestFolder, TestFolders } from '../testing/folder';
import { filedCase, received, wish } from '../testing/wishes';
import type { Store } from './store';

const folders = new TestFolders();
afterAll(() => folders.remove());

/** What must hold whatever the disk did: sound chain, equal rebuild, and exactly what was acknowledged. */
async function expectWhole(folder: TestFolder, store: Store, acknowledged: readonly string[]): Promise<void> {
  const proof = await folder.prove(store);
  expect(proof).toMatchObject({ damages: [], differs: [] });
  expect(proof.ids.filter((id) => !/^(seed-table|centre-key)-/.test(id))).toEqual(acknowledged);
}

describe('a disk that fails under the journal', () => {
  it.each([
    ['that is full at once', (disk: FaultDisk) => Object.assign(disk, { room: 0 }), 'store.diskFull'],
    [
      'that is full in the middle of a line',
      (disk: FaultDisk) => Object.assign(disk, { room: 100 }),
      'store.diskFull',
    ],
    [
      'that is full and cannot even be cut back',
      (disk: FaultDisk) => Object.assign(disk, { room: 100, failTruncate: true }),
      'store.diskFull',
    ],
    [
      'that became read-only',
      (disk: FaultDisk) => Object.assign(disk, { readOnly: true }),
      'store.readOnlyDisk',
    ],
  ])('%s refuses commands, loses nothing, and the store recovers with it', async (_name, fail, code) => {
    const folder = await folders.create();
    const disk = new FaultDisk();
    const store = await folder.open({ disk });
    const told: string[] = [];
    store.events = { committed() {}, health: () => told.push(store.health(0).state) };
    const first = await wish(store, received());
    expect(store.health(0)).toMatchObject({ state: 'ready', problem: null });

    fail(disk);
    const refused = await Promise.allSettled([wish(store, received()), wish(store, received())]);
    expect(refused.map((one) => one.status === 'rejected' && one.reason.code)).toEqual([code, code]);
    await expect(wish(store, received())).rejects.toMatchObject({ code });
    expect(store.health(0)).toMatchObject({ state: 'refusing', problem: { code }, seq: first.seq });
    expect(store.position).toBe(first.position);

    Object.assign(disk, { room: Number.POSITIVE_INFINITY, readOnly: false, failTruncate: false });
    const last = await wish(store, received());
    expect(last).toMatchObject({ seq: first.seq + 1, position: first.position + 1 });
    expect(store.health(0)).toMatchObject({ state: 'ready', problem: null });
    expect(told).toEqual(['refusing', 'ready']);
    await expectWhole(folder, store, [first.id, last.id]);
    store.close();
    const again = await folder.open();
    await expectWhole(folder, again, [first.id, last.id]);
    again.close();
  });

  it('gives a case number that a failed write had taken to the next case', async () => {
    const folder = await folders.create();
    const disk = new FaultDisk();
    const store = await folder.open({ disk });
    const { no } = await filedCase(store);
    const { result } = await wish(store, received());
    const place = { text: '冼村路' };
    const file = { type: 'case.file', reportId: String(result.reportId), title: '下一件', place } as const;
    disk.room = 10;
    await expect(wish(store, file)).rejects.toMatchObject({ code: 'store.diskFull' });
    disk.room = Number.POSITIVE_INFINITY;
    const ack = await wish(store, file);
    expect([no.slice(-4), String(ack.result.no).slice(-4)]).toEqual(['0001', '0002']);
    store.close();
  });

  it('is found well by the probe, so that the warning goes by itself', async () => {
    const folder = await folders.create();
    const disk = new FaultDisk();
    const store = await folder.open({ disk });
    disk.room = 0;
    await expect(wish(store, received())).rejects.toMatchObject({ code: 'store.diskFull' });
    disk.room = Number.POSITIVE_INFINITY;
    store.probeDisk();
    expect(store.health(0)).toMatchObject({ state: 'ready', problem: null });
    expect(readdirSync(folder.journal)).toEqual(['0000000001.jsonl']);
    store.close();
  });
});

/** A real file system of this size, where this process may mount one. */
function mountSmall(dir: string, size: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  mkdirSync(dir, { recursive: true });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dir]).status === 0;
}

const roomIn = (dir: string): number => {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
};

describe('a small real disk', () => {
  const mounted: string[] = [];
  afterEach(() => {
    for (const dir of mounted.splice(0)) spawnSync('umount', ['-l', dir]);
  });

  /** The disk, and how to fill and to free it: a real one of a megabyte, else the fault disk with as much room. */
  async function smallDisk(): Promise<{
    folder: TestFolder;
    options: Parameters<TestFolder['open']>[0];
    fill(): void;
    free(): void;
    kind: string;
  }> {
    const folder = await folders.create();
    const dir = folders.path('tmpfs');
    if (!mountSmall(dir, '1280k')) {
      const disk = new FaultDisk();
      const free = (): void => Object.assign(disk, { room: Number.POSITIVE_INFINITY }) && undefined;
      return {
        folder,
        options: { disk },
        fill: () => Object.assign(disk, { room: 5000 }),
        free,
        kind: 'fault disk',
      };
    }
    mounted.push(dir);
    const dataDir = join(dir, 'data');
    cpSync(folder.dataDir, dataDir, { recursive: true });
    const onIt = Object.assign(Object.create(folder) as TestFolder, { dataDir });
    onIt.witness();
    // The centre's key was made when the folder was new, long before its disk was full.
    expect(onIt.centreKey.protection).toBe('file');
    const ballast = join(dir, 'ballast');
    const fill = (): void => {
      const room = roomIn(dir) - 12_288;
      if (room > 0) writeFileSync(ballast, Buffer.alloc(room));
    };
    return { folder: onIt, options: {}, fill, free: () => rmSync(ballast, { force: true }), kind: 'tmpfs' };
  }

  it('that fills up while commands come in refuses them, keeps what it took, and goes on once there is room', async (context) => {
    const { folder, options, fill, free, kind } = await smallDisk();
    context.annotate(`ran on a ${kind}`);
    const store = await folder.open(options);
    const acknowledged: string[] = [];
    acknowledged.push((await wish(store, received())).id);
    fill();
    let refusal: unknown;
    for (let i = 0; i < 400 && !refusal; i += 1) {
      const ack = await wish(store, received()).catch((error: unknown) => {
        refusal = error;
      });
      if (ack) acknowledged.push(ack.id);
    }
    expect(refusal).toMatchObject({ code: 'store.diskFull' });
    expect(store.health(0)).toMatchObject({ state: 'refusing', problem: { code: 'store.diskFull' } });
    if (kind === 'tmpfs') {
      // What is written beside the journal neither ends the store nor takes the last room.
      store.remember();
      store.snapshotIfDue(0);
      store.probeDisk();
      expect(store.health(0).state).toBe('refusing');
      expect(readdirSync(folder.journal)).toEqual(['0000000001.jsonl']);
    }
    await expectWhole(folder, store, acknowledged);
    free();
    acknowledged.push((await wish(store, received())).id);
    expect(store.health(0)).toMatchObject({ state: 'ready', problem: null });
    await expectWhole(folder, store, acknowledged);
    store.close();
    const again = await folder.open(options);
    await expectWhole(folder, again, acknowledged);
    again.close();
  });

  it('that is full at the start can be read, and says why it cannot be written', async (context) => {
    const { folder, options, fill, kind } = await smallDisk();
    context.annotate(`ran on a ${kind}`);
    if (kind !== 'tmpfs') {
      if (process.getuid?.() === 0 || process.platform === 'win32')
        context.skip('needs a file system of its own, or a user whom permissions bind');
      // Where nothing can be mounted, a folder that nobody may write to stands for it.
      chmodSync(folder.dataDir, 0o555);
      const store = await folder.open(options);
      expect(store.health(0)).toMatchObject({ state: 'readOnly', problem: { code: 'store.readOnlyDisk' } });
      store.close();
      chmodSync(folder.dataDir, 0o755);
      return;
    }
    // A key is there from the days when there was room.
    const { centreKey } = folder;
    fill();
    const rest = roomIn(folder.dataDir);
    if (rest > 0) writeFileSync(join(folder.dataDir, '..', 'rest'), Buffer.alloc(rest));
    expect(roomIn(folder.dataDir)).toBe(0);
    const store = await folder.open({ ...options, centreKey });
    expect(store.health(0)).toMatchObject({ state: 'readOnly', problem: { code: 'store.diskFull' } });
    await expect(wish(store, received())).rejects.toMatchObject({ code: 'store.diskFull' });
    expect(store.position).toBe(16);
    store.close();
  });
});
