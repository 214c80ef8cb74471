import { addDays, dayOf, startOfDay, toMs } from '@shared/rules/time';
import { loadPinyin } from '../search/pinyin';
import type { Store } from './store';

/** How often the clock is told in any case: the wall shows stale data by its absence. */
const BEAT_MS = 10_000;
const PROBE_MS = 2000;
const SNAPSHOT_MS = 30_000;
const SNAPSHOT_AFTER = 200;
const SAVE_MS = 30_000;
const KEYS_MS = 45_000;
/** The start comes first; then slices of some milliseconds with pauses between them. */
const FILL_AFTER_MS = 1500;
const FILL_MS = 6;
const FILL_PAUSE_MS = 10;

/** What time alone changes, in one queue: lights that turn, the day that begins, and the store's own house-keeping. */
export class Timers {
  private readonly timers: NodeJS.Timeout[] = [];
  private light: NodeJS.Timeout | undefined;
  private filling: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: Store,
    private readonly tellClock: (lightsMoved: boolean) => void,
  ) {}

  start(): void {
    this.every(BEAT_MS, () => this.tellClock(false));
    this.every(PROBE_MS, () => this.store.probeDisk());
    this.every(PROBE_MS, () => this.store.lookAtClock());
    this.every(SNAPSHOT_MS, () => this.store.snapshotIfDue(SNAPSHOT_AFTER));
    this.every(SAVE_MS, () => this.store.remember());
    this.every(KEYS_MS, () => this.store.keyCare.follow());
    this.arm();
    this.filling = setTimeout(() => {
      void loadPinyin();
      this.fill();
    }, FILL_AFTER_MS);
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.light);
    clearTimeout(this.filling);
  }

  /** Read the rows for filters and searches, a little at a time: whoever asks in between is answered in between. */
  private fill(): void {
    const { table, callers } = this.store;
    if (!table.fill(FILL_MS) || !callers.fill(FILL_MS))
      this.filling = setTimeout(() => this.fill(), FILL_PAUSE_MS);
    // How many others a caller made is known only now.
    else this.store.screensFollow();
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

/** Moments at which an item changes by time alone: yellow, red (only what has a light has these times), the end of a hold. */
const turns = [
  'SELECT min(red_at) AS at FROM item WHERE red_at>=?',
  'SELECT min(yellow_at) AS at FROM item WHERE yellow_at>?',
  'SELECT min(hold_until) AS at FROM item WHERE hold_until>?',
];

/** The next moment after `nowMs` at which time alone changes an item. */
export function nextTurn(store: Store, nowMs: number): number {
  const { db } = store.projection;
  return Math.min(
    ...turns.map((sql) => db.get<{ at: number | null }>(sql, [nowMs])?.at ?? Number.POSITIVE_INFINITY),
  );
}
