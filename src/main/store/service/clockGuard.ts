import { CodedError } from '@shared/contract/errors';
import { WRONG_CLOCK_MS } from '@shared/rules/clockAhead';
import { type Instant, toInstant, toLocalMinute, toMs } from '@shared/rules/time';

/** The host's clock and the last entry do not belong together: both, for somebody to decide. */
export interface ClockDoubt {
  readonly now: Instant;
  readonly last: Instant;
}

/**
 * Keeps a host's clock that was set wrong from stamping anything. What time it must be is known from the last entry of this device
 * and, while the program runs, from the monotonic clock; a day or more off it, nothing is written until somebody has said that the
 * clock is right. A computer that was switched off for days asks as well: nothing tells a holiday from a wrong clock but a person.
 */
export class ClockGuard {
  /** What the clock showed at a moment of the monotonic clock, ms both. */
  private known: { readonly wallMs: number; readonly monotonicMs: number } | undefined;

  /**
   * `last`: when the last entry was made; undefined where there is none yet, then the first clock is believed.
   * `monotonicMs`: milliseconds that only grow; without it every clock is believed (the demo's, `--now`, tests).
   */
  constructor(
    private last: Instant | undefined,
    private readonly monotonicMs: (() => number) | undefined,
  ) {
    if (last !== undefined) this.take(toMs(last));
  }

  /** Why nothing may be stamped with this time; undefined where it may. */
  doubt(nowMs: number): ClockDoubt | undefined {
    const { known, last, monotonicMs } = this;
    if (!known || last === undefined || !monotonicMs) return undefined;
    const expected = known.wallMs + (monotonicMs() - known.monotonicMs);
    return Math.abs(nowMs - expected) < WRONG_CLOCK_MS ? undefined : { now: toInstant(nowMs), last };
  }

  /** Errors: `store.clock`. */
  mustBelieve(nowMs: number): void {
    const doubt = this.doubt(nowMs);
    if (doubt) throw clockError(doubt);
  }

  /** An entry was made. */
  wrote(at: Instant): void {
    this.last = at;
    this.take(toMs(at));
  }

  /** Somebody looked at the clock and says that it is right. */
  believe(nowMs: number): void {
    this.take(nowMs);
  }

  private take(wallMs: number): void {
    if (this.monotonicMs) this.known = { wallMs, monotonicMs: this.monotonicMs() };
  }
}

/** A doubt as the refusal that commands get: both times as a person reads them. */
export function clockError({ now, last }: ClockDoubt): CodedError {
  const read = (at: Instant): string => toLocalMinute(at).replace('T', ' ');
  return new CodedError('store.clock', { now: read(now), last: read(last) });
}
