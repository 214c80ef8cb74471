import type { Fact } from '../envelope';
import type { CallerSearched } from './events';

/** Who looked for callers on one day, in order. */
export interface AccessState {
  readonly id: string;
  readonly searches: readonly (CallerSearched & { readonly at: string; readonly by: string })[];
}

/** Fold one search. */
export function evolveAccess(state: AccessState | null, fact: Fact): AccessState | null {
  if (fact.type !== 'access.caller-searched') return state;
  const search = { ...(fact.data as unknown as CallerSearched), at: fact.at, by: fact.actor };
  return { id: fact.stream, searches: [...(state?.searches ?? []), search] };
}
