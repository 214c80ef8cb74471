import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readIdentity, saveIdentity } from '../journal/identity';
import { encodeLine, NO_PREV } from '../journal/line';
import { segmentPath } from '../journal/segments';
import { Db } from '../projection/database';
import { SCHEMA_HASH } from '../projection/schema';
import { abandon, TEST_NOW, type TestFolder, TestFolders } from '../testing/folder';
import { filedCase, received, wish } from '../testing/wishes';
import type { Store } from './store';

const folders = new TestFolders();
afterAll(() => folders.remove());

/** A folder with a few commands in it, closed. */
async function usedFolder(): Promise<{ folder: TestFolder; position: number }> {
  const folder = await folders.create();
  const store = await folder.open();
  for (let i = 0; i < 3; i += 1) await filedCase(store);
  const { position } = store;
  store.close();
  return { folder, position };
}

describe('the lock', () => {
  it('lets one writer in, tells a second who holds the folder, and lets readers pass', async () => {
    const { folder, position } = await usedFolder();
    const store = await folder.open();
    await expect(folder.open()).rejects.toMatchObject({ code: 'store.locked', params: { pid: process.pid } });
    const reader = await folder.open({ write: false, centreKey: undefined });
    expect(reader.position).toBe(position);
    reader.close();
    await expect(folder.open()).rejects.toMatchObject({ code: 'store.locked' });
    store.close();
    const next = await folder.open();
    next.close();
  });

  it('of a dead process is taken over, also where its number was given to another process', async () => {
    const { folder } = await usedFolder();
    const path = join(folder.dataDir, 'lock.json');
    const child = spawn(process.execPath, ['-e', '']);
    const dead = child.pid ?? 0;
    await once(child, 'exit');
    const holder = { host: hostname(), born: '1', token: 'abcd' };
    for (const pid of [dead, process.pid]) {
      writeFileSync(path, JSON.stringify({ ...holder, pid }));
      const store = await folder.open();
      expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
      store.close();
      expect(existsSync(path)).toBe(false);
    }
    expect(readdirSync(folder.dataDir).filter((name) => name.startsWith('lock'))).toEqual([]);
  });

  it('of another host counts as held', async () => {
    const { folder } = await usedFolder();
    const elsewhere = { pid: 4711, host: 'another-host', born: '', token: 'abcd' };
    writeFileSync(join(folder.dataDir, 'lock.json'), JSON.stringify(elsewhere));
    await expect(folder.open()).rejects.toMatchObject({
      code: 'store.lockedElsewhere',
      params: { pid: 4711 },
    });
  });

  it('is not replaced while another starter has claimed the succession of the same dead holder', async () => {
    const { folder } = await usedFolder();
    const path = join(folder.dataDir, 'lock.json');
    writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname(), born: '1', token: 'abcd' }));
    const living = { pid: 4711, host: 'another-host', born: '', token: 'ef01' };
    writeFileSync(`${path}.after-abcd`, JSON.stringify(living));
    await expect(folder.open()).rejects.toMatchObject({ code: 'store.locked' });
    // A claimant that died with its claim is no obstacle.
    writeFileSync(
      `${path}.after-abcd`,
      JSON.stringify({ ...living, pid: process.pid, host: hostname(), born: '1' }),
    );
    const store = await folder.open();
    store.close();
  });
});

describe('clones and restores', () => {
  const incarnation = (folder: TestFolder): number => readIdentity(folder.dataDir)?.incarnation ?? 0;

  it('a plain restart goes on in the same incarnation, also after a kill', async () => {
    const { folder } = await usedFolder();
    const store = await folder.open();
    await wish(store, received());
    abandon(folder);
    const again = await folder.open();
    expect(again.health(0)).toMatchObject({ incarnation: 1, seq: again.position });
    again.close();
  });

  it('a copy elsewhere opens a new incarnation before its first write, and the original stays what it is', async () => {
    const { folder, position } = await usedFolder();
    const copy = folders.path('copy');
    cpSync(folder.dataDir, copy, { recursive: true });
    const store = await folder.open({ dataDir: copy });
    expect(readIdentity(copy)?.incarnation).toBe(2);
    expect(store.health(0)).toMatchObject({ incarnation: 2, seq: 0, position });
    await wish(store, received());
    expect(store.health(0)).toMatchObject({ incarnation: 2, seq: 1 });
    expect((await folder.prove(store)).damages).toEqual([]);
    store.close();
    const original = await folder.open();
    // The witness has seen the copy since: the original cannot be told from a second copy, and takes the next number.
    expect(original.identity.incarnation).toBe(3);
    original.close();
  });

  it('an older copy put back over the folder opens a new incarnation, whose chain goes on from what is there', async () => {
    const { folder } = await usedFolder();
    const backup = folders.path('backup');
    cpSync(folder.dataDir, backup, { recursive: true });
    const store = await folder.open();
    await wish(store, received());
    store.close();
    rmSync(join(folder.dataDir, 'journal'), { recursive: true });
    cpSync(backup, folder.dataDir, { recursive: true });
    const restored = await folder.open();
    expect(incarnation(folder)).toBe(2);
    const ack = await wish(restored, received());
    expect(ack.seq).toBe(1);
    expect(await folder.prove(restored)).toMatchObject({ damages: [], differs: [] });
    restored.close();
    const after = await folder.open();
    expect(after.identity.incarnation).toBe(2);
    after.close();
  });

  it('a folder whose witness is gone is taken for a clone', async () => {
    const { folder } = await usedFolder();
    rmSync(folder.witnessDir, { recursive: true });
    const store = await folder.open();
    expect(store.identity.incarnation).toBe(2);
    store.close();
  });
});

describe('clocks', () => {
  const FAR = '2031-05-05T10:00:00.000+08:00';

  /** A commit of another device, whose clock is far ahead, as the journal's last line. */
  async function takeFarAhead(store: Store): Promise<void> {
    const fact = {
      stream: 'patrol:1',
      type: 'patrol.started',
      v: 1,
      rank: 1,
      basis: null,
      at: FAR,
      data: {},
    };
    const line = encodeLine({
      device: 'ffffffffffffffffffff',
      incarnation: 1,
      seq: 1,
      hlc: `${FAR}/0000`,
      id: 'far-ahead-1',
      actor: 'op',
      recordedAt: FAR,
      prev: NO_PREV,
      events: [fact],
    });
    const lines = [new Uint8Array(line.subarray(0, -1))];
    const batch = { chain: 'ffffffffffffffffffff.1', from: 1, lines, signature: new Uint8Array(64) };
    const taken = await store.sharing.take(batch, 'test');
    expect(taken.refused).toBeUndefined();
    expect(taken.aheadMs).toBeGreaterThan(0);
  }

  it('of the demo go on from what was written here, not from what another desk wrote last', async () => {
    const folder = await folders.create();
    const identity = readIdentity(folder.dataDir);
    if (!identity) throw new Error('no identity');
    saveIdentity(folder.dataDir, { ...identity, demo: true });
    const store = await folder.open({ hostNow: () => 0 });
    await takeFarAhead(store);
    abandon(folder);
    const again = await folder.open({ start: undefined, hostNow: () => 0 });
    expect(again.clock.now()).toBe(TEST_NOW);
    again.close();
  });

  it('do not go back behind the own last commit, whoever wrote the last line', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const before = await filedCase(store);
    await takeFarAhead(store);
    store.close();
    const again = await folder.open({ start: '2024-12-31T15:59:00.000+08:00' });
    const after = await filedCase(again);
    const hlcOf = (caseId: string): string => again.reader.facts(caseId)[0]?.hlc ?? '';
    expect(hlcOf(before.caseId) > '2024-12-31T16').toBe(true);
    expect(hlcOf(after.caseId) > hlcOf(before.caseId)).toBe(true);
    expect(hlcOf(after.caseId) < '2025').toBe(true);
    again.close();
  });
});

describe('snapshots', () => {
  const snapshots = (folder: TestFolder): string[] => readdirSync(folder.cache).sort();
  async function openEqual(folder: TestFolder, position: number): Promise<Store> {
    const store = await folder.open();
    expect(store.position).toBe(position);
    expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
    return store;
  }

  it('of another schema are ignored and cleared away', async () => {
    const { folder, position } = await usedFolder();
    for (const name of snapshots(folder))
      renameSync(join(folder.cache, name), join(folder.cache, name.replace(SCHEMA_HASH, '0123456789ab')));
    (await openEqual(folder, position)).close();
    expect(snapshots(folder).every((name) => name.includes(SCHEMA_HASH))).toBe(true);
  });

  it.each([
    ['cut in half', (path: string) => truncateSync(path, 8192)],
    ['empty', (path: string) => truncateSync(path, 0)],
    ['zeros', (path: string) => writeFileSync(path, Buffer.alloc(65_536))],
    [
      'damaged inside',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.fill(0xff, 4096 * 3, 4096 * 8);
        writeFileSync(path, bytes);
      },
    ],
  ])('that are %s are passed over', async (_name, damage) => {
    const { folder, position } = await usedFolder();
    for (const name of snapshots(folder)) damage(join(folder.cache, name));
    (await openEqual(folder, position)).close();
  });

  it('ahead of the journal are discarded, and so are those of other commits at the same places', async () => {
    const { folder, position } = await usedFolder();
    const early = folders.path('early');
    cpSync(folder.journal, early, { recursive: true });
    const store = await folder.open();
    await wish(store, received({ title: '第一件' }), 'same-length-1');
    store.close();
    rmSync(folder.journal, { recursive: true });
    cpSync(early, folder.journal, { recursive: true });
    const keep = folders.path('cache');
    cpSync(folder.cache, keep, { recursive: true });
    const behind = await openEqual(folder, position);
    await wish(behind, received({ title: '第二件' }), 'same-length-2');
    behind.close();
    // The snapshot of the lost commit comes back: its place now ends another commit of the same length.
    rmSync(folder.cache, { recursive: true });
    cpSync(keep, folder.cache, { recursive: true });
    const again = await openEqual(folder, position + 1);
    expect(again.projection.db.get("SELECT title FROM item WHERE title LIKE '第%件'")).toEqual({
      title: '第二件',
    });
    again.close();
  });

  it('take the tail of the journal in, as after a kill', async () => {
    const { folder, position } = await usedFolder();
    const store = await folder.open();
    const { caseId } = await filedCase(store);
    await wish(store, { type: 'case.assign', caseId, lead: 'hwz' });
    abandon(folder);
    const again = await openEqual(folder, position + 3);
    expect(again.projection.db.get('SELECT state FROM item WHERE id=?', [caseId])).toEqual({
      state: 'handling',
    });
    again.close();
  });

  it('can all be deleted', async () => {
    const { folder, position } = await usedFolder();
    rmSync(folder.cache, { recursive: true });
    (await openEqual(folder, position)).close();
    expect(snapshots(folder)).toHaveLength(1);
  });

  it('carry no words and no event payloads', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    await wish(store, received({ content: '独一无二的一句话' }));
    store.close();
    const name = snapshots(folder).at(-1) ?? '';
    const bytes = readFileSync(join(folder.cache, name));
    expect(bytes.includes('独一无二的一句话')).toBe(false);
    const db = await Db.open(bytes);
    expect(db.number('SELECT count(*) FROM report')).toBe(1);
    db.close();
  });
});

describe('a torn end', () => {
  it('is set aside and cut, and the program goes on as if nothing had been', async () => {
    const { folder, position } = await usedFolder();
    const path = segmentPath(folder.journal, 1);
    const size = readFileSync(path).length;
    truncateSync(path, size - 7);
    const reading = await folder.open({ write: false });
    expect(reading.health(0).problem).toBeNull();
    expect(reading.position).toBe(position - 1);
    reading.close();
    const store = await folder.open();
    expect(store.health(0)).toMatchObject({ state: 'ready', problem: null, position: position - 1 });
    expect(readdirSync(join(folder.dataDir, 'aside'))).toHaveLength(1);
    await wish(store, received());
    expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
    store.close();
  });
});

describe('damage in the middle', () => {
  const LINE = 12;

  /** Break a byte of a line, `segments` cut so that the line lies in the last segment or before it. */
  function breakLine(folder: TestFolder, split: boolean): number {
    const path = segmentPath(folder.journal, 1);
    const bytes = readFileSync(path);
    let at = 0;
    for (let line = 1; line < LINE; line += 1) at = bytes.indexOf(10, at) + 1;
    const broken = Buffer.from(bytes);
    broken[at + 30] = 0x21;
    const end = bytes.indexOf(10, at) + 1;
    writeFileSync(path, split ? broken.subarray(0, end) : broken);
    if (split) writeFileSync(segmentPath(folder.journal, 2), bytes.subarray(end));
    return at;
  }

  it.each([
    ['the last segment', false],
    ['an earlier segment', true],
  ])(
    'in %s opens read-only with its place, refuses commands, shows what is sound, and says so at every start',
    async (_name, split) => {
      const { folder, position } = await usedFolder();
      const offset = breakLine(folder, split);
      if (split) rmSync(folder.cache, { recursive: true });
      const before = readFileSync(segmentPath(folder.journal, 1));
      for (let start = 0; start < 2; start += 1) {
        const store = await folder.open();
        expect(store.health(0)).toMatchObject({
          state: 'readOnly',
          problem: { code: 'store.damaged', params: { file: '0000000001.jsonl', line: LINE, offset } },
        });
        await expect(wish(store, received())).rejects.toMatchObject({ code: 'store.damaged' });
        expect(store.position).toBeGreaterThanOrEqual(position - 1);
        store.close();
      }
      expect(readFileSync(segmentPath(folder.journal, 1)).equals(before)).toBe(true);
    },
  );
});
