import { bare } from '../lookup';
import type { StreamType } from './aggregate';
import { aggregates } from './aggregates';
import { aggregateOf, type Fact } from './envelope';

const types: Readonly<Record<string, StreamType<unknown>>> = bare(
  Object.fromEntries(
    aggregates.flatMap(({ stream }): [string, StreamType<unknown>][] =>
      stream.prefixes.map((prefix) => [prefix, stream]),
    ),
  ),
);

/** Fold one fact into the state of its stream. What a newer program wrote (another aggregate, type, version or value) is kept and changes nothing. */
export function evolve(state: unknown, fact: Fact): unknown {
  const type = types[aggregateOf(fact.stream)];
  return type ? type.evolve(state, fact) : null;
}
