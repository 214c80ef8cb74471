import { type Instant, MINUTE_MS, toInstant, toMs } from '@shared/rules/time';

/**
 * The centre's clock. It need not be the host's: the demo's clock stands in 2024. The `clock` feed says what time it is
 * at which host time; between two messages the host's elapsed time is added.
 */
let anchor: { nowMs: number; hostMs: number } | undefined;
let shownMinute = -1;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** Set the clock by a message of the feed, or by the `now` of an answer. */
export function setClock(now: Instant, hostMs: number = Date.now()): void {
  anchor = { nowMs: toMs(now), hostMs };
  tick();
}

/** Whether the clock was set by anything yet. */
export function clockIsSet(): boolean {
  return anchor !== undefined;
}

/** The centre's time in milliseconds; the host's until the clock was set. */
export function centreMs(): number {
  const host = Date.now();
  return anchor ? anchor.nowMs + (host - anchor.hostMs) : host;
}

/** The centre's time now. */
export function centreNow(): Instant {
  return toInstant(centreMs());
}

/** The centre's time cut to the minute: the same text all through a minute, so that nothing is drawn in between. */
export function centreMinute(): Instant {
  return toInstant(Math.floor(centreMs() / MINUTE_MS) * MINUTE_MS);
}

function tick(): void {
  const minute = Math.floor(centreMs() / MINUTE_MS);
  if (minute !== shownMinute) {
    shownMinute = minute;
    for (const listener of listeners) listener();
  }
  schedule();
}

function schedule(): void {
  clearTimeout(timer);
  timer = undefined;
  if (listeners.size === 0) return;
  timer = setTimeout(tick, MINUTE_MS - (centreMs() % MINUTE_MS) + 5);
}

/** Be told when the minute changes. */
export function onMinute(listener: () => void): () => void {
  listeners.add(listener);
  schedule();
  return () => {
    listeners.delete(listener);
    schedule();
  };
}
