import { rmSync } from 'node:fs';
import type { Commit, StoredEvent } from '@shared/domain/envelope';
import { chainOf } from '@shared/sync/vector';
import { afterAll, describe, expect, it } from 'vitest';
import { formatHlc } from '../journal/hlc';
import { encodeLine, hashLine, NO_PREV } from '../journal/line';
import { exchange, handOver, shared } from '../testing/exchange';
import { abandon, TEST_NOW, type TestFolder, TestFolders } from '../testing/folder';
import { filedCase, received, wish } from '../testing/wishes';
import type { Store } from './store';

const folders = new TestFolders();
afterAll(() => folders.remove());

async function pair(): Promise<{ a: Store; b: Store; folderB: TestFolder }> {
  const folderA = await folders.create();
  const folderB = folders.joined(folderA, 'B');
  const [a, b] = [await folderA.open(), await folderB.open()];
  await exchange(a, b);
  return { a, b, folderB };
}

const STRANGER = 'ffffffffffffffffffff';
const HLC = formatHlc(Date.parse('2024-12-31T08:00:00Z'), 0);

function event(part: Partial<StoredEvent>): StoredEvent {
  return {
    stream: 'patrol:1',
    type: 'patrol.started',
    v: 1,
    rank: 1,
    basis: null,
    at: TEST_NOW,
    data: {},
    ...part,
  };
}

/** Lines of another device as its program wrote them. */
function linesOf(commits: readonly Partial<Commit>[]): Uint8Array[] {
  let prev = NO_PREV;
  return commits.map((part, i) => {
    const line = encodeLine({
      device: STRANGER,
      incarnation: 1,
      seq: i + 1,
      hlc: HLC,
      id: `stranger-${i + 1}`,
      actor: 'op',
      recordedAt: TEST_NOW,
      prev,
      events: [event({})],
      ...part,
    });
    prev = hashLine(line);
    return new Uint8Array(line.subarray(0, -1));
  });
}

const batchOf = (lines: readonly Uint8Array[]) => ({
  chain: chainOf(STRANGER, 1),
  from: 1,
  lines,
  signature: new Uint8Array(64),
});

/** Killed and without its snapshot, it opens and proves. */
async function reopened(store: Store, folder: TestFolder): Promise<void> {
  abandon(folder);
  rmSync(folder.cache, { recursive: true, force: true });
  const again = await folder.open();
  expect(again.health(0).state).toBe('ready');
  expect(again.position).toBe(store.position);
  expect(await folder.prove(again)).toMatchObject({ damages: [], differs: [] });
  again.close();
}

describe('what a newer program wrote', () => {
  it.each([
    [
      'a later version of a known event with other pictures',
      { stream: 'report:1', type: 'report.received', v: 2, data: { photos: { main: 'x' } } },
    ],
    ['an unknown event with pictures that are none', { data: { photos: [null] } }],
    [
      'an unknown event of a known aggregate',
      { stream: 'case:1', type: 'case.weighed', data: { photos: [{}], key: 1 } },
    ],
    [
      'an erasure of a later version',
      { stream: 'erasure:1', type: 'caller.erased', v: 2, data: { who: 'x' } },
    ],
  ])('%s is kept, counted, and harms nothing', async (_name, part) => {
    const { a, b, folderB } = await pair();
    const lines = linesOf([{ events: [event(part)] }]);
    expect(await b.sharing.take(batchOf(lines), 'test')).toMatchObject({ fresh: 1, parked: 1 });
    await filedCase(b);
    await handOver(b, a);
    expect(shared(a)).toEqual(shared(b));
    await reopened(b, folderB);
    a.close();
  });
});

describe('what no program writes', () => {
  it.each([
    ['a known event without its payload', { events: [event({ stream: 'case:1', type: 'case.filed' })] }],
    [
      'a payload of another shape',
      { events: [event({ stream: 'report:1', type: 'report.linked', data: { caseId: 7 } })] },
    ],
    ['a clock that is none', { hlc: 'garbage' }],
    ['a rank out of all bounds', { events: [event({ rank: Number.MAX_SAFE_INTEGER })] }],
  ])('%s is refused before anything is written; what came before it is kept', async (_name, part) => {
    const { a, b, folderB } = await pair();
    const lines = linesOf([{}, part]);
    for (let turn = 0; turn < 2; turn += 1) {
      const taken = await b.sharing.take(batchOf(lines), 'test');
      expect(taken).toMatchObject({ held: 1, fresh: turn === 0 ? 1 : 0, refused: { why: 'shape', seq: 2 } });
    }
    await filedCase(b);
    await reopened(b, folderB);
    a.close();
  });
});

describe('a report whose case is none', () => {
  it.each([
    ['a report', (report: string) => report],
    ['the rules', () => 'rules:main'],
    ['what nobody knows', () => 'patrol:1'],
  ])('but %s is taken in, and work goes on', async (_name, caseOf) => {
    const { a, b, folderB } = await pair();
    const { result } = await wish(b, received());
    const stream = String(result.reportId);
    const data = { caseId: caseOf(stream), why: 'merged' };
    const lines = linesOf([{ events: [event({ stream, type: 'report.linked', rank: 9, data })] }]);
    expect(await b.sharing.take(batchOf(lines), 'test')).toMatchObject({ fresh: 1 });
    await filedCase(b);
    await handOver(b, a);
    expect(shared(a)).toEqual(shared(b));
    await reopened(b, folderB);
    a.close();
  });
});

describe('taking in', () => {
  it('the same from two sides at once writes each commit once', async () => {
    const { a, b, folderB } = await pair();
    const { caseId } = await filedCase(a);
    for (let n = 0; n < 250; n += 1) await wish(a, { type: 'case.note', caseId, text: `第 ${n} 条` });
    const chain = chainOf(a.identity.device, 1);
    const held = (await b.sharing.state()).vector[chain] ?? 0;
    const lines = await a.sharing.lines(chain, held, { commits: 500, bytes: 1e9 });
    const batch = { chain, from: held + 1, lines, signature: new Uint8Array(64) };
    const taken = await Promise.all(
      ['centre', 'district', 'package'].map((source) => b.sharing.take(batch, source)),
    );
    expect(taken.map(({ fresh }) => fresh)).toEqual([252, 0, 0]);
    b.writePending();
    expect(shared(a)).toEqual(shared(b));
    await reopened(b, folderB);
    a.close();
  });

  it('a snapshot that is made while rows wait holds them', async () => {
    const { a, b, folderB } = await pair();
    b.close();
    let fail = (_error: Error): void => {};
    const make = (): Promise<void> => new Promise((_, reject) => (fail = reject));
    const desk = await folderB.open({ snapshots: { make, stop() {} } });
    const { caseId } = await filedCase(a);
    for (let n = 0; n < 250; n += 1) await wish(a, { type: 'case.note', caseId, text: `第 ${n} 条` });
    await filedCase(desk);
    desk.snapshotIfDue(1);
    await handOver(a, desk, 500);
    expect(desk.projection.pendingStreams).toBeGreaterThan(0);
    fail(new Error('the thread died'));
    await desk.snapshotMade();
    abandon(folderB);
    const again = await folderB.open();
    expect(await folderB.prove(again)).toMatchObject({ damages: [], differs: [] });
    again.close();
    a.close();
  });

  it('ends where the store is closed meanwhile, and the rest comes the next time', async () => {
    const { a, b, folderB } = await pair();
    const { caseId } = await filedCase(a);
    for (let n = 0; n < 250; n += 1) await wish(a, { type: 'case.note', caseId, text: `第 ${n} 条` });
    const chain = chainOf(a.identity.device, 1);
    const held = (await b.sharing.state()).vector[chain] ?? 0;
    const lines = await a.sharing.lines(chain, held, { commits: 500, bytes: 1e9 });
    const taking = b.sharing.take({ chain, from: held + 1, lines, signature: new Uint8Array(64) }, 'test');
    await new Promise((resolve) => setImmediate(resolve));
    b.close();
    const bytes = folderB.journalBytes().length;
    await expect(taking).rejects.toMatchObject({ code: 'store.notReady' });
    expect(folderB.journalBytes().length).toBe(bytes);
    const again = await folderB.open();
    expect(await folderB.prove(again)).toMatchObject({ damages: [], differs: [] });
    await handOver(a, again, 500);
    again.writePending();
    expect(shared(a)).toEqual(shared(again));
    again.close();
    a.close();
  });

  it('a command that two stations carried out leaves the rows of one', async () => {
    const { a, b, folderB } = await pair();
    const [first, second] = [
      await wish(a, received(), 'the-same-command'),
      await wish(b, received(), 'the-same-command'),
    ];
    expect(first.result.reportId).not.toBe(second.result.reportId);
    await exchange(a, b);
    expect(shared(a)).toEqual(shared(b));
    expect(b.projection.db.number('SELECT count(*) FROM report')).toBe(1);
    await reopened(b, folderB);
    a.close();
  });

  it('what somebody else calls erased does not erase a key here', async () => {
    const { a, b } = await pair();
    const { result } = await wish(
      b,
      received({ caller: { name: '李女士', phone: '13800005673', wishes: [] } }),
    );
    const sealed = b.reader.facts(String(result.reportId))[0]?.sealed;
    await b.sharing.takeKeys([], [String(result.reportId)]);
    expect(sealed && b.keys?.open(sealed)).toMatchObject({ phone: '13800005673' });
    a.close();
    b.close();
  });
});
