import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { LastHubState } from '../engine/outbox';
import { VirtualWorld } from '../testing/virtualWorld';
import { HubStateCache } from './hubStateCache';

const folder = mkdtempSync(join(tmpdir(), 'xiuhua-hubStates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newPath = (): string => join(folder, `sync${files++}`, 'waiting.json');

function memory(part: Partial<LastHubState> = {}): LastHubState {
  return { vector: { 'a.1': 7 }, photos: 0, bytes: 0, lastAt: '2024-12-31T08:00:00.000+08:00', ...part };
}

function open(path: string, world = new VirtualWorld()) {
  const end = new AbortController();
  return { world, end, hubStates: new HubStateCache(path, world, end.signal) };
}

describe('what is known of hubs', () => {
  it('is written a few seconds after it changed, and read again by the next process', async () => {
    const path = newPath();
    const { hubStates, world } = open(path);
    for (let photos = 1; photos <= 5; photos += 1) hubStates.put('one', memory({ photos }));
    await world.pass(2900);
    expect(existsSync(path)).toBe(false);
    await world.pass(200);
    expect(open(path).hubStates.of('one')).toEqual(memory({ photos: 5 }));
    hubStates.put('two', memory());
    hubStates.forget('one');
    await world.pass(3100);
    const next = open(path).hubStates;
    expect([next.of('one'), next.of('two')]).toEqual([undefined, memory()]);
  });

  it('is not written for every exchange of an idle link, but at the end with the last of them', async () => {
    const path = newPath();
    const { hubStates, world } = open(path);
    hubStates.put('one', memory());
    await world.pass(3100);
    const before = readFileSync(path, 'utf8');
    const later = memory({ lastAt: '2024-12-31T08:00:59.000+08:00' });
    hubStates.put('one', later);
    await world.pass(60_000);
    expect(readFileSync(path, 'utf8')).toBe(before);
    hubStates.flush();
    expect(open(path).hubStates.of('one')).toEqual(later);
    hubStates.put('one', memory({ lastAt: '2024-12-31T08:02:00.000+08:00' }));
    await world.pass(3100);
    expect(open(path).hubStates.of('one')?.lastAt).toBe('2024-12-31T08:02:00.000+08:00');
  });

  it('that cannot be read or written stops nothing', async () => {
    const path = newPath();
    const first = open(path);
    first.hubStates.put('one', memory());
    first.hubStates.flush();
    writeFileSync(path, '{"v":1,"links":{"one":{"photos":"many"');
    expect(open(path).hubStates.of('one')).toBeUndefined();
    writeFileSync(join(folder, 'file'), '');
    const told = vi.spyOn(console, 'error').mockImplementation(() => {});
    const nowhere = open(join(folder, 'file', 'waiting.json'));
    nowhere.hubStates.put('one', memory());
    nowhere.hubStates.flush();
    expect(told).toHaveBeenCalledOnce();
    told.mockRestore();
    expect(nowhere.hubStates.of('one')).toEqual(memory());
    const none = new HubStateCache(undefined, new VirtualWorld(), new AbortController().signal);
    none.put('one', memory());
    none.flush();
    expect(none.of('one')).toEqual(memory());
  });
});
