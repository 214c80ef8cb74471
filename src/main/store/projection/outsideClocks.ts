import { earlier, type Row, type RowTables } from './rowTables';

/** The few dates of its reports that a case's row depends on. */
export interface OutsideClock {
  /** The binding outside deadline: the earliest of the reports'. */
  readonly due: number | null;
  readonly yellow: number | null;
  readonly reports: number;
  /** When the first of them was received. */
  readonly first: number | null;
  /** How many of them are owed a reply, and by when the first of these, where an outside deadline says so. */
  readonly owed: number;
  readonly owedDue: number | null;
  readonly owedYellow: number | null;
}

const NO_REPORTS: OutsideClock = {
  due: null,
  yellow: null,
  reports: 0,
  first: null,
  owed: 0,
  owedDue: null,
  owedYellow: null,
};

const number = (value: Row[string] | undefined): number | null => (typeof value === 'number' ? value : null);

/** What each case needs to know of its reports: asked of their table, and added up while an empty projection is filled. */
export class OutsideClocks {
  private readonly gathered = new Map<string, OutsideClock>();

  constructor(private readonly tables: RowTables) {}

  /** A report's row was written. */
  add(row: Row): void {
    if (!this.tables.filling || typeof row.case_id !== 'string') return;
    const known = this.of(row.case_id);
    const owed = row.owes === 1;
    this.gathered.set(row.case_id, {
      due: earlier(known.due, number(row.outside_due)),
      yellow: earlier(known.yellow, number(row.outside_yellow)),
      reports: known.reports + 1,
      first: earlier(known.first, number(row.received_at)),
      owed: known.owed + (owed ? 1 : 0),
      owedDue: owed ? earlier(known.owedDue, number(row.outside_due)) : known.owedDue,
      owedYellow: owed ? earlier(known.owedYellow, number(row.outside_yellow)) : known.owedYellow,
    });
  }

  of(caseId: string): OutsideClock {
    if (this.tables.filling) return this.gathered.get(caseId) ?? NO_REPORTS;
    const found = this.tables.db.get<OutsideClock & Row>(
      `SELECT min(outside_due) AS due, min(outside_yellow) AS yellow, count(*) AS reports, min(received_at) AS first,
       ifnull(sum(owes), 0) AS owed, min(CASE WHEN owes=1 THEN outside_due END) AS owedDue,
       min(CASE WHEN owes=1 THEN outside_yellow END) AS owedYellow FROM report WHERE case_id=?`,
      [caseId],
    );
    return found ?? NO_REPORTS;
  }

  /** The filling is over. */
  flush(): void {
    this.gathered.clear();
  }
}
