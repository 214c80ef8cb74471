import type { Fact } from '../envelope';
import type { LedgerKind, LedgerRecorded } from './events';

/** What was done on one day, in pieces per kind. */
export interface LedgerState {
  readonly id: string;
  readonly day: string;
  readonly totals: Readonly<Partial<Record<LedgerKind, number>>>;
}

/** Fold one ledger entry. */
export function evolveLedger(state: LedgerState | null, fact: Fact): LedgerState | null {
  if (fact.type !== 'ledger.recorded') return state;
  const entry = fact.data as unknown as LedgerRecorded;
  const totals = { ...state?.totals, [entry.kind]: (state?.totals[entry.kind] ?? 0) + entry.quantity };
  return { id: fact.stream, day: entry.day, totals };
}
