import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CENTRE } from '@shared/domain/centre/events';
import type { CentreState } from '@shared/domain/centre/evolve';
import { afterAll, describe, expect, it } from 'vitest';
import { realDisk } from '../store/journal/disk';
import { centreKeyPath, openCentreKey } from '../store/keys/centre';
import { DataKeys } from '../store/keys/dataKeys';
import { openDeviceSeed } from '../store/keys/deviceSeed';
import { KEY_COPY, KEY_FILE, keyPath } from '../store/keys/inspect';
import { StoreServer } from '../store/service/server';
import type { Store } from '../store/service/store';
import { abandon, TestFolder, TestFolders } from '../store/testing/folder';
import { connect } from '../store/testing/wires';
import { newId, received, wish } from '../store/testing/wishes';
import { verify } from './verify';

const folders = new TestFolders();
afterAll(() => folders.remove());

const told = received({ caller: { name: '欧阳测试', phone: '13800138265', wishes: [] } });

/** A folder with three callers, closed. */
async function withCallers(): Promise<{ folder: TestFolder; reports: string[] }> {
  const folder = await folders.create();
  const store = await folder.open();
  const reports: string[] = [];
  for (let n = 0; n < 3; n += 1) reports.push(String((await wish(store, told)).result.reportId));
  store.close();
  return { folder, reports };
}

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'none';
  } catch (error) {
    return String((error as { code?: string }).code);
  }
};

const named = (store: Store): readonly string[] =>
  (store.reader.load(CENTRE).state as CentreState | null)?.keys ?? [];

/** Make the line of a name unreadable. */
function damage(folder: TestFolder, name: string): void {
  const path = keyPath(folder.dataDir, KEY_FILE);
  writeFileSync(path, readFileSync(path, 'latin1').replace(name, ' '.repeat(name.length)), 'latin1');
}

describe('a damaged line of the key file', () => {
  it('opens the folder read-only with its place, before anybody works; no other key is lost and nobody counts as erased', async () => {
    const { folder, reports } = await withCallers();
    damage(folder, String(reports[1]));
    const before = readFileSync(keyPath(folder.dataDir, KEY_FILE));
    const store = await folder.open();
    expect(store.health(0)).toMatchObject({
      state: 'readOnly',
      problem: { code: 'store.keysDamaged', params: { file: KEY_FILE, line: 2 } },
    });
    await expect(wish(store, told)).rejects.toMatchObject({ code: 'store.keysDamaged' });
    expect(reports.map((name) => store.keys?.stateOf(name))).toEqual(['here', 'missing', 'here']);
    store.close();
    expect(readFileSync(keyPath(folder.dataDir, KEY_FILE)).equals(before)).toBe(true);
    const proof = await verify(folder.dataDir, folder.centreKey);
    expect(proof).toMatchObject({
      ok: false,
      keys: { findings: [{ line: 2, kind: 'line' }, { kind: 'behind' }] },
    });
    expect(proof.keys.missing).toEqual([{ stream: reports[1], events: 1 }]);
  });
});

describe('a key that is missing', () => {
  it('is never minted where there are data: without centre.json the folder is read-only and stays without', async () => {
    const { folder } = await withCallers();
    const kept = readFileSync(centreKeyPath(folder.dataDir));
    rmSync(centreKeyPath(folder.dataDir));
    expect(codeOf(() => openCentreKey(folder.dataDir, undefined))).toBe('store.keyMissing');
    for (const gone of ['device.json', 'journal', 'cache', KEY_FILE]) {
      const part = folders.path('part');
      mkdirSync(part);
      cpSync(join(folder.dataDir, gone), join(part, gone), { recursive: true });
      expect([gone, codeOf(() => openCentreKey(part, undefined))]).toEqual([gone, 'store.keyMissing']);
    }
    expect(existsSync(centreKeyPath(folder.dataDir))).toBe(false);
    const missing = await folder.open({ centreKey: centreKeyError(folder) });
    expect(missing.health(0)).toMatchObject({ state: 'readOnly', problem: { code: 'store.keyMissing' } });
    missing.close();
    writeFileSync(centreKeyPath(folder.dataDir), kept);
    const store = await folder.open();
    expect(store.health(0)).toMatchObject({ state: 'ready', problem: null });
    store.close();
  });

  it('has not come yet where a backup without keys was put back and its own entries came before them: nothing is lost', async () => {
    const folder = await folders.create();
    const backup = folders.copy(folder);
    const first = await folder.open();
    await wish(first, told);
    const { device } = first.identity;
    const lines = await first.sharing.lines(`${device}.1`, 0);
    // The backup is opened as such, in a new incarnation; it had no keys, and nothing that was sealed.
    cpSync(centreKeyPath(folder.dataDir), centreKeyPath(backup.dataDir));
    const back = await backup.open();
    expect(back.identity.incarnation).toBe(2);
    const held = (await back.sharing.state()).vector[`${device}.1`] ?? 0;
    const batch = {
      chain: `${device}.1`,
      from: held + 1,
      lines: lines.slice(held),
      signature: new Uint8Array(64),
    };
    expect((await back.sharing.take(batch, 'test')).refused).toBeUndefined();
    back.close();
    for (const file of [KEY_FILE, KEY_COPY]) expect(existsSync(keyPath(backup.dataDir, file))).toBe(false);
    const again = await backup.open();
    expect(again.health(0)).toMatchObject({ state: 'ready', problem: null });
    const wanted = await again.sharing.wantedKeys();
    expect(wanted).toHaveLength(1);
    await again.sharing.takeKeys(await first.sharing.keysNamed(wanted), []);
    expect(again.keys?.stateOf(wanted[0] ?? '')).toBe('here');
    again.close();
    first.close();
  });

  it('is told apart from one that was erased, in the answer and on the page, and verify names its stream', async () => {
    const { folder, reports } = await withCallers();
    const [lost = '', erased = '', kept = ''] = reports;
    const lines = readFileSync(keyPath(folder.dataDir, KEY_FILE), 'utf8').split('\n');
    // As an old backup of the keys alone would have it: sound, but without this key.
    for (const file of [KEY_FILE, KEY_COPY])
      writeFileSync(keyPath(folder.dataDir, file), lines.filter((line) => !line.includes(lost)).join('\n'));
    const store = await folder.open();
    const leader = store.knowledge.rules.operators.find(({ role }) => role === 'duty')?.id ?? '';
    await store.execute(
      { id: newId(), command: { type: 'caller.erase', reportId: erased, reason: '本人要求' } },
      leader,
    );
    const server = new StoreServer(async () => {});
    server.use(store);
    const desk = connect(server, 'desk');
    const look = (reportId: string): Promise<unknown> =>
      desk.caller.call('command', 'execute', { id: newId(), command: { type: 'report.reveal', reportId } });
    const page = (id: string): Promise<unknown> => desk.caller.call('query', 'report.page', { id });
    await desk.caller.call('action', 'session.set', { operator: leader });
    expect(await look(lost)).toMatchObject({ result: { caller: {}, missing: true } });
    expect(await look(erased)).toMatchObject({ result: { caller: {}, erased: true } });
    expect(await look(kept)).toMatchObject({ result: { caller: { phone: '13800138265' } } });
    expect(await page(lost)).toMatchObject({ report: { keyMissing: true, erased: null } });
    expect(await page(erased)).toMatchObject({ report: { keyMissing: false, erased: { by: leader } } });
    expect(await page(kept)).toMatchObject({ report: { keyMissing: false, erased: null } });
    desk.close();
    await server.close();
    const proof = await verify(folder.dataDir, folder.centreKey);
    expect(proof).toMatchObject({
      ok: false,
      keys: { opened: true, sealed: 3, erased: 1, missing: [{ stream: lost, events: 1 }], findings: [] },
    });
    expect((await verify(folder.dataDir)).keys).toMatchObject({
      ok: false,
      opened: false,
      missing: [{ stream: lost }],
    });
  });

  it('of the device is made anew only for one that belongs to no centre', async () => {
    const { folder } = await withCallers();
    openDeviceSeed(folder.dataDir, undefined);
    const path = join(folder.dataDir, 'keys', 'device.json');
    rmSync(path);
    openDeviceSeed(folder.dataDir, undefined);
    const store = await folder.open();
    store.setStreet('440106014');
    store.close();
    rmSync(path);
    expect(codeOf(() => openDeviceSeed(folder.dataDir, undefined))).toBe('store.secretMissing');
    expect(existsSync(path)).toBe(false);
  });
});

function centreKeyError(folder: TestFolder): never {
  try {
    openCentreKey(folder.dataDir, undefined);
  } catch (error) {
    return error as never;
  }
  throw new Error('a key was made');
}

describe('the name of the centre’s key', () => {
  it('stands in a new folder from the beginning, once; another key put there opens nothing', async () => {
    const { folder } = await withCallers();
    const store = await folder.open();
    expect(named(store)).toEqual([store.keys?.wrap]);
    expect(store.reader.facts(CENTRE)).toMatchObject([{ actor: 'system', type: 'centre-key.named' }]);
    store.close();
    const other = { key: Buffer.alloc(32, 3), protection: 'file' as const };
    const wrong = await folder.open({ centreKey: other });
    expect(wrong.health(0)).toMatchObject({ state: 'readOnly', problem: { code: 'store.keyWrong' } });
    wrong.close();
    expect((await verify(folder.dataDir, other)).keys.ok).toBe(false);
    expect(await verify(folder.dataDir, folder.centreKey)).toMatchObject({
      ok: true,
      keys: { opened: true },
    });
  });

  it('is written into a folder of before at its first opening; one that was let in learns it from its centre', async () => {
    const old = new TestFolder(folders.path('old'));
    const fixture = resolve(import.meta.dirname, '../../../test/fixtures/foundation/desk-a');
    mkdirSync(old.witnessDir, { recursive: true });
    cpSync(fixture, old.dataDir, { recursive: true });
    old.witness();
    for (let opened = 0; opened < 2; opened += 1) {
      const store = await old.open();
      expect(named(store)).toEqual([store.keys?.wrap]);
      expect(store.reader.facts(CENTRE)).toHaveLength(1);
      store.close();
    }
    const joined = folders.joined(await folders.create(), 'B');
    const store = await joined.open();
    expect([named(store), store.position]).toEqual([[], 0]);
    store.close();
  });
});

/** Dies at the nth call that changes something, and at every one behind it: as a process that was killed there. */
function dyingDisk(calls: number): typeof realDisk & { left: number } {
  const step = <A extends unknown[], R>(work: (...args: A) => R) => {
    return (...args: A): R => {
      disk.left -= 1;
      if (disk.left < 0) throw Object.assign(new Error('killed'), { code: 'EIO' });
      return work(...args);
    };
  };
  const disk = { ...realDisk, left: calls };
  disk.open = step(realDisk.open);
  disk.write = step(realDisk.write);
  disk.flush = step(realDisk.flush);
  disk.truncate = step(realDisk.truncate);
  return disk;
}

describe('erasing a caller', () => {
  it('that was killed at any step is finished at the next opening where it was recorded, and never told as done before', async () => {
    const { folder, reports } = await withCallers();
    const [, victim = ''] = reports;
    const box = new DataKeys(folder.dataDir, folder.centreKey.key).wrapped([victim])[0]?.box ?? 'none';
    let done = false;
    let finished = 0;
    for (let calls = 0; !done; calls += 1) {
      const copy = folders.copy(folder);
      const disk = dyingDisk(Number.POSITIVE_INFINITY);
      const store = await copy.open({ disk });
      const leader = store.knowledge.rules.operators.find(({ role }) => role === 'duty')?.id ?? '';
      disk.left = calls;
      const command = { type: 'caller.erase' as const, reportId: victim, reason: '本人要求' };
      const answer = await store.execute({ id: newId(), command }, leader).then(
        () => 'done',
        ({ code }: { code: string }) => code,
      );
      const onDisk = (): string =>
        [KEY_FILE, KEY_COPY].map((file) => readFileSync(keyPath(copy.dataDir, file), 'utf8')).join('');
      done = answer === 'done';
      if (done) expect(onDisk()).not.toContain(box);
      const recorded = store.reader.load(`erasure:${victim.slice(7)}`).state !== null;
      if (recorded) expect(store.keys?.stateOf(victim)).toBe('erased');
      abandon(copy);
      const again = await copy.open();
      expect(again.health(0)).toMatchObject({ state: 'ready', problem: null });
      if (recorded) {
        expect(onDisk()).not.toContain(box);
        expect(reports.map((name) => again.keys?.stateOf(name))).toEqual(['here', 'erased', 'here']);
        finished += done ? 0 : 1;
      }
      again.close();
      expect(calls).toBeLessThan(40);
    }
    expect(finished).toBeGreaterThan(3);
  });

  it('is done again where a backup of the keys alone was put back', async () => {
    const { folder, reports } = await withCallers();
    const [victim = ''] = reports;
    const backup = folders.path('keys');
    cpSync(join(folder.dataDir, 'keys'), backup, { recursive: true });
    const box = new DataKeys(folder.dataDir, folder.centreKey.key).wrapped([victim])[0]?.box ?? 'none';
    const store = await folder.open();
    const leader = store.knowledge.rules.operators.find(({ role }) => role === 'duty')?.id ?? '';
    await store.execute(
      { id: newId(), command: { type: 'caller.erase', reportId: victim, reason: '本人要求' } },
      leader,
    );
    store.close();
    rmSync(join(folder.dataDir, 'keys'), { recursive: true });
    cpSync(backup, join(folder.dataDir, 'keys'), { recursive: true });
    const again = await folder.open();
    for (const file of [KEY_FILE, KEY_COPY])
      expect(readFileSync(keyPath(folder.dataDir, file), 'utf8')).not.toContain(box);
    expect(again.keys?.stateOf(victim)).toBe('erased');
    again.close();
  });
});
