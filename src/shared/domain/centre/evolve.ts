import { streamType } from '../aggregate';
import type { FactOf } from '../eventType';
import { centreEvents } from './events';

/** A centre: the ids of its keys in the order in which they were named. More than one means that desks work with different keys. */
export interface CentreState {
  readonly id: string;
  readonly keys: readonly string[];
}

/** Fold one fact. Several desks may name the same key: it counts once. */
function evolve(state: CentreState | null, fact: FactOf<typeof centreEvents>): CentreState {
  const { key } = fact.data;
  const keys = state?.keys ?? [];
  return { id: fact.stream, keys: keys.includes(key) ? keys : [...keys, key] };
}

/** The stream `centre:main`. */
export const centreStream = streamType(['centre'], centreEvents, evolve);
