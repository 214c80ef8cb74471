import { type Appliers, streamType } from '../aggregate';
import { centreEvents } from './events';

/** A centre: the ids of its keys in the order in which they were named. More than one means that desks work with different keys. */
export interface CentreState {
  readonly id: string;
  readonly keys: readonly string[];
}

const appliers: Appliers<CentreState, typeof centreEvents> = {
  // Several desks may name the same key: it counts once.
  'centre-key.named': (state, { stream, data: { key } }) => {
    const keys = state?.keys ?? [];
    return { id: stream, keys: keys.includes(key) ? keys : [...keys, key] };
  },
};

/** The stream `centre:main`. */
export const centreStream = streamType(['centre'], centreEvents, appliers);
