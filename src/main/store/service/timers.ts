import { addDays, dayOf, startOfDay, toMs } from '@shared/rules/time';
import type { Store } from './store';

/** How often the clock is told in any case: the wall shows stale data by its absence. */
const BEAT_MS = 10_000;
const PROBE_MS = 2000;
const SNAPSHOT_MS = 30_000;
const SNAPSHOT_AFTER = 200;
const SAVE_MS = 30_000;

/** What time alone changes, in one queue: lights that turn, the day that begins, and the store's own house-keeping. */
export class Timers {
  private readonly timers: NodeJS.Timeout[] = [];
  private light: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: Store,
    private readonly tellClock: (lightsMoved: boolean) => void,
  ) {}

  start(): void {
    this.every(BEAT_MS, () => this.tellClock(false));
    this.every(PROBE_MS, () => this.store.probeDisk());
    this.every(SNAPSHOT_MS, () => this.store.snapshotIfDue(SNAPSHOT_AFTER));
    this.every(SAVE_MS, () => this.store.remember());
    this.arm();
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.light);
  }

  /** Set the timer to the next moment at which a light turns or the day begins; again after every change of the data. */
  arm(): void {
    clearTimeout(this.light);
    const nowMs = this.store.clock.nowMs();
    const next = Math.min(
      nextTurn(this.store, nowMs),
      toMs(startOfDay(addDays(dayOf(this.store.clock.now()), 1))),
    );
    // A turn is told one millisecond behind its moment: red begins after the due time, not at it.
    const wait = Math.min(Math.max(next + 1 - nowMs, 5), 3_600_000);
    this.light = setTimeout(() => {
      this.tellClock(true);
      this.arm();
    }, wait);
  }

  private every(ms: number, work: () => void): void {
    this.timers.push(setInterval(work, ms));
  }
}

/** The next moment after `nowMs` at which an open item turns yellow or red. */
export function nextTurn(store: Store, nowMs: number): number {
  const { db } = store.projection;
  const red = db.get<{ at: number | null }>('SELECT min(red_at) AS at FROM item WHERE open=1 AND red_at>=?', [
    nowMs,
  ])?.at;
  const yellow = db.get<{ at: number | null }>(
    'SELECT min(yellow_at) AS at FROM item WHERE open=1 AND yellow_at>?',
    [nowMs],
  )?.at;
  return Math.min(red ?? Number.POSITIVE_INFINITY, yellow ?? Number.POSITIVE_INFINITY);
}
