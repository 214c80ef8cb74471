import { cpSync } from 'node:fs';
import type { CaseState } from '@shared/domain/case/evolve';
import type { CommandInput } from '@shared/domain/commands';
import type { ReportState } from '@shared/domain/report/evolve';
import type { Batch } from '@shared/sync/batch';
import { chainOf } from '@shared/sync/vector';
import { afterAll, describe, expect, it } from 'vitest';
import { readIdentity } from '../journal/identity';
import { decodeLine } from '../journal/line';
import { Copies, savePlan } from '../sharing/reissue';
import { exchange, handOver, shared } from '../testing/exchange';
import { TEST_NOW, type TestFolder, TestFolders } from '../testing/folder';
import { filedCase, newId, received, TEST_ACTOR, wish } from '../testing/wishes';
import { CaseNumbers } from './author';
import type { Store } from './store';

const folders = new TestFolders();
afterAll(() => folders.remove());

const send = (from: Store, to: Store): Promise<void> => handOver(from, to, 3);

async function centre(): Promise<{ a: Store; b: Store; folderA: TestFolder; folderB: TestFolder }> {
  const folderA = await folders.create();
  const folderB = folders.joined(folderA, 'B');
  const [a, b] = [await folderA.open(), await folderB.open()];
  await send(a, b);
  return { a, b, folderA, folderB };
}

describe('two stations', () => {
  it('have the same rows after they exchanged, opened anew and rebuilt, and each can open what the other sealed', async () => {
    const { a, b, folderA, folderB } = await centre();
    const mine = await filedCase(a);
    const theirs = await filedCase(b);
    const sealed = await wish(b, received({ caller: { name: '李女士', phone: '13800005673', wishes: [] } }));
    await exchange(a, b);
    expect(shared(a)).toEqual(shared(b));
    expect(theirs.no).toMatch(/-B0001$/);
    expect((a.reader.load(theirs.caseId).state as CaseState).no).toBe(theirs.no);
    expect((b.reader.load(mine.caseId).state as CaseState).no).toBe(mine.no);
    const fact = a.reader.facts(String(sealed.result.reportId))[0];
    expect(fact?.sealed && a.keys?.open(fact.sealed)).toMatchObject({ phone: '13800005673' });
    for (const [store, folder] of [
      [a, folderA],
      [b, folderB],
    ] as const) {
      expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
      store.close();
      const again = await folder.open();
      expect(again.identity.incarnation).toBe(1);
      expect(await folder.prove(again)).toMatchObject({ damages: [], differs: [] });
      again.close();
    }
  });

  it('go on with their own numbers when the other one’s lines are the last in the journal', async () => {
    const { a, b, folderB } = await centre();
    await filedCase(b);
    await filedCase(a);
    await send(a, b);
    b.close();
    const again = await folderB.open();
    expect(again.identity.incarnation).toBe(1);
    const before = again.chainHead.seq;
    await filedCase(again);
    expect(again.chainHead.seq).toBe(before + 2);
    await send(again, a);
    expect(shared(a)).toEqual(shared(again));
    a.close();
    again.close();
  });

  it('take the same batch twice for once, and refuse a gap, another content, a broken line, a foreign chain', async () => {
    const { a, b } = await centre();
    await filedCase(a);
    await filedCase(a);
    const { device } = a.identity;
    const chain = chainOf(device, 1);
    const held = (await b.sharing.state()).vector[chain] ?? 0;
    const lines = [...(await a.sharing.lines(chain, held))];
    const batch = (from: number, some: readonly Uint8Array[]): Batch => ({
      chain,
      from,
      lines: some,
      signature: new Uint8Array(64),
    });
    const gap = await b.sharing.take(batch(held + 2, lines.slice(1)), 'test');
    expect(gap).toMatchObject({ fresh: 0, held, refused: { why: 'gap', seq: held + 1 } });
    const flipped = Buffer.from(lines[1] ?? []);
    flipped[30] = (flipped[30] ?? 0) ^ 1;
    const broken = await b.sharing.take(batch(held + 1, [lines[0] ?? new Uint8Array(), flipped]), 'test');
    expect(broken).toMatchObject({ fresh: 1, held: held + 1, refused: { why: 'shape', seq: held + 2 } });
    expect(await b.sharing.take(batch(held + 1, lines), 'test')).toMatchObject({ fresh: 3, held: held + 4 });
    const position = b.position;
    expect(await b.sharing.take(batch(held + 1, lines), 'test')).toMatchObject({ fresh: 0, held: held + 4 });
    expect(b.position).toBe(position);
    const other = await b.sharing.take(batch(held + 1, lines.slice(1)), 'test');
    expect(other.refused).toEqual({ why: 'differs', seq: held + 1 });
    const foreign = await b.sharing.take({ ...batch(1, lines), chain: 'somebody.1' }, 'test');
    expect(foreign.refused).toEqual({ why: 'shape', seq: 1 });
    a.close();
    b.close();
  });

  it('hand on what others signed as whole batches with the signature they came with', async () => {
    const { a, b } = await centre();
    await filedCase(a);
    await send(a, b);
    const chain = chainOf(a.identity.device, 1);
    const batches = await b.sharing.signed(chain, 1, 1e9);
    expect(batches[0]?.from).toBe(2);
    expect(batches.every(({ signature }) => signature[0] === 7)).toBe(true);
    expect(batches.reduce((n, { lines }) => n + lines.length, 1)).toBe(
      (await a.sharing.state()).vector[chain],
    );
    expect((await a.sharing.signed(chain, 0, 1))[0]?.signature.length).toBe(0);
    a.close();
    b.close();
  });

  it('who erases a caller erases the key everywhere, also when a kill came between', async () => {
    const { a, b, folderA } = await centre();
    const { result } = await wish(
      a,
      received({ caller: { name: '李女士', phone: '13800005673', wishes: [] } }),
    );
    await send(a, b);
    const sealed = b.reader.facts(String(result.reportId))[0]?.sealed;
    expect(sealed && b.keys?.open(sealed)).toBeDefined();
    const leader = a.knowledge.rules.operators.find(({ role }) => role === 'duty')?.id ?? '';
    const command = { type: 'caller.erase' as const, reportId: String(result.reportId), reason: '本人要求' };
    await expect(a.execute({ id: newId(), command }, 'op-nobody')).rejects.toMatchObject({
      code: 'caller.role',
    });
    await a.execute({ id: newId(), command }, leader);
    await send(a, b);
    expect(await b.sharing.erasedKeys()).toEqual([result.reportId]);
    expect(sealed && b.keys?.open(sealed)).toBeUndefined();
    // A key that comes back from somewhere is not taken.
    const stale = folders.copy(folderA);
    expect(stale.centreKey.key.length).toBe(32);
    await b.sharing.takeKeys([{ name: String(result.reportId), id: 'x', box: 'A'.repeat(80) }], []);
    expect(sealed && b.keys?.open(sealed)).toBeUndefined();
    a.close();
    b.close();
  });
});

describe('a fork', () => {
  it('is written again in a new incarnation; everybody folds the copies and nobody the originals', async () => {
    const { a, b, folderA } = await centre();
    const { caseId, reportId } = await filedCase(a);
    await send(a, b);
    // The disk is cloned while the program is closed, together with its witness: neither side notices.
    a.close();
    const clone = folders.copy(folderA);
    cpSync(folderA.witnessDir, clone.witnessDir, { recursive: true });
    clone.witness(await heldOf(b, folderA));
    const [first, second] = [await folderA.open(), await clone.open()];
    expect(second.identity.incarnation).toBe(1);
    await wish(first, { type: 'case.note', caseId, text: '第一台记的' });
    const common = (await second.sharing.state()).vector[chainOf(first.identity.device, 1)] ?? 0;
    await wish(second, { type: 'case.note', caseId, text: '第二台记的' });
    await wish(second, { type: 'case.assign', caseId, lead: 'U-CS' }).catch(() => {});
    const describe: CommandInput = { type: 'case.describe', caseId, title: '改过的标题' };
    const described = { id: newId(), command: describe };
    expect((await second.execute(described, TEST_ACTOR, 'person')).events).toBe(1);
    await send(first, b);
    const state = await second.sharing.reissue(common, 1);
    expect(state.incarnation).toBe(2);
    await send(second, b);
    await send(b, second);
    await send(b, first);
    expect(shared(second)).toEqual(shared(b));
    expect(shared(first)).toEqual(shared(b));
    const texts = b.reader
      .facts(caseId)
      .flatMap(({ data }) => (typeof data.text === 'string' ? [data.text] : []));
    expect(texts.sort()).toEqual(['第一台记的', '第二台记的'].sort());
    expect((b.reader.load(reportId).state as ReportState).caseId).toBe(caseId);
    expect(await clone.prove(second)).toMatchObject({ damages: [], differs: [] });
    // The same command again finds its copy, and another under its id is refused: the digest was copied with it.
    const before = second.position;
    expect((await second.execute(described, TEST_ACTOR, 'person')).events).toBe(1);
    const other = { ...described, command: { ...describe, title: '又一个标题' } };
    await expect(second.execute(other, TEST_ACTOR, 'person')).rejects.toThrow(/command\.otherRequest/);
    expect(second.position).toBe(before);
    second.close();
    const again = await clone.open();
    expect(again.identity.incarnation).toBe(2);
    expect(await clone.prove(again)).toMatchObject({ damages: [], differs: [] });
    again.close();
    first.close();
    b.close();
  });

  it('is written again to the end after a kill in the middle', async () => {
    const { a, b, folderA } = await centre();
    const { caseId } = await filedCase(a);
    const common = a.chainHead.seq;
    await wish(a, { type: 'case.note', caseId, text: '一' });
    await wish(a, { type: 'case.note', caseId, text: '二' });
    // As a kill leaves it: the plan is there, the new incarnation entered, one of two copies written.
    savePlan(folderA.dataDir, { chain: chainOf(a.identity.device, 1), after: common, incarnation: 2 });
    const head = a.enterIncarnation(2);
    const copies = new Copies(chainOf(a.identity.device, 1), 2, head.seq, head.hash);
    const line = (await a.sharing.lines(chainOf(a.identity.device, 1), common))[0];
    const original = decodeLine(Buffer.from(line ?? []));
    const copy = original && copies.next(original);
    if (copy) a.takeIn([copy.commit], [copy.line.subarray(0, -1)]);
    a.close();
    const again = await folderA.open();
    const { vector } = await again.sharing.state();
    expect(vector).toMatchObject({ [chainOf(again.identity.device, 1)]: common });
    expect(vector).toMatchObject({ [chainOf(again.identity.device, 2)]: 2 });
    expect(again.reader.facts(caseId).map(({ data }) => data.text)).toEqual([undefined, '一', '二']);
    expect(await folderA.prove(again)).toMatchObject({ damages: [], differs: [] });
    await send(again, b);
    expect(shared(again)).toEqual(shared(b));
    again.close();
    b.close();
  });

  it('in a former incarnation is written again too: nothing of either side is lost', async () => {
    const { a, b, folderA } = await centre();
    const { caseId } = await filedCase(a);
    await send(a, b);
    a.close();
    const clone = folders.copy(folderA);
    cpSync(folderA.witnessDir, clone.witnessDir, { recursive: true });
    clone.witness(await heldOf(b, folderA));
    const [first, second] = [await folderA.open(), await clone.open()];
    const [one, two, three] = [1, 2, 3].map((n) => chainOf(first.identity.device, n)) as [
      string,
      string,
      string,
    ];
    const common = (await second.sharing.state()).vector[one] ?? 0;
    await wish(first, { type: 'case.note', caseId, text: '第一台' });
    await wish(first, { type: 'case.note', caseId, text: '第一台又' });
    await wish(second, { type: 'case.note', caseId, text: '第二台在旧号里' });
    // It went on under a new number without anybody having seen the fork.
    second.enterIncarnation(2);
    await wish(second, { type: 'case.note', caseId, text: '第二台在新号里' });
    await send(first, b);
    await expect(second.sharing.reissue(0, 3, 'somebody.1')).rejects.toThrow('somebody.1');
    await expect(second.sharing.reissue(0, 4, three)).rejects.toThrow(three);
    const state = await second.sharing.reissue(common, 3, one);
    expect(state.incarnation).toBe(3);
    expect(state.vector).toMatchObject({ [one]: common, [two]: 1, [three]: 1 });
    await exchange(second, b);
    await send(b, first);
    const texts = b.reader
      .facts(caseId)
      .flatMap(({ data }) => (typeof data.text === 'string' ? data.text : []));
    expect(texts.sort()).toEqual(['第一台', '第一台又', '第二台在新号里', '第二台在旧号里'].sort());
    expect(shared(second)).toEqual(shared(b));
    expect(shared(first)).toEqual(shared(b));
    expect((await second.sharing.state()).vector).toEqual((await b.sharing.state()).vector);
    expect(await clone.prove(second)).toMatchObject({ damages: [], differs: [] });
    await wish(second, { type: 'case.note', caseId, text: '之后' });
    expect(second.chainHead.seq).toBe(2);
    second.close();
    const again = await clone.open();
    expect(again.identity.incarnation).toBe(3);
    expect(await clone.prove(again)).toMatchObject({ damages: [], differs: [] });
    await send(again, b);
    expect(shared(again)).toEqual(shared(b));
    again.close();
    first.close();
    b.close();
  });

  it('a restored backup opens a new incarnation and gets back what it had written', async () => {
    const { a, b, folderA } = await centre();
    await filedCase(a);
    a.close();
    const backup = folders.copy(folderA);
    const later = await folderA.open();
    const lost = await filedCase(later);
    await send(later, b);
    later.close();
    const restored = await backup.open();
    expect(restored.identity.incarnation).toBe(2);
    const fresh = await filedCase(restored);
    await exchange(restored, b);
    expect(shared(restored)).toEqual(shared(b));
    expect((restored.reader.load(lost.caseId).state as CaseState).no).toBe(lost.no);
    expect((b.reader.load(fresh.caseId).state as CaseState).stage).toBe('toAssign');
    expect(await backup.prove(restored)).toMatchObject({ damages: [], differs: [] });
    restored.close();
    b.close();
  });
});

describe('case numbers', () => {
  it('are given once, also by a desk that was restored, before and after what it had lost came back', async () => {
    const { a, b, folderA } = await centre();
    const given = [(await filedCase(a)).no];
    a.close();
    const backup = folders.copy(folderA);
    const later = await folderA.open();
    given.push((await filedCase(later)).no, (await filedCase(later)).no);
    await exchange(later, b);
    later.close();
    const restored = await backup.open();
    given.push((await filedCase(restored)).no);
    await exchange(restored, b);
    given.push((await filedCase(restored)).no);
    await exchange(restored, b);
    expect(given.map((no) => no.slice(8))).toEqual(['-A0001', '-A0002', '-A0003', '-A2-0001', '-A2-0002']);
    restored.close();
    const again = await backup.open();
    expect((await filedCase(again)).no).toMatch(/-A2-0003$/);
    // A fork that the hub finds: the program runs on in another incarnation.
    await again.sharing.reissue((await again.sharing.state()).vector[chainNow(again)] ?? 0, 3);
    expect((await filedCase(again)).no).toMatch(/-A3-0001$/);
    await exchange(again, b);
    const twice = b.projection.db.all(
      "SELECT no FROM item WHERE kind='case' GROUP BY no HAVING count(*) > 1",
    );
    expect(twice).toEqual([]);
    again.close();
    b.close();
  });

  it('of the first incarnation are not confused by those of a later one, nor by more than 9999', () => {
    const numbers = new CaseNumbers('A', () => 9999);
    expect([numbers.next(TEST_NOW), numbers.next(TEST_NOW)]).toEqual(['20241231-A10000', '20241231-A10001']);
    numbers.enter(12);
    expect(numbers.next(TEST_NOW)).toBe('20241231-A12-10000');
  });
});

function chainNow({ identity }: Store): string {
  return chainOf(identity.device, identity.incarnation);
}

/** How far `store` holds the chain of a folder. */
async function heldOf(store: Store, folder: TestFolder): Promise<number> {
  const { device } = readIdentity(folder.dataDir) ?? { device: '' };
  return (await store.sharing.state()).vector[chainOf(device, 1)] ?? 0;
}
