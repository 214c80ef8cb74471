import type { LedgerKind, LedgerPeriod } from '@shared/contract/ledger';
import { formulaSafe } from '@shared/rules/text/formulaSafe';
import { daysFrom } from '@shared/rules/time';

/** Words of the copied table, in the language of the screen. */
export interface PeriodWords {
  readonly day: string;
  readonly sum: string;
  readonly name: (kind: LedgerKind) => string;
  readonly unit: (kind: LedgerKind) => string;
}

/** A cell of a copied table: no tab or line end in it, and nothing that a spreadsheet would compute. */
function cell(text: string): string {
  return formulaSafe(text.replace(/\s+/g, ' ').trim());
}

/**
 * A week or month as a table for a spreadsheet: a line per day up to today, a column per kind, sums below; cells are parted by tabs, lines
 * by line ends, numbers are plain digits. Days on which nothing was recorded say 0.
 */
export function periodText({ from, to, today, kinds, days, sums }: LedgerPeriod, words: PeriodWords): string {
  const by = new Map(days.map(({ day, kind, n }) => [`${day} ${kind}`, n]));
  const total = new Map(sums.map(({ kind, n }) => [kind, n]));
  const head = (kind: LedgerKind) => {
    const unit = words.unit(kind);
    return cell(unit === '' ? words.name(kind) : `${words.name(kind)} (${unit})`);
  };
  const shown = daysFrom(from, to).filter((day) => day <= today);
  return [
    [cell(words.day), ...kinds.map(head)],
    ...shown.map((day) => [day, ...kinds.map(({ id }) => String(by.get(`${day} ${id}`) ?? 0))]),
    [cell(words.sum), ...kinds.map(({ id }) => String(total.get(id) ?? 0))],
  ]
    .map((row) => row.join('\t'))
    .join('\n');
}
