import { streamType } from '../aggregate';
import type { FactOf } from '../eventType';
import { type LedgerKind, ledgerEvents } from './events';

/** What was done on one day, in pieces per kind. */
export interface LedgerState {
  readonly id: string;
  readonly day: string;
  readonly totals: Readonly<Partial<Record<LedgerKind, number>>>;
}

/** Fold one ledger entry. */
function evolve(state: LedgerState | null, fact: FactOf<typeof ledgerEvents>): LedgerState {
  const entry = fact.data;
  const totals = { ...state?.totals, [entry.kind]: (state?.totals[entry.kind] ?? 0) + entry.quantity };
  return { id: fact.stream, day: entry.day, totals };
}

/** Streams `ledger:<day>`. */
export const ledgerStream = streamType(['ledger'], ledgerEvents, evolve);
