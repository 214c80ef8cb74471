import type { SyncAge } from '@shared/contract/sync';
import { type Instant, MINUTE_MS, toInstant, toMs } from '@shared/rules/time';

/** So long a cut stays in the header alone: a moment of it is no news for a room. */
const CALM_MINUTES = 2;

export interface DataAge {
  readonly state: 'inSync' | 'behind';
  /** Up to when the data of all stations are here, by the clock on the wall: `16:00`, with seconds where it stands still. */
  readonly at: string | undefined;
  /** Whole minutes since then. */
  readonly minutes: number | undefined;
  /** Worth a line across the wall. */
  readonly loud: boolean;
}

/**
 * What the wall says of its data's age; undefined where the station works alone, and only the time is told.
 * Exchanges are told in the host's time, the wall in the centre's: the age is what both have in common.
 */
export function dataAge(age: SyncAge | undefined, hostMs: number, centreMs: number): DataAge | undefined {
  if (!age || age.state === 'alone') return undefined;
  if (age.at === null) {
    return { state: age.state, at: undefined, minutes: undefined, loud: age.state === 'behind' };
  }
  const old = Math.max(0, hostMs - toMs(age.at));
  const minutes = Math.floor(old / MINUTE_MS);
  const at: Instant = toInstant(centreMs - old);
  const behind = age.state === 'behind';
  return {
    state: age.state,
    at: behind ? at.slice(11, 19) : at.slice(11, 16),
    minutes,
    loud: behind && minutes >= CALM_MINUTES,
  };
}
