import type { Db, SqlValue } from '../../../src/main/store/projection/database';
import { COMPARED } from '../../../src/main/store/projection/schema';

/** The rows of a table in the columns that were compared when they were read. */
export interface TableRows {
  readonly table: string;
  readonly order: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SqlValue[])[];
}

/** Tables that tell where commits lie: every folder has its own places, and a later program writes commits of its own behind. */
const PLACES = ['head', 'commits', 'stream_commits', 'twin_streams'];

/** All tables that `verify` compares, in its columns and order. */
export function readTables(db: Db): TableRows[] {
  return COMPARED.map(({ table, order, columns, from }) => {
    const rows = db.all(`SELECT ${columns} FROM ${from} ORDER BY ${order}`);
    const names = rows[0] ? Object.keys(rows[0]) : columnsOf(db, table);
    return { table, order, columns: names, rows: rows.map((row) => Object.values(row)) };
  });
}

function columnsOf(db: Db, table: string): string[] {
  return db.all<{ name: string }>('SELECT name FROM pragma_table_info(?)', [table]).map(({ name }) => name);
}

/** JSON with a line per row, so that a change shows where it is. */
export function tablesText(tables: readonly TableRows[]): string {
  const blocks = tables.map(({ rows, ...head }) => {
    const lines = rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
    return `  {${JSON.stringify(head).slice(1, -1)},"rows":[\n${lines}\n  ]}`;
  });
  return `[\n${blocks.join(',\n')}\n]\n`;
}

/** Columns that a later decision took away: hashes of callers are held in memory only (decision 0044). */
const GONE: ReadonlySet<string> = new Set(['report.caller_hash']);

/** What a projection holds of these tables and columns, but for those of places; tables and columns that came later are not asked for. */
export function sameTables(db: Db, tables: readonly TableRows[]): TableRows[] {
  return keptTables(tables).map(({ table, order, columns }) => {
    const wanted = columns.map((column) => `"${column}"`).join(', ');
    return { table, order, columns, rows: db.lists(`SELECT ${wanted} FROM ${table} ORDER BY ${order}`) };
  });
}

/** The kept rows of the same tables, without the columns that are gone. */
export function keptTables(tables: readonly TableRows[]): TableRows[] {
  return tables
    .filter(({ table }) => !PLACES.includes(table))
    .map((one) => {
      const stays = one.columns.map((column) => !GONE.has(`${one.table}.${column}`));
      return {
        ...one,
        columns: one.columns.filter((_, k) => stays[k]),
        rows: one.rows.map((row) => row.filter((_, k) => stays[k])),
      };
    });
}

/** A commit by its number: which command it carries out, and in which streams. */
export type History = ReadonlyMap<
  string,
  { readonly id: SqlValue; readonly copy: SqlValue; readonly streams: readonly SqlValue[] }
>;

/** The history that the kept tables tell, without places. */
export function keptHistory(tables: readonly TableRows[]): History {
  const of = (name: string): Record<string, SqlValue>[] => {
    const { columns = [], rows = [] } = tables.find(({ table }) => table === name) ?? {};
    return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? null])));
  };
  return history(of('commits'), [...of('stream_commits'), ...of('twin_streams')]);
}

/** The history that a projection holds. */
export function historyOf(db: Db): History {
  const [commits, ...streams] = ['commits', 'stream_commits', 'twin_streams'].map((table) => {
    const columns = table === 'commits' ? 'pos, commits.id, device, incarnation, seq, copy' : 's.id, pos';
    const from = COMPARED.find((one) => one.table === table)?.from ?? table;
    return db.all(`SELECT ${columns} FROM ${from} ORDER BY pos`);
  });
  return history(commits ?? [], streams.flat());
}

function history(
  commits: readonly Record<string, SqlValue>[],
  streams: readonly Record<string, SqlValue>[],
): History {
  const byPlace = new Map<SqlValue, SqlValue[]>();
  for (const { pos = null, id = null } of streams) byPlace.set(pos, [...(byPlace.get(pos) ?? []), id]);
  return new Map(
    commits.map(({ pos, id, device, incarnation, seq, copy }) => {
      const names = (byPlace.get(pos ?? null) ?? []).sort();
      return [`${device}.${incarnation}.${seq}`, { id: id ?? null, copy: copy ?? null, streams: names }];
    }),
  );
}
