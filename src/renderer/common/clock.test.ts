import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { centreMinute, centreNow, onMinute, setClock } from './clock';

beforeEach(() => vi.useFakeTimers({ now: 1_800_000_000_000 }));
afterEach(() => vi.useRealTimers());

describe('the centre’s clock', () => {
  it('goes on from what it was set to, by the host’s elapsed time', () => {
    setClock('2024-12-31T16:00:20.000+08:00', 1_800_000_000_000);
    vi.advanceTimersByTime(30_000);
    expect(centreNow()).toBe('2024-12-31T16:00:50.000+08:00');
    expect(centreMinute()).toBe('2024-12-31T16:00:00.000+08:00');
  });

  it('tells once when the minute changes, at the centre’s minute and not the host’s', () => {
    setClock('2024-12-31T16:00:20.000+08:00', 1_800_000_000_000);
    const told: string[] = [];
    const stop = onMinute(() => told.push(centreMinute()));
    vi.advanceTimersByTime(39_000);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(2_000);
    expect(told).toEqual(['2024-12-31T16:01:00.000+08:00']);
    vi.advanceTimersByTime(60_000);
    expect(told.length).toBe(2);
    stop();
    vi.advanceTimersByTime(120_000);
    expect(told.length).toBe(2);
  });

  it('tells at once when it is set to another minute', () => {
    setClock('2024-12-31T16:00:20.000+08:00', Date.now());
    const told = vi.fn();
    const stop = onMinute(told);
    setClock('2025-01-02T09:00:00.000+08:00', Date.now());
    expect(told).toHaveBeenCalledTimes(1);
    stop();
  });
});
