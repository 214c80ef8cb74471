import type { CaseState } from '@shared/domain/case/evolve';
import { aggregateOf } from '@shared/domain/envelope';
import type { IntakeState } from '@shared/domain/intake/evolve';
import { dayTotals, type LedgerState } from '@shared/domain/ledger/evolve';
import type { NoticeState } from '@shared/domain/notice/evolve';
import type { ReportState } from '@shared/domain/report/evolve';
import { dayOf, toInstant, toMs } from '@shared/rules/time';
import { BulkWrite } from './bulk';
import type { Db, SqlValue } from './database';
import {
  caseCounts,
  caseItem,
  changed,
  choiceRows,
  NO_REPORTS,
  type OutsideClock,
  partRows,
  type Row,
  reportCounts,
  reportItem,
  reportRow,
  returnRows,
} from './rows';
import { DROP_INDEXES, INDEXES } from './schema';

/** What is written of one case. */
interface CaseRows {
  readonly item: Row | undefined;
  readonly outside: OutsideClock;
  readonly parts: readonly Row[];
  readonly returned: readonly Row[];
  readonly choices: readonly Row[];
}

/** Cases whose rows are remembered: some days' work. */
const REMEMBERED = 2000;

const dayOfMs = (at: number): string => dayOf(toInstant(at));

/**
 * Writes the rows of streams whole from their folded states; the daily counts follow by the difference between the old row and
 * the new, so that any order of events ends in the same tables as a rebuild.
 */
export class RowWriter {
  /** Rows of the cases in work, as they are written. */
  private readonly cases = new Map<string, CaseRows>();
  private bulk: BulkWrite | undefined;

  constructor(
    private readonly db: Db,
    private readonly stateOf: (stream: string) => unknown,
  ) {}

  /** What was rolled back must not be remembered as written. */
  forget(): void {
    this.cases.clear();
  }

  /** Fill an empty projection: nothing is looked up that cannot be there, counts are added up first, indexes are made last. */
  fill(work: () => void): void {
    const bulk = new BulkWrite();
    this.db.exec(DROP_INDEXES);
    this.db.transaction(() => {
      this.bulk = bulk;
      work();
      this.bulk = undefined;
      for (const [day, kind, n] of bulk.counts()) this.addToDay(day, kind, n);
      for (const [kind, state, open, n] of bulk.stateCounts()) this.addToState({ kind, state, open }, n);
    });
    this.db.exec(INDEXES);
  }

  /** Write the rows of these streams from their states; reports first, since their cases' rows depend on them. */
  writeStreams(streams: readonly string[]): string[] {
    const items = new Set<string>();
    const cases = new Set(streams.filter((id) => aggregateOf(id) === 'case'));
    for (const id of streams) {
      if (aggregateOf(id) === 'report') this.writeReport(id, items, cases);
    }
    for (const id of cases) this.writeCase(id, items);
    for (const id of streams) this.writeOther(id);
    return [...items];
  }

  private writeReport(id: string, items: Set<string>, cases: Set<string>): void {
    const state = this.stateOf(id) as ReportState | null;
    const old = this.bulk ? undefined : this.db.get<Row>('SELECT * FROM report WHERE id=?', [id]);
    if (!state) {
      if (old) this.dropReport(id, old, items, cases);
      return;
    }
    const row = reportRow(state);
    this.count(old ? reportCounts(old) : [], reportCounts(row));
    this.write('report', row, old);
    this.bulk?.add(row);
    const item = reportItem(state);
    this.writeItem(id, item, this.itemRow(id));
    items.add(id);
    for (const kase of [old?.case_id, row.case_id]) {
      if (typeof kase !== 'string') continue;
      cases.add(kase);
      this.cases.delete(kase);
    }
  }

  /** Nothing is left of a stream whose only commits lost to their twins. */
  private dropReport(id: string, old: Row, items: Set<string>, cases: Set<string>): void {
    this.count(reportCounts(old), []);
    this.db.run('DELETE FROM report WHERE id=?', [id]);
    this.writeItem(id, null, this.itemRow(id));
    items.add(id);
    if (typeof old.case_id !== 'string') return;
    cases.add(old.case_id);
    this.cases.delete(old.case_id);
  }

  private dropCase(id: string, old: CaseRows, items: Set<string>): void {
    if (!old.item) return;
    this.count(caseCounts(old.item, dayOfMs), []);
    this.writeItem(id, null, old.item);
    for (const table of ['part', 'returned', 'choice'])
      this.db.run(`DELETE FROM ${table} WHERE case_id=?`, [id]);
    this.cases.delete(id);
    items.add(id);
  }

  private writeCase(id: string, items: Set<string>): void {
    const state = this.stateOf(id) as CaseState | null;
    const old = this.written(id);
    if (!state) {
      this.dropCase(id, old, items);
      return;
    }
    const item = caseItem(state, old.outside);
    this.count(old.item ? caseCounts(old.item, dayOfMs) : [], caseCounts(item, dayOfMs));
    this.writeItem(id, item, old.item);
    const parts = this.replaceRows('part', 'unit', id, partRows(state), old.parts);
    const returned = this.replaceRows('returned', 'n', id, returnRows(state), old.returned);
    const choices = this.replaceRows('choice', 'n', id, choiceRows(state), old.choices);
    if (!this.bulk) this.remember(id, { item, outside: old.outside, parts, returned, choices });
    items.add(id);
  }

  /** What is written of a case: remembered for those in work, else read. A change of its reports forgets it. */
  private written(id: string): CaseRows {
    if (this.bulk)
      return { item: undefined, outside: this.bulk.outside(id), parts: [], returned: [], choices: [] };
    const of = (table: string): Row[] => this.db.all<Row>(`SELECT * FROM ${table} WHERE case_id=?`, [id]);
    return (
      this.cases.get(id) ?? {
        item: this.itemRow(id),
        outside: this.outsideClock(id),
        parts: of('part'),
        returned: of('returned'),
        choices: of('choice'),
      }
    );
  }

  private remember(id: string, rows: CaseRows): void {
    if (this.cases.size >= REMEMBERED) this.cases.clear();
    this.cases.set(id, rows);
  }

  /** Write what belongs to a case, where it is other than what is written. `key` tells the rows of one case apart. */
  private replaceRows(
    table: 'part' | 'returned' | 'choice',
    key: string,
    caseId: string,
    rows: readonly Row[],
    old: readonly Row[],
  ): readonly Row[] {
    const same = (row: Row): boolean =>
      old.some((one) => one[key] === row[key] && changed(row, one).length === 0);
    if (old.length === rows.length && rows.every(same)) return rows;
    if (old.length > 0) this.db.run(`DELETE FROM ${table} WHERE case_id=?`, [caseId]);
    for (const row of rows) this.put(table, row);
    return rows;
  }

  /** Write, or with null take away, a row of the queue, and keep the counts by state in step. */
  private writeItem(id: string, row: Row | null, old: Row | undefined): void {
    if (row && this.bulk) this.bulk.item(row);
    else if (row?.state !== old?.state || row?.open !== old?.open) {
      if (old) this.addToState(old, -1);
      if (row) this.addToState(row, 1);
    }
    if (row) this.write('item', row, old);
    else if (old) this.db.run('DELETE FROM item WHERE id=?', [id]);
  }

  private addToState({ kind, state, open }: Row, n: number): void {
    const key = [kind ?? null, state ?? null, open ?? null];
    this.db.run(
      'INSERT INTO state_count VALUES (?,?,?,?) ON CONFLICT(kind, state, open) DO UPDATE SET n=n+excluded.n',
      [...key, n],
    );
    if (n < 0) this.db.run('DELETE FROM state_count WHERE kind=? AND state=? AND open=? AND n=0', key);
  }

  private itemRow(id: string): Row | undefined {
    return this.bulk ? undefined : this.db.get<Row>('SELECT * FROM item WHERE id=?', [id]);
  }

  private writeOther(id: string): void {
    const aggregate = aggregateOf(id);
    const key = id.slice(aggregate.length + 1);
    if (aggregate === 'ledger') {
      const state = this.stateOf(id) as LedgerState | null;
      this.clear('ledger', 'day', key);
      for (const [kind, n] of dayTotals(state)) this.put('ledger', { day: key, kind, n });
    } else if (aggregate === 'notice') {
      const state = this.stateOf(id) as NoticeState | null;
      this.clear('acked', 'day', key);
      for (const [seen, { at, by }] of Object.entries(state?.seen ?? {}))
        this.put('acked', { key: seen, day: key, at: toMs(at), by });
    } else if (aggregate === 'intake') {
      const state = this.stateOf(id) as IntakeState | null;
      this.clear('intake', 'job', id);
      if (state) this.put('intake', { job: id, status: state.status, started_at: toMs(state.startedAt) });
    }
  }

  /** Rows that the state does not have any more: a commit of the stream may have lost to its twin. */
  private clear(table: 'ledger' | 'acked' | 'intake', column: string, key: string): void {
    if (!this.bulk) this.db.run(`DELETE FROM ${table} WHERE ${column}=?`, [key]);
  }

  /** The binding outside deadline of a case: the earliest of its reports', and when the first of them came. */
  private outsideClock(caseId: string): OutsideClock {
    const found = this.db.get<OutsideClock & Row>(
      `SELECT min(outside_due) AS due, min(outside_yellow) AS yellow, count(*) AS reports, min(received_at) AS first,
       ifnull(sum(owes), 0) AS owed, min(CASE WHEN owes=1 THEN outside_due END) AS owedDue,
       min(CASE WHEN owes=1 THEN outside_yellow END) AS owedYellow FROM report WHERE case_id=?`,
      [caseId],
    );
    return found ?? NO_REPORTS;
  }

  /** Move the daily counts by the difference: most changes of a case leave its days as they are. */
  private count(before: readonly [string, string][], after: readonly [string, string][]): void {
    const differs = (one: [string, string], others: readonly [string, string][]): boolean =>
      !others.some(([day, kind]) => day === one[0] && kind === one[1]);
    for (const one of before) if (differs(one, after)) this.addToDay(one[0], one[1], -1);
    for (const one of after) if (differs(one, before)) this.addToDay(one[0], one[1], 1);
  }

  /** Rows that come to nothing are taken out: a rebuild would not have them. */
  private addToDay(day: string, kind: string, n: number): void {
    if (this.bulk) {
      this.bulk.count(day, kind, n);
      return;
    }
    this.db.run('INSERT INTO day_count VALUES (?,?,?) ON CONFLICT(day, kind) DO UPDATE SET n=n+excluded.n', [
      day,
      kind,
      n,
    ]);
    if (n < 0) this.db.run('DELETE FROM day_count WHERE day=? AND kind=? AND n=0', [day, kind]);
  }

  /** Write a row over the old one: only columns that differ are touched, and with them only their indexes. */
  private write(table: string, row: Row, old: Row | undefined): void {
    if (!old) {
      this.put(table, row);
      return;
    }
    const columns = changed(row, old);
    if (columns.length === 0) return;
    const sql = `UPDATE ${table} SET ${columns.map((column) => `${column}=?`).join(',')} WHERE id=?`;
    this.db.run(sql, [...columns.map((column) => row[column] ?? null), row.id ?? null]);
  }

  /** Insert or replace a row given as column → value. */
  private put(table: string, row: Row): void {
    const columns = Object.keys(row);
    const sql = `INSERT OR REPLACE INTO ${table} ("${columns.join('","')}") VALUES (${columns.map(() => '?').join(',')})`;
    this.db.run(sql, Object.values(row) as SqlValue[]);
  }
}
