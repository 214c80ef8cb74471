import type { Aggregate } from './aggregate';
import { aggregates } from './aggregates';
import type { StoredEvent } from './envelope';

const all: readonly Aggregate[] = aggregates;

/** What an answer names of the events that were written: the same after a restart as the first time. */
export function resultOf(
  events: readonly Pick<StoredEvent, 'stream' | 'type' | 'data'>[],
): Record<string, unknown> {
  const named = events.flatMap((event) => all.map(({ result }) => result?.(event) ?? {}));
  return Object.assign({}, ...named);
}
