import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { beginsName } from '../journal/begins';
import { encodeLine } from '../journal/line';
import { walk } from '../journal/scan';
import { segmentPath } from '../journal/segments';
import { rebuild } from '../projection/rebuild';
import { exchange, handOver } from '../testing/exchange';
import { FaultDisk } from '../testing/faultDisk';
import { abandon, type TestFolder, TestFolders } from '../testing/folder';
import { newId, received, wish } from '../testing/wishes';
import type { Store } from './store';

const folders = new TestFolders();
afterAll(() => folders.remove());

/** Two stations of one centre that hold the same, the first on a disk that can be broken. */
async function pair(): Promise<{ first: TestFolder; disk: FaultDisk; here: Store; there: Store }> {
  const first = await folders.create();
  const second = folders.joined(first, 'B');
  const disk = new FaultDisk();
  const here = await first.open({ disk });
  const there = await second.open();
  await wish(here, received());
  await exchange(here, there);
  return { first, disk, here, there };
}

/** A command that is refused at the flush, and cannot be cut back, now or later. */
async function refuse(store: Store, disk: FaultDisk, id: string): Promise<void> {
  Object.assign(disk, { failFlush: true, failTruncate: true });
  await expect(wish(store, received(), id)).rejects.toMatchObject({ code: 'store.fateUnknown' });
  disk.failFlush = false;
}

const idsOf = (folder: TestFolder): string[] => [...walk(folder.journal)].map(({ commit }) => commit.id);

describe('a command that was refused and could not be cut back', () => {
  it('does not come back where the next line is of another station, and its number is used once', async () => {
    const { first, disk, here, there } = await pair();
    const refused = newId();
    await refuse(here, disk, refused);
    await wish(there, received());
    await handOver(there, here);
    const next = await wish(here, received());
    expect((await first.prove(here)).damages).toEqual([]);
    expect((await first.prove(here)).differs).toEqual([]);
    here.close();
    rmSync(first.cache, { recursive: true, force: true });
    const again = await first.open();
    expect(again.health(0)).toMatchObject({ state: 'ready', problem: null, lost: null, seq: next.seq });
    expect(idsOf(first)).not.toContain(refused);
    expect(again.reader.commitOf(refused)).toBeUndefined();
    again.close();
    there.close();
  });

  it('does not come back from a folder in which an older program noted nothing beside its segments', async () => {
    const { first, disk, here, there } = await pair();
    const refused = newId();
    await refuse(here, disk, refused);
    await wish(there, received());
    await handOver(there, here);
    await wish(here, received());
    here.close();
    rmSync(join(first.journal, beginsName(2)));
    rmSync(first.cache, { recursive: true, force: true });
    const again = await first.open();
    expect(again.health(0)).toMatchObject({ state: 'ready', problem: null });
    expect(idsOf(first)).not.toContain(refused);
    again.close();
    there.close();
  });

  it('may be there after a crash before anything else is written; then its id answers', async () => {
    const { first, disk, here, there } = await pair();
    const refused = newId();
    await refuse(here, disk, refused);
    abandon(first);
    const again = await first.open();
    expect(again.health(0)).toMatchObject({ state: 'ready', lost: null });
    const ack = await wish(again, received(), refused);
    expect(ack.position).toBe(again.position);
    expect(idsOf(first).filter((id) => id === refused)).toHaveLength(1);
    again.close();
    there.close();
  });

  it('is surely not written once that was asked, whatever happens to the process then', async () => {
    const { first, disk, here, there } = await pair();
    const refused = newId();
    Object.assign(disk, { failFlush: true, failTruncate: true });
    await expect(wish(here, received(), refused)).rejects.toMatchObject({ code: 'store.fateUnknown' });
    expect(here.settled()).toBe(false);
    expect(() => here.context().commitOf(refused)).toThrow(/fateUnknown/);
    here.probeDisk();
    expect(here.health(0)).toMatchObject({ state: 'refusing', problem: { code: 'store.fateUnknown' } });
    // The disk flushes again and still cuts nothing: the journal goes on in a new segment, announced and made at once.
    disk.failFlush = false;
    expect(here.context().commitOf(refused)).toBeUndefined();
    abandon(first);
    const again = await first.open();
    expect(idsOf(first)).not.toContain(refused);
    expect(again.health(0)).toMatchObject({ state: 'ready', lost: null });
    const ack = await wish(again, received());
    expect((await first.prove(again)).ids.at(-1)).toBe(ack.id);
    again.close();
    there.close();
  });

  it('never takes the lines behind it along: once announced, nothing more goes into the old segment', async () => {
    const { first, disk, here, there } = await pair();
    await refuse(here, disk, newId());
    // The announcement is renamed into place, then the folder's flush fails: the next try must not cut back and go on.
    const sync = disk.syncFolder;
    Object.assign(disk, { syncFolder: () => fail() });
    await expect(wish(here, received())).rejects.toMatchObject({ code: 'store.writeFailed' });
    Object.assign(disk, { failTruncate: false, syncFolder: sync });
    const kept = await wish(here, received());
    here.close();
    expect(idsOf(first).at(-1)).toBe(kept.id);
    const again = await first.open();
    expect(await first.prove(again)).toMatchObject({ damages: [], differs: [] });
    again.close();
    there.close();
  });

  it('is left out where a kill came between the announcement of a segment and its making', async () => {
    const { first, disk, here, there } = await pair();
    const refused = newId();
    await refuse(here, disk, refused);
    expect(here.settled()).toBe(true);
    abandon(first);
    rmSync(segmentPath(first.journal, 2));
    const again = await first.open();
    const ack = await wish(again, received());
    expect(idsOf(first)).not.toContain(refused);
    expect(idsOf(first).at(-1)).toBe(ack.id);
    again.close();
    there.close();
  });
});

function fail(): never {
  throw Object.assign(new Error('EIO'), { code: 'EIO' });
}

describe('what stands beside a segment', () => {
  it('tells of bytes that were acknowledged and are gone, and of itself where it cannot be read', async () => {
    const { first, disk, here, there } = await pair();
    await refuse(here, disk, newId());
    await wish(here, received());
    here.close();
    there.close();
    const before = folders.path('before');
    cpSync(first.dataDir, before, { recursive: true });
    const one = readFileSync(segmentPath(first.journal, 1));
    const end = JSON.parse(readFileSync(join(first.journal, beginsName(2)), 'utf8')).length;
    writeFileSync(segmentPath(first.journal, 1), one.subarray(0, end - 1));
    const damages = (await rebuild(first.journal, () => null)).damages;
    expect(damages.map(({ what }) => what)).toEqual(['crc', 'short']);
    writeFileSync(segmentPath(first.journal, 1), one);
    writeFileSync(join(first.journal, beginsName(2)), '{"v":1,"after":1,"length":7,"crc":"00000000"}');
    expect((await rebuild(first.journal, () => null)).damages).toMatchObject([
      { what: 'begins', file: beginsName(2) },
    ]);
  });
});

describe('a rebuild', () => {
  it('reports numbers that are used twice with their place, and the folder opens to be read', async () => {
    const { first, here, there } = await pair();
    const ack = await wish(here, received());
    const last = [...walk(first.journal)].at(-1);
    here.close();
    there.close();
    if (!last) throw new Error('nothing was written');
    const bytes = readFileSync(segmentPath(first.journal, 1));
    const other = { ...last.commit, id: 'another-command' };
    writeFileSync(segmentPath(first.journal, 1), Buffer.concat([bytes, encodeLine(other)]));
    for (const cache of [true, false]) {
      if (!cache) rmSync(first.cache, { recursive: true, force: true });
      const again = await first.open();
      expect(again.health(0)).toMatchObject({
        state: 'readOnly',
        problem: { code: 'store.damaged', params: { file: '0000000001.jsonl', offset: bytes.length } },
      });
      expect(again.reader.commitOf(ack.id)?.commit.seq).toBe(ack.seq);
      expect(again.reader.commitOf('another-command')).toBeUndefined();
      again.close();
    }
  });

  it('reports lines with a right checksum whose content no program wrote, and folds the rest', async () => {
    const { first, here, there } = await pair();
    const { commit } = [...walk(first.journal)].at(-1) ?? fail();
    here.close();
    there.close();
    const sound = idsOf(first).length;
    const good = readFileSync(segmentPath(first.journal, 1));
    const event = commit.events[0] ?? fail();
    const strange: unknown[] = [
      { ...commit, seq: 90, id: 'strange-1', events: undefined },
      { ...commit, seq: 91, id: 'strange-2', events: [{ ...event, data: null }] },
      { ...commit, seq: 92, id: 'strange-3', events: [{ ...event, type: 'case.filed', data: { title: 7 } }] },
      { ...commit, seq: 'x', id: 7 },
      { ...commit, seq: 93, id: 'strange-5', hlc: 'never' },
      [],
    ];
    const lines = strange.map((one) => encodeLine(one as never));
    writeFileSync(segmentPath(first.journal, 1), Buffer.concat([good, ...lines]));
    const { projection, damages } = await rebuild(first.journal, () => null);
    expect(damages.map(({ what, offset }) => [what, offset >= good.length])).toEqual(
      strange.map(() => ['shape', true]),
    );
    expect(projection.head().position).toBe(sound);
    projection.db.close();
  });
});
