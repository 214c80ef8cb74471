import { keep } from '@shared/keep';
import initSqlJs, { type Database as SqlJsDatabase, type Statement } from 'sql.js';

export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Record<string, SqlValue>;

/** Load the engine once per process. */
export const loadEngine = keep(() =>
  // Without this option sql.js registers functions that its next major version drops, and warns.
  initSqlJs({ useOldExtensionFunctions: false } as Parameters<typeof initSqlJs>[0]),
);

/**
 * A database in memory behind the few calls we need, so that another engine can take its place. Statements are prepared
 * once and kept: an unfreed one leaks about 1 KB, a re-prepared one costs more than its run.
 */
export class Db {
  private readonly statements = new Map<string, Statement>();
  private depth = 0;

  private constructor(private readonly db: SqlJsDatabase) {
    // Exclusive: nobody else has this file, so no statement needs to ask whether it changed.
    this.db.exec(
      'PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;',
    );
  }

  static async open(bytes?: Uint8Array): Promise<Db> {
    const sql = await loadEngine();
    return new Db(new sql.Database(bytes));
  }

  /** Run statements without parameters, e.g. a schema. */
  exec(sql: string): void {
    this.db.exec(sql);
  }

  run(sql: string, params: readonly SqlValue[] = []): void {
    this.statement(sql).run(params as SqlValue[]);
  }

  get<T = SqlRow>(sql: string, params: readonly SqlValue[] = []): T | undefined {
    const statement = this.statement(sql);
    try {
      statement.bind(params as SqlValue[]);
      return statement.step() ? (statement.getAsObject() as T) : undefined;
    } finally {
      statement.reset();
    }
  }

  all<T = SqlRow>(sql: string, params: readonly SqlValue[] = []): T[] {
    const statement = this.statement(sql);
    try {
      statement.bind(params as SqlValue[]);
      const rows: T[] = [];
      while (statement.step()) rows.push(statement.getAsObject() as T);
      return rows;
    } finally {
      statement.reset();
    }
  }

  /** Rows as lists of values: a third of the time that objects take, for many rows at once. */
  lists(sql: string, params: readonly SqlValue[] = []): SqlValue[][] {
    const statement = this.statement(sql);
    try {
      statement.bind(params as SqlValue[]);
      const rows: SqlValue[][] = [];
      while (statement.step()) rows.push(statement.get());
      return rows;
    } finally {
      statement.reset();
    }
  }

  /** The first column of the first row as a number; 0 where there is none. */
  number(sql: string, params: readonly SqlValue[] = []): number {
    const statement = this.statement(sql);
    try {
      statement.bind(params as SqlValue[]);
      return statement.step() ? Number(statement.get()[0] ?? 0) : 0;
    } finally {
      statement.reset();
    }
  }

  /** All or nothing. Nested calls join the outer one. */
  transaction<T>(work: () => T): T {
    if (this.depth > 0) return work();
    this.run('BEGIN');
    this.depth += 1;
    try {
      const result = work();
      this.run('COMMIT');
      return result;
    } catch (error) {
      this.run('ROLLBACK');
      throw error;
    } finally {
      this.depth -= 1;
    }
  }

  /** An independent copy of the whole file; the connection goes on. Throws inside a transaction. */
  export(): Uint8Array {
    return this.db.export();
  }

  close(): void {
    for (const statement of this.statements.values()) statement.free();
    this.statements.clear();
    this.db.close();
  }

  private statement(sql: string): Statement {
    const known = this.statements.get(sql);
    if (known) return known;
    const fresh = this.db.prepare(sql);
    this.statements.set(sql, fresh);
    return fresh;
  }
}
