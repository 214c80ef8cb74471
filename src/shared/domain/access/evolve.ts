import { type Appliers, streamType } from '../aggregate';
import { accessEvents, type CallerSearched } from './events';

/** Who looked for callers on one day, in order. */
export interface AccessState {
  readonly id: string;
  readonly searches: readonly (CallerSearched & { readonly at: string; readonly by: string })[];
}

const appliers: Appliers<AccessState, typeof accessEvents> = {
  'access.caller-searched': (state, fact) => {
    const search = { ...fact.data, at: fact.at, by: fact.actor };
    return { id: fact.stream, searches: [...(state?.searches ?? []), search] };
  },
};

/** Streams `access:<day>`. */
export const accessStream = streamType(['access'], accessEvents, appliers);
