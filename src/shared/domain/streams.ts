import { isStreamOf, type StreamType } from './aggregate';
import type { Streams } from './context';
import type { StreamId } from './envelope';

/** The state of a stream as this type folds it; null for a stream of another type. `state`: what `evolve` made of the stream. */
export function stateAs<S>(type: StreamType<S>, id: StreamId, state: unknown): S | null {
  return isStreamOf(type, id) ? ((state ?? null) as S | null) : null;
}

/** Streams over folded states. `stateOf`: what `evolve` made of a stream, null or undefined where there is none. */
export function streamsOver(
  stateOf: (id: StreamId) => unknown,
  reportsOf: (caseId: StreamId) => readonly StreamId[],
): Streams {
  return { get: (type, id) => stateAs(type, id, stateOf(id)), reportsOf };
}
