import type { Fact } from '../envelope';
import type { CentreKeyNamed } from './events';

/** A centre: the ids of its keys in the order in which they were named. More than one means that desks work with different keys. */
export interface CentreState {
  readonly id: string;
  readonly keys: readonly string[];
}

/** Fold one fact. Several desks may name the same key: it counts once. */
export function evolveCentre(state: CentreState | null, fact: Fact): CentreState | null {
  if (fact.type !== 'centre-key.named') return state;
  const { key } = fact.data as unknown as CentreKeyNamed;
  const keys = state?.keys ?? [];
  return { id: fact.stream, keys: keys.includes(key) ? keys : [...keys, key] };
}
