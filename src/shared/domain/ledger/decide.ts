import { maskText } from '../../rules/intake/personal';
import type { LedgerKindRow } from '../../rules/ledgerKinds';
import { DAY_MS, dayOf, startOfDay, toMs } from '../../rules/time';
import type { DecideScope } from '../aggregate';
import { LATE_DAYS, maskedPlace } from '../common';
import { accept, type Decision, type NewEvent, type Refusal, refusal, refuse } from '../envelope';
import type { CorrectLedger, RecordLedger } from './commands';
import type { LedgerCorrected, LedgerRecorded } from './events';
import { lastCorrections, ledgerStream, quantityOf } from './evolve';

/** The stream of a day's ledger. */
export function ledgerOf(day: string): string {
  return `ledger:${day}`;
}

function recorded(at: string, data: LedgerRecorded): NewEvent {
  return { stream: ledgerOf(data.day), type: 'ledger.recorded', at, data };
}

function corrected(at: string, data: LedgerCorrected): NewEvent {
  return { stream: ledgerOf(data.day), type: 'ledger.corrected', at, data };
}

type Entry = RecordLedger['entries'][number];

/** What is wrong with an entry: of a kind or a unit that nobody knows, of a day to come, or too late without a reason. */
function blockOf(entry: Entry, kinds: readonly LedgerKindRow[], scope: DecideScope): Refusal | undefined {
  const { streams, ctx, lateReason } = scope;
  const { day, kind, unit } = entry;
  if (!kinds.some(({ id }) => id === kind)) return refusal('ledger.kindUnknown', { kind });
  if (unit !== undefined && !ctx.rules.unit(unit)) return refusal('ledger.unitUnknown', { unit });
  const today = dayOf(ctx.now);
  if (day > today) return refusal('ledger.dayAhead', { day });
  const late = toMs(startOfDay(today)) - toMs(startOfDay(day));
  const { id } = entry;
  if (id !== undefined && streams.get(ledgerStream, ledgerOf(day))?.entries.some((one) => one.id === id))
    return refusal('ledger.entryExists');
  if (late > LATE_DAYS * DAY_MS && !lateReason) return refusal('ledger.tooLate', { day, days: LATE_DAYS });
  return undefined;
}

/**
 * Record what was done. Refusals: `ledger.kindUnknown`, `ledger.unitUnknown`, `ledger.dayAhead`, `ledger.entryExists`, and `ledger.tooLate` where the day
 * is more than `LATE_DAYS` back and no reason is given.
 */
export function record({ entries }: RecordLedger, scope: DecideScope): Decision {
  const { ctx, at } = scope;
  for (const entry of entries) {
    const block = blockOf(entry, ctx.rules.ledgerKinds, scope);
    if (block) return { ok: false, refusal: block };
  }
  return accept(
    entries.map(({ note, place, photos, ...said }) =>
      recorded(at, {
        ...said,
        ...(note ? { note: maskText(note) } : {}),
        ...(place ? { place: maskedPlace(place) } : {}),
        ...(photos?.length ? { photos } : {}),
        id: said.id ?? ctx.newId('entry'),
      }),
    ),
  );
}

/**
 * Correct an entry. Refusals: `ledger.entryUnknown`, `ledger.sameQuantity`, and `ledger.correctedMeanwhile` where it stands otherwise
 * than whoever corrects had seen.
 */
export function correct(
  { day, entry: id, quantity, reason, after }: CorrectLedger,
  scope: DecideScope,
): Decision {
  const { streams, ctx, at } = scope;
  const entry = streams.get(ledgerStream, ledgerOf(day))?.entries.find((one) => one.id === id);
  if (!entry) return refuse('ledger.entryUnknown');
  const last = lastCorrections(entry);
  if (last.length !== after.length || last.some((one) => !after.includes(one.id)))
    return refuse('ledger.correctedMeanwhile', { quantity: quantityOf(entry) });
  // Of a dispute somebody may choose the value that holds meanwhile: that is an answer too.
  if (last.length < 2 && quantityOf(entry) === quantity) return refuse('ledger.sameQuantity', { quantity });
  const data = { day, entry: id, id: ctx.newId('correction'), quantity, reason: maskText(reason), after };
  return accept([corrected(at, data)]);
}
