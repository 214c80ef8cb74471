// Who called about which reports: found by number, recorded and slowed, and nowhere on the disk.
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { CallerSearches } from '../jobs/callerSearches';
import { Pace } from '../jobs/pace';
import type { Store } from '../service/store';
import { exchange } from '../testing/exchange';
import { filesBelow, type TestFolder, TestFolders } from '../testing/folder';
import { newId, received, wish } from '../testing/wishes';

const folders = new TestFolders();
afterAll(() => folders.remove());

const PHONE = '13800138265';
const from = (phone: string) => received({ caller: { phone, wishes: [] } });

async function reportedBy(store: Store, phone: string): Promise<string> {
  return String((await wish(store, from(phone))).result.reportId);
}

async function found(store: Store, phone: string): Promise<string[]> {
  const { search } = await store.searches.find(phone, 'op-1');
  return [...(store.searches.foundBy(search) ?? [])].sort();
}

/** Everything in the data folder as text. */
const everything = (folder: TestFolder): string =>
  filesBelow(folder.dataDir)
    .map((path) => readFileSync(path).toString('latin1'))
    .join('\n');

describe('the reports of one number', () => {
  it('are found however it was written, also after a restart, and by no part of it', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const ids = [await reportedBy(store, PHONE), await reportedBy(store, '138 0013 8265')].sort();
    await reportedBy(store, '13800138266');
    expect(await found(store, `+86${PHONE}`)).toEqual(ids);
    expect(await found(store, '13911112222')).toEqual([]);
    await expect(store.searches.find(PHONE.slice(0, 10), 'op-1')).rejects.toThrow(/caller\.notWhole/);
    const late = await reportedBy(store, PHONE);
    expect(await found(store, PHONE)).toEqual([...ids, late].sort());
    store.close();
    const again = await folder.open();
    expect(await found(again, PHONE)).toEqual([...ids, late].sort());
    again.close();
  });

  it('can be computed from nothing that lies in the folder without the centre’s key', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    await reportedBy(store, PHONE);
    const hash = store.callerHash(PHONE);
    store.close();
    expect(hash).toMatch(/^[0-9a-f]{32}$/);
    expect(everything(folder)).not.toContain(hash);
  });

  it('are not found any more once their caller was erased, neither those of the old form', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const duty = store.knowledge.rules.operators.find(({ role }) => role === 'duty')?.id ?? '';
    const ids = [await reportedBy(store, PHONE), await reportedBy(store, PHONE)];
    // As commit 9944fe9 wrote it: the hash lies open, and nothing says that it can be called.
    const facts = store.reader.facts(ids[1] ?? '');
    const caller = facts[0]?.data.caller as { callable?: boolean; hash?: string };
    delete caller.callable;
    caller.hash = store.callerHash(PHONE) ?? '';
    store.reader.facts = (
      (own) => (stream: string) =>
        stream === ids[1] ? facts : own(stream)
    )(store.reader.facts.bind(store.reader));
    store.callers.touch(ids);
    expect(await found(store, PHONE)).toEqual([...ids].sort());
    for (const reportId of ids)
      await store.execute(
        { id: newId(), command: { type: 'caller.erase', reportId, reason: '本人要求' } },
        duty,
      );
    expect(await found(store, PHONE)).toEqual([]);
    store.close();
  });

  it('are found at another desk of the centre, once keys have come', async () => {
    const first = await folders.create();
    const a = await first.open();
    const b = await folders.joined(first, 'B').open();
    const id = await reportedBy(a, PHONE);
    await exchange(a, b);
    expect(await found(b, PHONE)).toEqual([id]);
    a.close();
    b.close();
  });
});

describe('a search by number', () => {
  it('is recorded with who, when and how many, and never the number', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    await reportedBy(store, PHONE);
    await found(store, PHONE);
    const day = store.clock.now().slice(0, 10);
    expect(store.reader.load(`access:${day}`).state).toMatchObject({
      searches: [{ by: 'op-1', mask: '138****8265', found: 1 }],
    });
    store.close();
    expect(everything(folder)).not.toContain(PHONE);
  });

  it('is slowed: guesses run dry, and come back one by one', async () => {
    let now = 0;
    const folder = await folders.create();
    const store = await folder.open();
    const searches = new CallerSearches(store, new Pace(3, 30_000, () => now));
    for (let n = 0; n < 3; n += 1) await searches.find(`1380013826${n}`, 'op-1');
    const before = store.position;
    await expect(searches.find(PHONE, 'op-1')).rejects.toMatchObject({
      code: 'caller.tooOften',
      params: { seconds: 30 },
    });
    expect(store.position).toBe(before);
    now += 30_000;
    await searches.find(PHONE, 'op-1');
    await expect(searches.find(PHONE, 'op-1')).rejects.toThrow(/caller\.tooOften/);
    store.close();
  });
});
