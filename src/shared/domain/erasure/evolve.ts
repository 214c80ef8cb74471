import type { Fact } from '../envelope';
import type { CallerErased } from './events';

/** That a report's caller was erased: when, by whom, why. */
export interface ErasureState extends CallerErased {
  readonly id: string;
  readonly at: string;
  readonly by: string;
}

/** Fold one fact: the first one counts. */
export function evolveErasure(state: ErasureState | null, fact: Fact): ErasureState | null {
  if (state || fact.type !== 'caller.erased') return state;
  return { ...(fact.data as unknown as CallerErased), id: fact.stream, at: fact.at, by: fact.actor };
}
