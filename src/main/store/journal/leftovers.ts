import type { Commit } from '@shared/domain/envelope';
import { type ChainId, chainOf, refParts } from '@shared/sync/vector';

/** A line of the segment in question with its commit, where it is a sound one. */
export interface Candidate {
  readonly offset: number;
  readonly complete: boolean;
  readonly commit: () => Commit | undefined;
}

/**
 * Where what a failed write left begins, in a segment of an older program, which noted nowhere how much was acknowledged: the
 * lines at its end whose numbers the next segment uses itself, and a torn one. Undefined where nothing was left. A chain of
 * which either segment holds a copy gave its numbers back by that: its lines are none.
 */
export function leftoversFrom(lines: readonly Candidate[], next: () => Iterable<Commit>): number | undefined {
  const first = new Map<ChainId, number | undefined>();
  let from: number | undefined;
  for (const line of lines.toReversed()) {
    const commit = line.commit();
    if (commit ? !usedAgain(commit, first, next) : line.complete) break;
    from = line.offset;
  }
  return from === undefined || !givenBack(lines, from, next) ? from : undefined;
}

function usedAgain(
  { device, incarnation, seq }: Commit,
  first: Map<ChainId, number | undefined>,
  next: () => Iterable<Commit>,
): boolean {
  const chain = chainOf(device, incarnation);
  if (!first.has(chain)) first.set(chain, firstOf(chain, next()));
  return seq >= (first.get(chain) ?? Number.POSITIVE_INFINITY);
}

function firstOf(chain: ChainId, commits: Iterable<Commit>): number | undefined {
  for (const { device, incarnation, seq } of commits) if (chainOf(device, incarnation) === chain) return seq;
  return undefined;
}

function givenBack(lines: readonly Candidate[], from: number, next: () => Iterable<Commit>): boolean {
  const left = new Set<ChainId>();
  for (const line of lines) {
    const commit = line.offset >= from ? line.commit() : undefined;
    if (commit) left.add(chainOf(commit.device, commit.incarnation));
  }
  if (left.size === 0) return false;
  const copied = ({ copyOf }: Commit): boolean => copyOf !== undefined && left.has(refParts(copyOf).chain);
  for (const line of lines) {
    const commit = line.commit();
    if (commit && copied(commit)) return true;
  }
  for (const commit of next()) if (copied(commit)) return true;
  return false;
}
