import { type Appliers, streamType } from '../aggregate';
import { type CallerErased, erasureEvents } from './events';

/** That a report's caller was erased: when, by whom, why. */
export interface ErasureState extends CallerErased {
  readonly id: string;
  readonly at: string;
  readonly by: string;
}

const appliers: Appliers<ErasureState, typeof erasureEvents> = {
  // The first one counts.
  'caller.erased': (state, fact) => state ?? { ...fact.data, id: fact.stream, at: fact.at, by: fact.actor },
};

/** Streams `erasure:<report>`. */
export const erasureStreams = streamType(['erasure'], erasureEvents, appliers);
