import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeRefresher } from './refresher';

const times = { gapMs: 250, patienceMs: 10_000, retryMs: [1000, 4000] };

describe('the refresher', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('asks at once, and at most four times a second while changes keep coming', async () => {
    const starts: number[] = [];
    const refresher = makeRefresher({
      ...times,
      ask: async () => {
        starts.push(performance.now());
      },
    });
    const begin = performance.now();
    for (let k = 0; k < 200; k++) {
      refresher.want();
      await vi.advanceTimersByTimeAsync(10);
    }
    expect((starts[0] ?? 99) - begin).toBe(0);
    expect(starts.length).toBeGreaterThanOrEqual(7);
    expect(starts.length).toBeLessThanOrEqual(9);
    for (const [k, at] of starts.entries())
      if (k > 0) expect(at - (starts[k - 1] ?? 0)).toBeGreaterThanOrEqual(250);
    refresher.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('never asks twice at a time, and asks once more for what changed meanwhile', async () => {
    let open = 0;
    let most = 0;
    let asked = 0;
    const refresher = makeRefresher({
      ...times,
      ask: async () => {
        asked++;
        most = Math.max(most, ++open);
        await new Promise((resolve) => setTimeout(resolve, 900));
        open--;
      },
    });
    refresher.want();
    for (let k = 0; k < 5; k++) {
      await vi.advanceTimersByTimeAsync(100);
      refresher.want();
    }
    await vi.advanceTimersByTimeAsync(5000);
    expect(most).toBe(1);
    expect(asked).toBe(2);
  });

  it('tries again with growing waits after a failure, and goes back to normal after a success', async () => {
    const starts: number[] = [];
    let fail = true;
    const begin = performance.now();
    const refresher = makeRefresher({
      ...times,
      ask: async () => {
        starts.push(performance.now() - begin);
        if (fail) throw new Error('no store');
      },
    });
    refresher.want();
    await vi.advanceTimersByTimeAsync(9500);
    expect(starts).toEqual([0, 1000, 5000, 9000]);
    fail = false;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(starts.length).toBe(5);
    refresher.want();
    await vi.advanceTimersByTimeAsync(1);
    expect(starts.length).toBe(6);
  });

  it('gives up waiting for an answer that never comes, and that answer is then nobody’s', async () => {
    const gones: (() => boolean)[] = [];
    const refresher = makeRefresher({
      ...times,
      ask: (gone) => {
        gones.push(gone);
        return new Promise(() => {});
      },
    });
    refresher.want();
    await vi.advanceTimersByTimeAsync(9999);
    expect(gones[0]?.()).toBe(false);
    await vi.advanceTimersByTimeAsync(1002);
    expect(gones.length).toBe(2);
    expect(gones[0]?.()).toBe(true);
    refresher.stop();
    expect(gones[1]?.()).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    refresher.want();
    expect(vi.getTimerCount()).toBe(0);
  });
});
