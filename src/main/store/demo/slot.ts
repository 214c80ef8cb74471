import type { Channel } from '@shared/domain/common';
import type { Source } from './days';
import type { DemoPlace } from './places';
import type { Matter } from './texts';

/** A report to be written: when, by which way, about what. */
export interface Slot {
  ms: number;
  readonly source: Source;
  readonly channel: Channel;
  matter: Matter;
  /** Set where the place is given (campaign). */
  at?: DemoPlace;
  /** Still waits for intake when the demo ends. */
  waits?: boolean;
  /** Waits, with somebody out to see whether it is real. */
  verifying?: boolean;
  /** Its case was just filed when the demo ends. */
  fresh?: boolean;
}

/** Channels by which people tell us themselves: what they say may be seen to first (核实). */
export const PUBLIC: ReadonlySet<Channel> = new Set(['snapshot', 'phone', 'walkIn']);
