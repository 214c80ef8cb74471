import { NO_REPORTS, type OutsideClock, type Row } from './rows';

const first = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);
const number = (value: Row[string] | undefined): number | null => (typeof value === 'number' ? value : null);

/** What a filling keeps in memory instead of asking the tables: daily counts, and what each case needs to know of its reports. */
export class BulkWrite {
  private readonly days = new Map<string, number>();
  private readonly states = new Map<string, number>();
  private readonly clocks = new Map<string, OutsideClock>();

  /** A report's row was written. */
  add(row: Row): void {
    if (typeof row.case_id !== 'string') return;
    const known = this.outside(row.case_id);
    const owed = row.owes === 1;
    this.clocks.set(row.case_id, {
      due: first(known.due, number(row.outside_due)),
      yellow: first(known.yellow, number(row.outside_yellow)),
      reports: known.reports + 1,
      first: first(known.first, number(row.received_at)),
      owed: known.owed + (owed ? 1 : 0),
      owedDue: owed ? first(known.owedDue, number(row.outside_due)) : known.owedDue,
      owedYellow: owed ? first(known.owedYellow, number(row.outside_yellow)) : known.owedYellow,
    });
  }

  outside(caseId: string): OutsideClock {
    return this.clocks.get(caseId) ?? NO_REPORTS;
  }

  count(day: string, kind: string, n: number): void {
    const key = `${day}|${kind}`;
    this.days.set(key, (this.days.get(key) ?? 0) + n);
  }

  /** An item's row was written. */
  item(row: Row): void {
    const key = `${row.kind}|${row.state}|${row.open}`;
    this.states.set(key, (this.states.get(key) ?? 0) + 1);
  }

  *stateCounts(): Generator<[kind: string, state: string, open: number, n: number]> {
    for (const [key, n] of this.states) {
      const [kind = '', state = '', open = ''] = key.split('|');
      yield [kind, state, Number(open), n];
    }
  }

  *counts(): Generator<[day: string, kind: string, n: number]> {
    for (const [key, n] of this.days) {
      const cut = key.indexOf('|');
      if (n !== 0) yield [key.slice(0, cut), key.slice(cut + 1), n];
    }
  }
}
