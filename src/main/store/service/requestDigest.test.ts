import { createHmac, hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonical } from '@shared/canonical';
import type { CommandInput } from '@shared/domain/commands';
import type { Commit } from '@shared/domain/envelope';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeLine } from '../journal/line';
import { type TestFolder, TestFolders } from '../testing/folder';
import { connect } from '../testing/wires';
import { filedCase, newId, received, wish } from '../testing/wishes';
import { RequestDigests } from './requestDigest';
import { StoreServer } from './server';
import type { Store } from './store';

const folders = new TestFolders();
afterAll(() => folders.remove());

const PHONE = '13800138265';

async function opened(): Promise<{ folder: TestFolder; store: Store }> {
  const folder = await folders.create();
  return { folder, store: await folder.open() };
}

const lines = (folder: TestFolder): Commit[] =>
  folder
    .journalBytes()
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Commit);

/** Ask as a person at the desk does. */
const ask = (store: Store, id: string, command: CommandInput, actor = 'op-1', more = {}) =>
  store.execute({ id, command, ...more }, actor, 'person');

describe('the same id again', () => {
  it('gets the first answer for the same request, also after a restart, and writes nothing', async () => {
    const { folder, store } = await opened();
    const { caseId } = await filedCase(store);
    const id = newId();
    const first = await ask(store, id, { type: 'case.note', caseId, text: '已到现场' });
    expect(await ask(store, id, { type: 'case.note', caseId, text: '已到现场' })).toEqual(first);
    store.close();
    const again = await folder.open();
    expect(await ask(again, id, { type: 'case.note', caseId, text: '已到现场' })).toEqual(first);
    again.close();
    expect(lines(folder).filter((commit) => commit.id === id)).toHaveLength(1);
  });

  it('with other words, another actor, another time or another way is refused and never reported as written', async () => {
    const { folder, store } = await opened();
    const { caseId } = await filedCase(store);
    const id = newId();
    await ask(store, id, { type: 'case.note', caseId, text: '已到现场' });
    const before = folder.journalBytes().length;
    const same: CommandInput = { type: 'case.note', caseId, text: '已到现场' };
    const others = [
      ask(store, id, { type: 'case.note', caseId, text: '已到现场，未见占道' }),
      ask(store, id, { type: 'case.urge', caseId, unit: 'hwz' }),
      ask(store, id, same, 'op-2'),
      ask(store, id, same, 'op-1', { via: 'phone' }),
      ask(store, id, same, 'op-1', { saidBy: '张队' }),
      ask(store, id, same, 'op-1', { at: '2024-12-31T15:00:00.000+08:00' }),
    ];
    for (const other of others) await expect(other).rejects.toThrow(/command\.otherRequest/);
    expect(folder.journalBytes().length).toBe(before);
    store.close();
  });

  it('twice in one batch with two requests: the second is refused', async () => {
    const { store } = await opened();
    const { caseId } = await filedCase(store);
    const id = newId();
    const one = ask(store, id, { type: 'case.note', caseId, text: '甲' });
    const two = ask(store, id, { type: 'case.note', caseId, text: '乙' });
    await expect(two).rejects.toThrow(/command\.otherRequest/);
    expect((await one).events).toBe(1);
    store.close();
  });

  it('of a report with a caller knows a changed number, and gives a thief of the centre’s key nothing to try numbers against', async () => {
    const { folder, store } = await opened();
    const id = newId();
    const asked = (phone: string): CommandInput =>
      received({ content: '占道', caller: { phone, wishes: [] } });
    await ask(store, id, asked(PHONE));
    await expect(ask(store, id, asked('13800138266'))).rejects.toThrow(/command\.otherRequest/);
    await ask(store, id, asked(PHONE));
    const commit = lines(folder).find((one) => one.id === id);
    expect(commit?.digest).toMatch(/^[0-9a-f]{64}$/);
    // What the holder of the centre's key can compute without the report's own key.
    const key = folder.centreKey.key;
    const own = Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), 'xiuhua request digest v1', 32));
    const command = asked(PHONE);
    const guess = createHmac('sha256', own)
      .update(canonical({ actor: 'op-1', command }))
      .digest('hex');
    expect(commit?.digest).not.toBe(guess);
    const without = new RequestDigests(key, { macs: () => [] });
    expect(without.of({ id, command } as never, 'op-1', commit?.events ?? [])).toBeUndefined();
    store.close();
  });

  it('tells numbers in open words apart no more than what is written does', async () => {
    const { folder, store } = await opened();
    const { caseId } = await filedCase(store);
    const id = newId();
    await ask(store, id, { type: 'case.note', caseId, text: '业主 13800138265' });
    // 138****8265 is what stands in the journal for both.
    await ask(store, id, { type: 'case.note', caseId, text: '业主 13811118265' });
    await expect(ask(store, id, { type: 'case.note', caseId, text: '业主 13800138266' })).rejects.toThrow();
    expect(folder.journalBytes().toString()).not.toContain('13800138265');
    store.close();
  });
});

describe('a commit without a digest', () => {
  it('of an older program answers the same actor and kind of command only', async () => {
    const { store } = await opened();
    const { caseId } = await filedCase(store);
    const id = newId();
    // As commit 9944fe9 wrote it.
    await store.execute({ id, command: { type: 'case.note', caseId, text: '甲' } }, 'op-1');
    expect(await ask(store, id, { type: 'case.note', caseId, text: '乙' })).toMatchObject({ events: 1 });
    await expect(ask(store, id, { type: 'case.note', caseId, text: '甲' }, 'op-2')).rejects.toThrow(
      /otherRequest/,
    );
    await expect(ask(store, id, { type: 'case.urge', caseId, unit: 'hwz' })).rejects.toThrow(/otherRequest/);
    store.close();
  });

  it('of a job is answered whoever finishes the job, and by its own kind and cause only', async () => {
    const { store } = await opened();
    const { caseId } = await filedCase(store);
    const job = { id: 'reckon:v2/case:1', cause: 'reckon:v2' };
    const command: CommandInput = { type: 'case.note', caseId, text: '甲' };
    const first = await store.execute({ ...job, command }, 'op-1');
    expect(await store.execute({ ...job, command: { ...command, text: '乙' } }, 'op-2')).toEqual(first);
    await expect(store.execute({ ...job, cause: 'other', command }, 'op-1')).rejects.toThrow(/otherRequest/);
    await expect(
      store.execute({ ...job, command: { type: 'case.urge', caseId, unit: 'hwz' } }, 'op-1'),
    ).rejects.toThrow(/otherRequest/);
    store.close();
  });
});

describe('a look at a caller', () => {
  it('is never answered a second time: an old id shows nobody anything', async () => {
    const { store } = await opened();
    const reportId = String(
      (await wish(store, received({ caller: { phone: PHONE, wishes: [] } }))).result.reportId,
    );
    const server = new StoreServer(async () => {});
    server.use(store);
    const desk = connect(server, 'desk');
    await desk.caller.call('action', 'session.set', { operator: store.knowledge.rules.operators[0]?.id });
    const id = newId();
    const look = () =>
      desk.caller.call('command', 'execute', { id, command: { type: 'report.reveal', reportId } });
    expect(JSON.stringify(await look())).toContain(PHONE);
    await expect(look()).rejects.toThrow(/command\.lookAgain/);
    const fate = await desk.caller.call('query', 'command.fate', { id });
    expect(fate).toMatchObject({ ack: { id, events: 1 } });
    expect(JSON.stringify(fate)).not.toContain(PHONE);
    expect(JSON.stringify(fate)).not.toContain('reveal');
    expect(await desk.caller.call('query', 'command.fate', { id: newId() })).toEqual({ ack: null });
    desk.close();
    await server.close();
  });
});

describe('a page', () => {
  it('cannot use the ids and names of jobs', async () => {
    const { store } = await opened();
    const { caseId } = await filedCase(store);
    const server = new StoreServer(async () => {});
    server.use(store);
    const desk = connect(server, 'desk');
    await desk.caller.call('action', 'session.set', { operator: store.knowledge.rules.operators[0]?.id });
    const command = { type: 'case.note', caseId, text: '甲' };
    const as = (more: object) => desk.caller.call('command', 'execute', { id: newId(), command, ...more });
    await expect(as({ id: 'intake:0123456789/2024/7' })).rejects.toThrow(/rpc\.forbidden/);
    await expect(as({ cause: 'intake:0123456789' })).rejects.toThrow(/rpc\.forbidden/);
    await expect(as({ id: 'reckon:v2/case:1' })).rejects.toThrow(/rpc\.forbidden/);
    expect(await as({})).toMatchObject({ events: 1 });
    // Nor do a job's work: it would count as done, or be taken back, without any of it.
    for (const theirs of [
      { type: 'intake.finish', job: 'intake:0123456789', tally: {} },
      { type: 'intake.withdraw', job: 'intake:0123456789', reason: '误', reports: 0 },
      { type: 'report.withdraw', reportId: 'report:1', job: 'intake:0123456789', reason: '误' },
      { type: 'case.reckon', caseId, because: 'limits' },
      { type: 'centre-key.name', key: '0'.repeat(16) },
    ])
      await expect(as({ command: theirs })).rejects.toThrow(/rpc\.forbidden/);
    desk.close();
    await server.close();
  });
});

describe('an older program', () => {
  it('reads a line with a digest: unknown fields were always left alone', async () => {
    const { folder, store } = await opened();
    const { caseId } = await filedCase(store);
    await ask(store, newId(), { type: 'case.note', caseId, text: '甲' });
    store.close();
    const text = readFileSync(join(folder.journal, '0000000001.jsonl'), 'utf8').trimEnd().split('\n').at(-1);
    const { crc: _, ...commit } = JSON.parse(text ?? '') as Commit & { crc: string };
    // Field for field in the order it was written: hash and checksum are over these bytes.
    expect(encodeLine(commit).toString().trimEnd()).toBe(text);
  });
});
