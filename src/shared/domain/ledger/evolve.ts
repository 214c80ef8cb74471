import { dayOf } from '../../rules/time';
import { type Appliers, streamType } from '../aggregate';
import type { FactOf } from '../eventType';
import { type LedgerCorrected, type LedgerRecorded, ledgerEvents } from './events';

/** A correction of an entry, with who made it. */
export interface LedgerCorrection extends Pick<LedgerCorrected, 'id' | 'quantity' | 'reason' | 'after'> {
  readonly at: string;
  readonly by: string;
}

/** One entry of the ledger with all that was said of it since. */
export interface LedgerEntry extends Omit<LedgerRecorded, 'id' | 'day'> {
  readonly id: string;
  readonly recordedAt: string;
  readonly by: string;
  /** It was recorded after its day was over (补录). */
  readonly late: boolean;
  readonly lateReason?: string | undefined;
  /** In the order of the stream. */
  readonly corrections: readonly LedgerCorrection[];
}

/** What was done on one day. */
export interface LedgerState {
  readonly id: string;
  readonly day: string;
  readonly entries: readonly LedgerEntry[];
  /** Corrections whose entry has not come yet: another station's chain may be on its way. */
  readonly waiting: Readonly<Record<string, readonly LedgerCorrection[]>>;
}

/** The corrections that no other one replaces: more than one where desks corrected without knowing of each other. */
export function lastCorrections({
  corrections,
}: Pick<LedgerEntry, 'corrections'>): readonly LedgerCorrection[] {
  const replaced = new Set(corrections.flatMap(({ after }) => after));
  return corrections.filter(({ id }) => !replaced.has(id));
}

/** The quantity that holds now: as corrected last, in the order of the stream, which is the same at every station. */
export function quantityOf(entry: LedgerEntry): number {
  return lastCorrections(entry).at(-1)?.quantity ?? entry.quantity;
}

/** Two corrections say different things, and nobody has decided yet (有分歧). */
export function isDisputed(entry: LedgerEntry): boolean {
  return new Set(lastCorrections(entry).map(({ quantity }) => quantity)).size > 1;
}

/** Sums of a day by kind; kinds whose entries were all struck out are not in it. */
export function dayTotals(state: LedgerState | null): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const entry of state?.entries ?? []) {
    const quantity = quantityOf(entry);
    if (quantity > 0) totals.set(entry.kind, (totals.get(entry.kind) ?? 0) + quantity);
  }
  return totals;
}

type LedgerFact<T extends keyof typeof ledgerEvents> = FactOf<typeof ledgerEvents, T>;

function entryOf(
  { data, ...fact }: LedgerFact<'ledger.recorded'>,
  corrections: LedgerEntry['corrections'],
): LedgerEntry {
  const { id = `${fact.commandId}/${fact.index}`, day, ...said } = data;
  const { recordedAt, actor: by, lateReason } = fact;
  const late = dayOf(recordedAt) > day;
  return { ...said, id, recordedAt, by, late, ...(late && lateReason ? { lateReason } : {}), corrections };
}

const emptyDay = ({ stream, data }: LedgerFact<keyof typeof ledgerEvents>): LedgerState => ({
  id: stream,
  day: data.day,
  entries: [],
  waiting: {},
});

const appliers: Appliers<LedgerState, typeof ledgerEvents> = {
  'ledger.recorded': (state, fact) => {
    const before = state ?? emptyDay(fact);
    const fresh = entryOf(fact, []);
    const { [fresh.id]: come = [], ...waiting } = before.waiting;
    return { ...before, entries: [...before.entries, { ...fresh, corrections: come }], waiting };
  },
  'ledger.corrected': (state, fact) => {
    const before = state ?? emptyDay(fact);
    const { entry: id, day: _day, ...said } = fact.data;
    const correction: LedgerCorrection = { ...said, at: fact.recordedAt, by: fact.actor };
    if (!before.entries.some((entry) => entry.id === id)) {
      const come = before.waiting[id] ?? [];
      return { ...before, waiting: { ...before.waiting, [id]: [...come, correction] } };
    }
    const corrected = (entry: LedgerEntry): LedgerEntry =>
      entry.id === id ? { ...entry, corrections: [...entry.corrections, correction] } : entry;
    return { ...before, entries: before.entries.map(corrected) };
  },
};

/** Streams `ledger:<day>`. */
export const ledgerStream = streamType(['ledger'], ledgerEvents, appliers);
