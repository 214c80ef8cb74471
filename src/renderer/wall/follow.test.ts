import type { FeedMessage, FeedName, QueryName } from '@shared/contract/contract';
import { toInstant, toMs } from '@shared/rules/time';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WallApi } from '../../preload/api';
import { followStore, useWall } from './follow';

const begin = '2024-12-31T16:00:00.000+08:00';

/** The preload's side of the wall in memory: answers, feeds and a connection that can break. */
function makeStore() {
  const asked: QueryName[] = [];
  const listeners = new Map<string, Set<(message: never) => void>>();
  const start = performance.now();
  const store = {
    asked,
    broken: false,
    silent: false,
    position: 1,
    now: () => toInstant(toMs(begin) + performance.now() - start),
    listening: () => [...listeners.values()].reduce((sum, set) => sum + set.size, 0),
    count: (name: QueryName) => asked.filter((one) => one === name).length,
    tell<N extends FeedName>(name: N, message: FeedMessage<N>) {
      for (const listener of listeners.get(name) ?? []) listener(message as never);
    },
    reconnect() {
      for (const listener of listeners.get('reconnect') ?? []) listener(undefined as never);
    },
  };
  const answers: Partial<Record<QueryName, () => unknown>> = {
    'wall.board': () => ({ counters: { now: store.now(), position: store.position } }),
    health: () => ({ state: 'ready' }),
    'directory.wall': () => ({ units: [{ id: 'zfd', short: '执法队', nameEn: '' }] }),
    'map.data': () => ({ schematic: true, layers: {} }),
    'sync.age': () => ({ state: 'inSync', at: begin }),
  };
  const listen = (name: string, listener: (message: never) => void) => {
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set.add(listener));
    return () => set.delete(listener);
  };
  const api = {
    async query(name: QueryName) {
      asked.push(name);
      if (store.silent) await new Promise(() => {});
      if (store.broken) return { ok: false, error: { code: 'rpc.closed', call: name } };
      return { ok: true, value: answers[name]?.() };
    },
    follow: listen,
    onReconnect: (listener: () => void) => listen('reconnect', listener),
  } as unknown as Omit<WallApi, 'painted'>;
  return { store, api };
}

describe('following the store', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    useWall.setState(useWall.getInitialState(), true);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('asks on start, on a change, when lights moved by the clock, and after a reconnect', async () => {
    const { store, api } = makeStore();
    const stop = followStore(api);
    await vi.advanceTimersByTimeAsync(10);
    expect(store.count('wall.board')).toBe(1);
    expect(useWall.getState()).toMatchObject({
      heard: '16:00',
      stale: false,
      units: { zfd: { short: '执法队' } },
    });
    const steps = [
      () => store.tell('change', { position: 2, changed: ['a'], now: store.now() }),
      () => store.tell('clock', { now: store.now(), hostMs: Date.now(), lightsMoved: true }),
      () => store.reconnect(),
    ];
    for (const [k, step] of steps.entries()) {
      await vi.advanceTimersByTimeAsync(3000);
      store.position = 10 + k;
      step();
      await vi.advanceTimersByTimeAsync(300);
      expect(store.count('wall.board')).toBe(2 + k);
      expect(useWall.getState().board?.counters.position).toBe(10 + k);
    }
    store.tell('clock', { now: store.now(), hostMs: Date.now(), lightsMoved: false });
    await vi.advanceTimersByTimeAsync(1000);
    expect(store.count('wall.board')).toBe(4);
    stop();
  });

  it('stays fresh by its own questions while a healthy store has nothing to say', async () => {
    const { store, api } = makeStore();
    const stop = followStore(api);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(useWall.getState()).toMatchObject({ stale: false, heard: '16:01' });
    expect(store.count('wall.board')).toBeLessThanOrEqual(12);
    stop();
  });

  it.each(['broken', 'silent'] as const)(
    'keeps the last board, says since when data stand, and recovers: %s',
    async (how) => {
      const { store, api } = makeStore();
      const stop = followStore(api);
      await vi.advanceTimersByTimeAsync(1000);
      store[how] = true;
      store.tell('change', { position: 2, changed: [], now: store.now() });
      await vi.advanceTimersByTimeAsync(29_000);
      expect(useWall.getState().stale).toBe(false);
      await vi.advanceTimersByTimeAsync(4000);
      expect(useWall.getState()).toMatchObject({ stale: true, heard: '16:00:01' });
      expect(useWall.getState().board?.counters.position).toBe(1);
      store[how] = false;
      store.position = 7;
      await vi.advanceTimersByTimeAsync(25_000);
      expect(useWall.getState()).toMatchObject({ stale: false, failed: undefined });
      expect(useWall.getState().board?.counters.position).toBe(7);
      stop();
    },
  );

  it('knows the age of the data from the start, and follows it', async () => {
    const { store, api } = makeStore();
    const stop = followStore(api);
    await vi.advanceTimersByTimeAsync(2500);
    expect(useWall.getState().age).toEqual({ state: 'inSync', at: begin });
    store.tell('syncAge', { state: 'behind', at: begin });
    expect(useWall.getState().age?.state).toBe('behind');
    stop();
    store.tell('syncAge', { state: 'alone', at: null });
    expect(useWall.getState().age?.state).toBe('behind');
  });

  it('asks again when the centre’s day has changed', async () => {
    const { store, api } = makeStore();
    const stop = followStore(api);
    await vi.advanceTimersByTimeAsync(1000);
    const before = store.count('wall.board');
    store.tell('clock', { now: '2025-01-01T00:00:01.000+08:00', hostMs: Date.now(), lightsMoved: false });
    await vi.advanceTimersByTimeAsync(2500);
    expect(store.count('wall.board')).toBeGreaterThan(before);
    stop();
  });

  it('leaves no listener and no timer behind', async () => {
    const { store, api } = makeStore();
    const stop = followStore(api);
    await vi.advanceTimersByTimeAsync(500);
    expect(store.listening()).toBe(6);
    stop();
    expect(store.listening()).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    const asked = store.asked.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(store.asked.length).toBe(asked);
  });
});
