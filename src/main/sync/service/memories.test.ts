import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Remembered } from '../engine/outbox';
import { VirtualWorld } from '../testing/virtualWorld';
import { Memories } from './memories';

const folder = mkdtempSync(join(tmpdir(), 'xiuhua-memories-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newPath = (): string => join(folder, `sync${files++}`, 'waiting.json');

function memory(part: Partial<Remembered> = {}): Remembered {
  return { vector: { 'a.1': 7 }, photos: 0, bytes: 0, lastAt: '2024-12-31T08:00:00.000+08:00', ...part };
}

function open(path: string, world = new VirtualWorld()) {
  const end = new AbortController();
  return { world, end, memories: new Memories(path, world, end.signal) };
}

describe('what is known of hubs', () => {
  it('is written a few seconds after it changed, and read again by the next process', async () => {
    const path = newPath();
    const { memories, world } = open(path);
    for (let photos = 1; photos <= 5; photos += 1) memories.put('one', memory({ photos }));
    await world.pass(2900);
    expect(existsSync(path)).toBe(false);
    await world.pass(200);
    expect(open(path).memories.of('one')).toEqual(memory({ photos: 5 }));
    memories.put('two', memory());
    memories.forget('one');
    await world.pass(3100);
    const next = open(path).memories;
    expect([next.of('one'), next.of('two')]).toEqual([undefined, memory()]);
  });

  it('is not written for every exchange of an idle link, but at the end with the last of them', async () => {
    const path = newPath();
    const { memories, world } = open(path);
    memories.put('one', memory());
    await world.pass(3100);
    const before = readFileSync(path, 'utf8');
    const later = memory({ lastAt: '2024-12-31T08:00:59.000+08:00' });
    memories.put('one', later);
    await world.pass(60_000);
    expect(readFileSync(path, 'utf8')).toBe(before);
    memories.flush();
    expect(open(path).memories.of('one')).toEqual(later);
    memories.put('one', memory({ lastAt: '2024-12-31T08:02:00.000+08:00' }));
    await world.pass(3100);
    expect(open(path).memories.of('one')?.lastAt).toBe('2024-12-31T08:02:00.000+08:00');
  });

  it('that cannot be read or written stops nothing', async () => {
    const path = newPath();
    const first = open(path);
    first.memories.put('one', memory());
    first.memories.flush();
    writeFileSync(path, '{"v":1,"links":{"one":{"photos":"many"');
    expect(open(path).memories.of('one')).toBeUndefined();
    writeFileSync(join(folder, 'file'), '');
    const told = vi.spyOn(console, 'error').mockImplementation(() => {});
    const nowhere = open(join(folder, 'file', 'waiting.json'));
    nowhere.memories.put('one', memory());
    nowhere.memories.flush();
    expect(told).toHaveBeenCalledOnce();
    told.mockRestore();
    expect(nowhere.memories.of('one')).toEqual(memory());
    const none = new Memories(undefined, new VirtualWorld(), new AbortController().signal);
    none.put('one', memory());
    none.flush();
    expect(none.of('one')).toEqual(memory());
  });
});
