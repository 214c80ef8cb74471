/** A clock further off than this is told on screen. Work goes on all the same. */
export const DRIFT_ALARM_MS = 60_000;

/** Wall clock and monotonic clock further apart than this between two looks: somebody set the clock, or the computer slept. */
export const JUMP_MS = 10_000;

/**
 * How far the own clock is ahead of the hub's, in ms: against the middle of the round trip, which halves the error of a slow
 * line.
 */
export function driftOf(sentMs: number, receivedMs: number, hubMs: number): number {
  return Math.round((sentMs + receivedMs) / 2 - hubMs);
}

/** A reading of both clocks of a computer. */
export interface Clocks {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/** By how much the wall clock moved more than time did between two readings; 0 below `JUMP_MS`. */
export function jumpOf(before: Clocks, after: Clocks): number {
  const moved = after.wallMs - before.wallMs - (after.monotonicMs - before.monotonicMs);
  return Math.abs(moved) < JUMP_MS ? 0 : Math.round(moved);
}
