import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import type { ClientBase } from 'pg';

/** The hub schema that this program needs: with an older one stations work locally and say why (`sync.hubOld`). */
export const SCHEMA_NEEDED = 2;

/** One file of `resources/hub`: `001-exchange.sql` is version 1. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

/** What a run did: the schema before and after, and the files that were applied. */
export interface Migrated {
  readonly from: number;
  readonly to: number;
  readonly applied: readonly string[];
}

/** Any number that no other program uses as an advisory lock in the hub's database. */
const LOCK = 7_283_465_001;

/** The numbered files of a folder in order. Throws where a number stands twice. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{3}-.+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name, index) => {
      const version = Number(name.slice(0, 3));
      if (names[index + 1]?.startsWith(name.slice(0, 3)))
        throw new Error(`${folder}: ${version} stands twice`);
      const sql = await readFile(join(folder, name), 'utf8');
      return { version, name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** The schema of a hub; 0 where there is none (or none that this login may see). */
export async function schemaOf(client: ClientBase): Promise<number> {
  const there = await client.query<{ there: boolean }>(
    `SELECT to_regclass('xiuhua.migration') IS NOT NULL AS there`,
  );
  if (!there.rows[0]?.there) return 0;
  const found = await client.query<{ version: number | null }>(
    'SELECT max(version) AS version FROM xiuhua.migration',
  );
  return found.rows[0]?.version ?? 0;
}

/**
 * Bring a hub to the newest schema: each file once, in a transaction of its own, under a lock, recorded with its SHA-256. From the
 * second on they run as `xiuhua_owner` (a file that needs the administrator says RESET ROLE). Errors: `sync.notAdmin` (this login may
 * not), `sync.migrationChanged` (a file that was applied here is another now).
 */
export async function migrate(client: ClientBase, migrations: readonly Migration[]): Promise<Migrated> {
  await refuseOthers(client);
  const from = await schemaOf(client);
  const applied: string[] = [];
  for (const migration of migrations) {
    if (await apply(client, migration)) applied.push(migration.name);
  }
  return { from, to: await schemaOf(client), applied };
}

async function refuseOthers(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ admin: boolean }>(
    'SELECT rolsuper OR rolcreaterole AS admin FROM pg_roles WHERE rolname = current_user',
  );
  if (!rows[0]?.admin) throw new CodedError('sync.notAdmin');
}

/** Whether the file was applied now; false where it had been before. */
async function apply(client: ClientBase, migration: Migration): Promise<boolean> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    if (await isApplied(client, migration)) {
      await client.query('COMMIT');
      return false;
    }
    if (migration.version > 1) await client.query('SET LOCAL ROLE xiuhua_owner');
    await client.query(migration.sql);
    await client.query('RESET ROLE');
    await client.query(
      `INSERT INTO xiuhua.migration (version, name, sha256) VALUES ($1, $2, decode($3, 'hex'))`,
      [migration.version, migration.name, migration.sha256],
    );
    await client.query('COMMIT');
    return true;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function isApplied(client: ClientBase, migration: Migration): Promise<boolean> {
  if ((await schemaOf(client)) === 0) return false;
  const { rows } = await client.query<{ sha256: string }>(
    `SELECT encode(sha256, 'hex') AS sha256 FROM xiuhua.migration WHERE version = $1`,
    [migration.version],
  );
  const [row] = rows;
  if (row && row.sha256 !== migration.sha256) {
    throw new CodedError('sync.migrationChanged', { file: migration.name });
  }
  return row !== undefined;
}
