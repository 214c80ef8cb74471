// Signs that no text may hold, wherever they come from.
import { afterAll, describe, expect, it } from 'vitest';
import { encodeLine, hashLine } from '../journal/line';
import { handOver } from '../testing/exchange';
import { TestFolders } from '../testing/folder';
import { filedCase, wish } from '../testing/wishes';

const folders = new TestFolders();
afterAll(() => folders.remove());

describe('what comes in', () => {
  it('by a command is written without what cannot be held or turns the direction', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const { caseId } = await filedCase(store);
    await wish(store, { type: 'case.note', caseId, text: '甲\u0000乙\u202e丙\u001b[2J\u000b丁\ud83d' });
    expect(store.reader.facts(caseId).at(-1)?.data.text).toBe('甲乙丙[2J\n丁');
    const bytes = folder.journalBytes().toString('utf8');
    expect(bytes).not.toMatch(/\\u0000|\\u001b|\\u000b|\\ud83d|\u202e/);
    store.close();
  });

  it('from another desk stays as it was signed, and shows nowhere', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const { caseId } = await filedCase(store);
    const other = await folders.joined(folder, 'B').open();
    await handOver(store, other);
    const { device } = other.identity;
    const prev = '0'.repeat(64);
    const fact = store.reader.facts(caseId).at(-1);
    const line = encodeLine({
      device,
      incarnation: 1,
      seq: 1,
      hlc: `${store.clock.now()}/0000`,
      id: 'another-desk-0001',
      actor: 'op-1',
      recordedAt: store.clock.now(),
      prev,
      events: [
        {
          stream: caseId,
          type: 'case.described',
          v: 1,
          rank: (fact?.rank ?? 0) + 1,
          basis: fact?.ref ?? null,
          at: store.clock.now(),
          data: { title: '员\u202egnoW\u202c\u0000' },
        },
      ],
    });
    const bytes = line.subarray(0, -1);
    await store.sharing.take(
      { chain: `${device}.1`, from: 1, lines: [bytes], signature: new Uint8Array() },
      'test',
    );
    expect(
      store.projection.db.get<{ title: string }>('SELECT title FROM item WHERE id=?', [caseId])?.title,
    ).toBe('员gnoW');
    expect(await store.sharing.hashAt(`${device}.1`, 1)).toBe(hashLine(bytes));
    expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
    other.close();
    store.close();
  });
});
