import { streamType } from '../aggregate';
import type { FactOf } from '../eventType';
import { type CallerErased, erasureEvents } from './events';

/** That a report's caller was erased: when, by whom, why. */
export interface ErasureState extends CallerErased {
  readonly id: string;
  readonly at: string;
  readonly by: string;
}

/** Fold one fact: the first one counts. */
function evolve(state: ErasureState | null, fact: FactOf<typeof erasureEvents>): ErasureState {
  return state ?? { ...fact.data, id: fact.stream, at: fact.at, by: fact.actor };
}

/** Streams `erasure:<report>`. */
export const erasureStreams = streamType(['erasure'], erasureEvents, evolve);
