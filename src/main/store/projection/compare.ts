import { createHash } from 'node:crypto';
import type { Db, SqlRow } from './database';
import { COMPARED } from './schema';

/** Numbers that tables give to names are their own affair: what is compared are the names. */
const JOINED: Readonly<Record<string, string>> = {
  stream_commits: 'stream_commits JOIN streams s USING (sid)',
  twin_streams: 'twin_streams JOIN streams s USING (sid)',
  commits: 'commits LEFT JOIN chains USING (cid)',
};

/** SHA-256 per table of a projection's content in a fixed order. */
export function digest(db: Db): Record<string, string> {
  const result: Record<string, string> = {};
  for (const { table, order, columns } of COMPARED) {
    const from = JOINED[table] ?? table;
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
