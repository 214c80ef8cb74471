import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { segmentPath } from '../store/journal/segments';
import { exchange, handOver } from '../store/testing/exchange';
import { abandon, type TestFolder, TestFolders } from '../store/testing/folder';
import { received, wish } from '../store/testing/wishes';
import { verify } from './verify';

const folders = new TestFolders();
afterAll(() => folders.remove());

/** A folder with some commands of which the last one was acknowledged, closed or left as a kill would. */
async function used(killed: boolean): Promise<{ folder: TestFolder; seq: number; position: number }> {
  const folder = await folders.create();
  const store = await folder.open();
  await wish(store, received());
  const { seq, position } = await wish(store, received());
  if (killed) abandon(folder);
  else store.close();
  return { folder, seq, position };
}

/** The journal's bytes, changed. */
function change(folder: TestFolder, change: (bytes: Buffer, last: number) => void): void {
  const path = segmentPath(folder.journal, 1);
  const bytes = readFileSync(path);
  change(bytes, bytes.lastIndexOf(10, bytes.length - 2) + 1);
  writeFileSync(path, bytes);
}

describe('an end of the journal that is more than what a kill leaves', () => {
  it.each([
    ['one flipped bit in the last acknowledged line', (b: Buffer, at: number) => flip(b, at + 300)],
    ['one flipped bit in its first byte', (b: Buffer, at: number) => flip(b, at)],
    ['one flipped bit in its newline', (b: Buffer) => flip(b, b.length - 1)],
    ['zeros in place of its end', (b: Buffer, at: number) => b.fill(0, at + 100)],
    ['zeros in place of all of it', (b: Buffer, at: number) => b.fill(0, at)],
  ])('%s is told with what lies aside, and no number is given twice', async (_name, damage) => {
    for (const killed of [false, true]) {
      const { folder, position } = await used(killed);
      change(folder, damage);
      expect((await verify(folder.dataDir)).ok).toBe(false);
      const store = await folder.open();
      const { state, lost, incarnation } = store.health(0);
      expect({ state, ends: lost?.ends, incarnation }).toEqual({ state: 'ready', ends: 1, incarnation: 2 });
      expect(existsSync(join(folder.dataDir, lost?.file || 'nothing'))).toBe(true);
      expect(store.position).toBe(position - 1);
      await wish(store, received());
      expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
      store.close();
      // Every start tells it until it came back or a repair has told of it; the incarnation is opened once.
      const again = await folder.open();
      expect(again.health(0)).toMatchObject({ incarnation: 2, lost: { ends: 1 } });
      expect((await verify(folder.dataDir)).ok).toBe(false);
      again.close();
    }
  });

  it('a line that was cut short and was acknowledged, as the witness knows, is told as well', async () => {
    const { folder } = await used(false);
    const path = segmentPath(folder.journal, 1);
    truncateSync(path, readFileSync(path).length - 7);
    const store = await folder.open();
    expect(store.health(0)).toMatchObject({ state: 'ready', incarnation: 2, lost: { ends: 1, file: '' } });
    store.close();
    expect(readdirSync(join(folder.dataDir, 'aside'))).toHaveLength(1);
  });

  it('the beginning of a line that a kill left is nobody’s loss', async () => {
    const { folder } = await used(true);
    const path = segmentPath(folder.journal, 1);
    const bytes = readFileSync(path);
    const last = bytes.subarray(bytes.lastIndexOf(10, bytes.length - 2) + 1);
    writeFileSync(path, Buffer.concat([bytes, last.subarray(0, last.length - 1)]));
    const store = await folder.open();
    expect(store.health(0)).toMatchObject({ state: 'ready', incarnation: 1, lost: null });
    store.close();
  });

  it('what another desk holds of it comes back by the exchange, and nothing is told any more', async () => {
    const first = await folders.create();
    const here = await first.open();
    const there = await folders.joined(first, 'B').open();
    await wish(here, received());
    const last = await wish(here, received());
    await exchange(here, there);
    here.close();
    change(first, (bytes, at) => flip(bytes, at + 300));
    const again = await first.open();
    expect(again.health(0).lost).not.toBeNull();
    expect(again.reader.commitOf(last.id)).toBeUndefined();
    await handOver(there, again);
    expect(again.health(0).lost).toBeNull();
    expect(again.reader.commitOf(last.id)?.commit.seq).toBe(last.seq);
    expect(await first.prove(again)).toMatchObject({ damages: [], differs: [] });
    again.close();
    there.close();
  });
});

function flip(bytes: Buffer, at: number): void {
  bytes[at] = (bytes[at] ?? 0) ^ 4;
}
