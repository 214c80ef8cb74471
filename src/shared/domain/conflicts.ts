import { aggregateOf, type Fact } from './envelope';

/** What two stations did to one case or report without knowing of each other. */
export interface Conflict {
  /** Refs of all events that take part, in stream order. */
  readonly refs: readonly string[];
}

/** Refs of the events that decisions (`*.settled`) set aside: they stay in the timeline and have no effect. Facts in stream order. */
export function setAside(_facts: readonly Fact[]): ReadonlySet<string> {
  return new Set();
}

/** The open conflicts of a stream whose events are not in one line. Facts in stream order. */
export function conflictsOf(_facts: readonly Fact[]): readonly Conflict[] {
  return [];
}

/** Does a stream fold anew when this fact comes, since it changes what earlier ones meant? */
export function foldsAnew(fact: Fact): boolean {
  return fact.type === `${aggregateOf(fact.stream)}.settled`;
}
