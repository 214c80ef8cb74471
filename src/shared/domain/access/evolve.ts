import { streamType } from '../aggregate';
import type { FactOf } from '../eventType';
import { accessEvents, type CallerSearched } from './events';

/** Who looked for callers on one day, in order. */
export interface AccessState {
  readonly id: string;
  readonly searches: readonly (CallerSearched & { readonly at: string; readonly by: string })[];
}

/** Fold one search. */
function evolve(state: AccessState | null, fact: FactOf<typeof accessEvents>): AccessState {
  const search = { ...fact.data, at: fact.at, by: fact.actor };
  return { id: fact.stream, searches: [...(state?.searches ?? []), search] };
}

/** Streams `access:<day>`. */
export const accessStream = streamType(['access'], accessEvents, evolve);
