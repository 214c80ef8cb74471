import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { newIdentity, saveIdentity } from '../store/journal/identity';
import { segmentPath } from '../store/journal/segments';
import { saveWitness } from '../store/journal/witness';
import type { Store } from '../store/service/store';
import { exchange, handOver } from '../store/testing/exchange';
import { buildTestFolder, TestFolder, TestFolders } from '../store/testing/folder';
import { received, wish } from '../store/testing/wishes';
import { runCli } from './run';
import { verify } from './verify';

const folders = new TestFolders();
afterAll(() => folders.remove());

const root = resolve(import.meta.dirname, '../../..');

interface Report {
  readonly damages: { what: string; line: number; offset: number; ids: string[] }[];
  readonly lacking: { chain: string; from: number; to: number }[];
  readonly fetched: { commits: number; blobs: number };
  readonly aside: string[];
}

async function repair(
  folder: TestFolder,
  ...args: string[]
): Promise<{ code: number; value: Report; words: string }> {
  const { code, value, words } = await runCli(['repair', '--data', folder.dataDir, ...args], {
    resources: join(root, 'resources'),
    script: '',
    protector: undefined,
    env: { ...process.env, LANG: 'zh_CN.UTF-8', XIUHUA_WITNESS: folder.witnessDir },
  });
  return { code, value: value as Report, words: words ?? JSON.stringify(value) };
}

/** A folder with `count` commands of its own, and the store of a second desk that holds the same. */
async function two(count: number): Promise<{ first: TestFolder; second: TestFolder; there: Store }> {
  const first = await folders.create();
  const second = folders.joined(first, 'B');
  const here = await first.open();
  const there = await second.open();
  for (let i = 0; i < count; i += 1) await wish(here, received());
  await exchange(here, there);
  await wish(there, received());
  await handOver(there, here);
  here.close();
  return { first, second, there };
}

/** Zeros from the middle of a line on, over `length` bytes; returns that line's number. */
function zero(folder: TestFolder, fromEnd: number, length: number): void {
  const path = segmentPath(folder.journal, 1);
  const bytes = readFileSync(path);
  let at = bytes.length;
  for (let i = 0; i < fromEnd; i += 1) at = bytes.lastIndexOf(10, at - 2) + 1;
  bytes.fill(0, at, at + length);
  writeFileSync(path, bytes);
  rmSync(folder.cache, { recursive: true, force: true });
}

describe('repair', () => {
  it('of a batch whose first page came out as zeros shows, sets aside, and the desk writes again', async () => {
    const folder = new TestFolder(folders.path('zero'));
    // Where there are data no key is made: it is there before them, as in life.
    const { centreKey } = folder;
    mkdirSync(folder.journal, { recursive: true });
    const journal = readFileSync(join(root, 'test/fixtures/journal/zero-page.jsonl'));
    writeFileSync(segmentPath(folder.journal, 1), journal);
    saveIdentity(folder.dataDir, { ...newIdentity(false), device: 'f21121d294c8da922f2f' });
    const identity = { device: 'f21121d294c8da922f2f', incarnation: 1, seq: 36 };
    mkdirSync(folder.witnessDir, { recursive: true });
    saveWitness(folder.witnessDir, folder.dataDir, identity);
    const broken = await folder.open({ centreKey });
    expect(broken.health(0)).toMatchObject({ state: 'readOnly', problem: { code: 'store.damaged' } });
    broken.close();

    const shown = await repair(folder);
    expect(shown.code).toBe(1);
    expect(shown.value.damages).toMatchObject([
      { what: 'crc', line: 17, offset: 145_002 },
      { what: 'gap', line: 18 },
    ]);
    expect(shown.value.lacking).toEqual([{ chain: 'f21121d294c8da922f2f.1', from: 17, to: 24 }]);
    expect(shown.words).toContain('字节 145002');
    expect(readFileSync(segmentPath(folder.journal, 1)).equals(journal)).toBe(true);

    const applied = await repair(folder, '--apply');
    expect(applied.value.aside).toHaveLength(1);
    expect(readFileSync(join(folder.dataDir, applied.value.aside[0] ?? '')).length).toBe(7184);
    const again = await folder.open({ centreKey });
    expect(again.health(0)).toMatchObject({
      state: 'ready',
      problem: null,
      incarnation: 2,
      lost: { ends: 1 },
    });
    await wish(again, received());
    // What lies behind the gap is not claimed: whoever holds what is lacking sends it.
    expect(again.sharing.vector()['f21121d294c8da922f2f.1']).toBe(16);
    again.close();

    const told = await repair(folder, '--apply', '--give-up');
    expect(told.code).toBe(0);
    const last = await folder.open({ centreKey });
    expect(last.health(0)).toMatchObject({ state: 'ready', lost: null });
    // The twelve behind the gap are written again, so that others can have them.
    expect(last.sharing.vector()).toMatchObject({ 'f21121d294c8da922f2f.3': 12 });
    expect(await folder.prove(last)).toMatchObject({ damages: [], differs: [] });
    last.close();
    expect((await verify(folder.dataDir)).damages).toEqual([]);
  });

  it('fetches what is lacking from another desk’s folder: own lines and others’, and all is whole', async () => {
    const { first, second, there } = await two(6);
    there.close();
    zero(first, 4, 2200);
    const shown = await repair(first);
    expect(shown.value.damages.length).toBeGreaterThan(0);
    const done = await repair(first, '--apply', '--from', second.dataDir);
    expect(done.words).toContain('文件夹完好');
    expect(done.value.fetched.commits).toBeGreaterThan(0);
    expect(done.code).toBe(0);
    const again = await first.open();
    expect(again.health(0)).toMatchObject({ state: 'ready', problem: null, lost: null, incarnation: 2 });
    expect(await first.prove(again)).toMatchObject({ damages: [], differs: [] });
    const reopened = await second.open();
    const { vector } = await reopened.sharing.state();
    expect((await again.sharing.state()).vector).toEqual(vector);
    await wish(again, received());
    await exchange(again, reopened);
    again.close();
    reopened.close();
    expect((await verify(first.dataDir)).ok).toBe(true);
  });

  it('leaves what is lacking to the exchange, which brings it', async () => {
    const { first, there } = await two(6);
    zero(first, 4, 2200);
    expect((await repair(first, '--apply')).code).toBe(1);
    const again = await first.open();
    expect(again.health(0)).toMatchObject({ state: 'ready', lost: { ends: 1 } });
    await handOver(there, again);
    expect(again.health(0).lost).toBeNull();
    expect(await first.prove(again)).toMatchObject({ damages: [], differs: [] });
    again.close();
    there.close();
    expect((await verify(first.dataDir)).ok).toBe(true);
    expect((await repair(first)).words).toContain('没有发现问题');
  });

  it('puts the data keys together again from their copy and another desk’s folder', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const caller = { name: '李女士', phone: '13800005673', wishes: [] };
    for (let i = 0; i < 3; i += 1) await wish(store, received({ caller }));
    store.close();
    const other = folders.copy(folder);
    const path = join(folder.dataDir, 'keys', 'data-keys.jsonl');
    const lines = readFileSync(path, 'latin1').split('\n');
    writeFileSync(
      path,
      [lines[0], `${lines[1]?.slice(0, 40)}#${lines[1]?.slice(41)}`, ...lines.slice(2)].join('\n'),
    );
    rmSync(join(folder.dataDir, 'keys', 'data-keys.copy.jsonl'), { force: true });
    const broken = await folder.open();
    expect(broken.health(0)).toMatchObject({ state: 'readOnly', problem: { code: 'store.keysDamaged' } });
    broken.close();
    const shown = await repair(folder);
    expect([shown.code, shown.words.includes('数据密钥损坏')]).toEqual([1, true]);
    expect((await repair(folder, '--apply', '--from', other.dataDir)).code).toBe(0);
    const again = await folder.open();
    expect(again.health(0)).toMatchObject({ state: 'ready', problem: null });
    again.close();
    expect((await verify(folder.dataDir, folder.centreKey)).ok).toBe(true);
  });

  it('takes nothing from another centre’s folder', async () => {
    const { first, there } = await two(2);
    there.close();
    const other = folders.path('other');
    await buildTestFolder(other, [], 0);
    const done = await repair(first, '--apply', '--from', other);
    expect(done.value).toMatchObject({ error: { code: 'repair.otherCentre' } });
  });

  it('puts back who writes here, from the copy or as the journal tells', async () => {
    const { first, there } = await two(2);
    there.close();
    rmSync(join(first.dataDir, 'device.json'));
    const copied = await first.open();
    expect(copied.health(0)).toMatchObject({ state: 'ready', incarnation: 1 });
    const { device } = copied.identity;
    copied.close();
    for (const name of ['device.json', 'device.copy.json'])
      writeFileSync(join(first.dataDir, name), '{"v":1');
    const broken = await first.open();
    expect(broken.health(0)).toMatchObject({ state: 'readOnly', problem: { code: 'store.identity' } });
    expect(broken.position).toBeGreaterThan(0);
    broken.close();
    expect((await repair(first, '--apply')).value).toMatchObject({ error: { code: 'repair.identity' } });
    expect((await repair(first, '--apply', '--letter', 'A')).code).toBe(0);
    const again = await first.open();
    expect(again.identity).toMatchObject({ device, incarnation: 2, letter: 'A' });
    again.close();
  });
});
