import { addDays, type Day, startOfMonth, startOfWeek } from '@shared/rules/time';

/** How much of the ledger is looked at: one day, a week from Monday, a month. */
export type Span = 'day' | 'week' | 'month';
export const spans: readonly Span[] = ['day', 'week', 'month'];

export interface Period {
  readonly from: Day;
  readonly to: Day;
}

/** The first day of the month after. */
function nextMonth(day: Day): Day {
  return startOfMonth(addDays(startOfMonth(day), 31));
}

/** The day, week or month that a day lies in; both ends included. */
export function periodOf(span: Span, day: Day): Period {
  if (span === 'day') return { from: day, to: day };
  if (span === 'week') {
    const from = startOfWeek(day);
    return { from, to: addDays(from, 6) };
  }
  return { from: startOfMonth(day), to: addDays(nextMonth(day), -1) };
}

/** A day in the period before or behind that of this day. */
export function moved(span: Span, day: Day, by: -1 | 1): Day {
  const { from, to } = periodOf(span, day);
  return by < 0 ? periodOf(span, addDays(from, -1)).from : addDays(to, 1);
}
