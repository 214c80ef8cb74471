import { toMs } from '@shared/rules/time';
import type { Db, SqlValue } from './database';

/** A row as column → value. */
export type Row = Record<string, SqlValue>;

/** The columns in which a new row differs from the old one. */
export function changed(row: Row, old: Row): string[] {
  return Object.keys(row).filter((column) => row[column] !== old[column]);
}

/** An instant as its column holds it: epoch milliseconds. */
export function ms(at: string | undefined): number | null {
  return at === undefined ? null : toMs(at);
}

/** The earlier of two instants, where there are any. */
export function earlier(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}

/** Rows of tables, written so that nothing is touched that stays as it is. */
export class RowTables {
  /** An empty projection is being filled: nothing is looked up or taken away that cannot be there. */
  filling = false;

  constructor(readonly db: Db) {}

  /** The row with this id. */
  find(table: string, id: string): Row | undefined {
    return this.filling ? undefined : this.db.get<Row>(`SELECT * FROM ${table} WHERE id=?`, [id]);
  }

  /** Write a row over the old one: only columns that differ are touched, and with them only their indexes. */
  write(table: string, row: Row, old: Row | undefined): void {
    if (!old) {
      this.put(table, row);
      return;
    }
    const columns = changed(row, old);
    if (columns.length === 0) return;
    const sql = `UPDATE ${table} SET ${columns.map((column) => `${column}=?`).join(',')} WHERE id=?`;
    this.db.run(sql, [...columns.map((column) => row[column] ?? null), row.id ?? null]);
  }

  /** Insert or replace a row. */
  put(table: string, row: Row): void {
    const columns = Object.keys(row);
    const sql = `INSERT OR REPLACE INTO ${table} ("${columns.join('","')}") VALUES (${columns.map(() => '?').join(',')})`;
    this.db.run(sql, Object.values(row));
  }

  /** Write what a stream has in a table, where it is other than what is written. `owner` names the stream, `key` tells its rows apart. */
  replace(
    table: string,
    owner: readonly [column: string, value: string],
    key: string,
    rows: readonly Row[],
    old: readonly Row[],
  ): void {
    const same = (row: Row): boolean =>
      old.some((one) => one[key] === row[key] && changed(row, one).length === 0);
    if (old.length === rows.length && rows.every(same)) return;
    if (old.length > 0) this.clear(table, ...owner);
    for (const row of rows) this.put(table, row);
  }

  /** Take away all rows that have this value. */
  clear(table: string, column: string, value: string): void {
    if (!this.filling) this.db.run(`DELETE FROM ${table} WHERE ${column}=?`, [value]);
  }
}
