/** Bounds of the waits after failures, in ms. `floorMs`: never sooner than that, so that a dead hub is not hammered. */
export interface BackoffLimits {
  readonly baseMs: number;
  readonly maxMs: number;
  readonly floorMs: number;
}

/** A network that fails: 1 s, 2 s, 4 s … 60 s. */
export const BACKOFF: BackoffLimits = { baseMs: 1000, maxMs: 60_000, floorMs: 200 };

/** The same for the desks of a centre at first: a short cut must not keep them apart for longer than this. */
export const BACKOFF_LIVE: BackoffLimits = { baseMs: 1000, maxMs: 15_000, floorMs: 200 };

/** How long an outage of a live link counts as short. */
export const SHORT_OUTAGE_MS = 10 * 60_000;

/** What only an administrator can mend (login closed, schema too old): asked after more rarely. */
export const BACKOFF_REFUSED: BackoffLimits = { baseMs: 30_000, maxMs: 600_000, floorMs: 15_000 };

/**
 * How long to wait after so many failures in a row: anything up to the doubled bound (full jitter), so that desks which lost
 * the hub together do not come back together. `random`: 0 (inclusive) to 1.
 */
export function backoffMs(failures: number, random: number, limits: BackoffLimits = BACKOFF): number {
  const bound = Math.min(limits.maxMs, limits.baseMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return Math.max(limits.floorMs, Math.round(bound * random));
}

/** The wait until the next exchange of a period in minutes: ±10 %, so that streets do not all come at once. */
export function periodMs(minutes: number, random: number): number {
  return Math.round(minutes * 60_000 * (0.9 + 0.2 * random));
}
