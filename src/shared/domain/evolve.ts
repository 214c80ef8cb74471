import { evolveCase } from './case/evolve';
import { aggregateOf, type Fact } from './envelope';
import { evolveIntake } from './intake/evolve';
import { evolveLedger } from './ledger/evolve';
import { evolveTables } from './registry/evolve';
import { evolveReport } from './report/evolve';

type Evolve = (state: never, fact: Fact) => unknown;

const evolvers: Readonly<Record<string, Evolve>> = {
  report: evolveReport as Evolve,
  case: evolveCase as Evolve,
  registry: evolveTables as Evolve,
  rules: evolveTables as Evolve,
  ledger: evolveLedger as Evolve,
  intake: evolveIntake as Evolve,
};

/** Fold one fact into the state of its stream; streams of unknown aggregates (a newer program's) stay null and are kept. */
export function evolve(state: unknown, fact: Fact): unknown {
  const fold = evolvers[aggregateOf(fact.stream)];
  return fold ? fold(state as never, fact) : null;
}

/** Does this program know the aggregate of this stream? */
export function knowsAggregate(stream: string): boolean {
  return aggregateOf(stream) in evolvers;
}
