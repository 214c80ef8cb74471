import { type Conflict, conflictsOf, foldsAnew, leaves, overriddenEvents } from './conflicts';
import { commitOf, compareFacts, type EventRef, type Fact } from './envelope';
import { evolve } from './evolve';

/**
 * A folded stream with what its next event needs. `heads`: the events that no other event of the stream has seen, sorted,
 * parted by spaces; one where all stations agree. The next event's `basis` names them: that is how it tells what it saw.
 */
export interface Folded {
  readonly state: unknown;
  readonly rank: number;
  readonly heads: string;
  /** The last event in the order of the stream. */
  readonly last: Fact | null;
  /** Some event did not know of another: conflicts are looked for. */
  readonly forked: boolean;
}

/** A stream without any event. */
export const NOTHING: Folded = { state: null, rank: 0, heads: '', last: null, forked: false };

const parted = (heads: string): string[] => (heads === '' ? [] : heads.split(' '));

/** The events that the author of a fact had seen last; those of its own commit count as seen. */
export function parentsOf(fact: Pick<Fact, 'basis'>): EventRef[] {
  return parted(fact.basis ?? '');
}

/** Heads after this fact, and whether there was one that it did not know of. */
function nextHeads(heads: string, fact: Fact): { heads: string; forked: boolean } {
  if (heads === fact.basis || heads === '') return { heads: fact.ref, forked: false };
  const seen = new Set(parentsOf(fact));
  const own = commitOf(fact.ref);
  const left = parted(heads).filter((head) => !seen.has(head) && commitOf(head) !== own);
  return { heads: [...left, fact.ref].sort().join(' '), forked: left.length > 0 };
}

/** The heads of a stream from its facts in order: what its next event has seen. */
export function headsOf(facts: readonly Fact[]): string {
  return facts.reduce((heads, fact) => nextHeads(heads, fact).heads, '');
}

/** Fold one more fact on top; undefined where the stream has to be folded anew: the fact came late, or changes what others meant. */
export function foldOn(before: Folded, fact: Fact): Folded | undefined {
  if (before.last && compareFacts(before.last, fact) >= 0) return undefined;
  const { heads, forked } = nextHeads(before.heads, fact);
  if (forked || foldsAnew(fact)) return undefined;
  return { state: evolve(before.state, fact), rank: fact.rank, heads, last: fact, forked: before.forked };
}

/** Fold a whole stream from its facts in any order: the same facts give the same result at every station. */
export function foldAll(facts: readonly Fact[]): Folded {
  const ordered = [...facts].sort(compareFacts);
  const aside = overriddenEvents(ordered);
  let state: unknown = null;
  let heads = '';
  let forked = false;
  for (const fact of ordered) {
    state = aside.has(fact.ref) ? leaves(state, fact) : evolve(state, fact);
    const next = nextHeads(heads, fact);
    heads = next.heads;
    forked ||= next.forked;
  }
  const last = ordered.at(-1) ?? null;
  if (forked) state = withConflicts(state, conflictsOf(ordered));
  return { state, rank: last?.rank ?? 0, heads, last, forked };
}

function withConflicts(state: unknown, conflicts: readonly Conflict[]): unknown {
  if (state === null || typeof state !== 'object') return state;
  return conflicts.length > 0 ? { ...state, conflicts } : state;
}
