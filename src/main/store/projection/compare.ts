import { createHash } from 'node:crypto';
import type { Db, SqlRow } from './database';
import { COMPARED } from './schema';

/** SHA-256 per table of a projection's content in a fixed order. */
export function digest(db: Db): Record<string, string> {
  const result: Record<string, string> = {};
  for (const { table, order, columns, from } of COMPARED) {
    const hash = createHash('sha256');
    for (const row of db.all<SqlRow>(`SELECT ${columns} FROM ${from} ORDER BY ${order}`))
      hash.update(JSON.stringify(row));
    result[table] = hash.digest('hex');
  }
  return result;
}

/** The tables in which two projections differ; empty means equal. */
export function differences(a: Db, b: Db): string[] {
  const [left, right] = [digest(a), digest(b)];
  return Object.keys(left).filter((table) => left[table] !== right[table]);
}
