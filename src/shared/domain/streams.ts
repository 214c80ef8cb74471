import { isStreamOf, type StreamType } from './aggregate';
import type { Streams } from './context';
import type { Fact, StreamId } from './envelope';
import type { EventTypes, FactOf } from './eventType';

/** The state of a stream as this type folds it; null for a stream of another type. `state`: what `evolve` made of the stream. */
export function stateAs<S>(type: StreamType<S>, id: StreamId, state: unknown): S | null {
  return isStreamOf(type, id) ? ((state ?? null) as S | null) : null;
}

/** A fact as a type of streams reads it; undefined for one of other events, or of a newer program. */
export function factAs<E extends EventTypes>(
  type: StreamType<unknown, E>,
  fact: Fact,
): FactOf<E> | undefined {
  return type.reads(fact) ? (fact as FactOf<E>) : undefined;
}

/** Streams over folded states. `stateOf`: what `evolve` made of a stream, null or undefined where there is none. */
export function streamsOver(
  stateOf: (id: StreamId) => unknown,
  reportsOf: (caseId: StreamId) => readonly StreamId[],
): Streams {
  return { get: (type, id) => stateAs(type, id, stateOf(id)), reportsOf };
}
