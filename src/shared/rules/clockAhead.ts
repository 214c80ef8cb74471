import { DAY_MS, type Instant, later, toMs } from './time';

/** A clock this far off (in ms) is set wrong (时钟错了), not merely fast or slow. */
export const WRONG_CLOCK_MS = DAY_MS;

/** Was this written down by a clock that was set wrong, as seen at `now`? */
export function isFarAhead(at: Instant, now: Instant): boolean {
  return at > now && toMs(at) - toMs(now) >= WRONG_CLOCK_MS;
}

/**
 * When something happens now that follows what happened at `last`: now, or with it where the clock that wrote it was merely
 * fast. Of a clock that was set wrong nothing is taken over: what follows bears its own time.
 */
export function afterLast(now: Instant, last: Instant): Instant {
  return isFarAhead(last, now) ? now : later(now, last);
}

/** A stretch in which a clock ran; without `to` it still runs. */
interface Stretch {
  readonly from: Instant;
  readonly to?: Instant | undefined;
}

/**
 * The stretches of a clock as far as they can have run by `at`: a clock that was set wrong may have written that they begin or end
 * years ahead. One that ends later ends now, one that would begin later never was, and one that is open runs since `start`, where
 * nothing ran before; one that stands until a known time (a hold's end) goes on then. The same list where nothing lies ahead.
 */
export function ranBy<S extends Stretch>(
  ran: readonly S[],
  start: Instant,
  at: Instant,
  until?: Instant,
): readonly (S | Stretch)[] {
  if (ran.every(({ from, to }) => (to ?? from) <= at || (to === undefined && from === until))) return ran;
  const past = ran.flatMap(({ from, to }): Stretch[] =>
    to === undefined || from >= at ? [] : [{ from, to: to > at ? at : to }],
  );
  const last = ran.at(-1);
  if (!last || last.to !== undefined) return past;
  const since = past.length === 0 && start < at ? start : at;
  return [...past, { from: until ?? (last.from <= at ? last.from : since) }];
}
