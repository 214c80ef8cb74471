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

/** Any number that no other program uses as an advisory lock in a database that is no hub yet. */
const LOCK = 7_283_465_001;

/** How long a file waits for locks, and how often it is tried once those who held them were sent away. */
const LOCK_MS = 20_000;
const TRIES = 3;

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
 * Bring a hub to the newest schema: each file once, in a transaction of its own, under a lock, recorded with its SHA-256. Desks and
 * one-time logins that hold what a file needs for too long lose their sessions; they come back by themselves. From the second on they run as `xiuhua_owner` (a file that needs the administrator says RESET ROLE). Errors: `sync.notAdmin` (this login may
 * not), `sync.migrationChanged` (a file that was applied here is another now).
 */
export async function migrate(
  client: ClientBase,
  migrations: readonly Migration[],
  { lockMs = LOCK_MS }: { readonly lockMs?: number } = {},
): Promise<Migrated> {
  await refuseOthers(client);
  const from = await schemaOf(client);
  const applied: string[] = [];
  for (const migration of migrations) {
    if (await applyAtLast(client, migration, lockMs)) applied.push(migration.name);
  }
  return { from, to: await schemaOf(client), applied };
}

async function refuseOthers(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ admin: boolean }>(
    'SELECT rolsuper OR rolcreaterole AS admin FROM pg_roles WHERE rolname = current_user',
  );
  if (!rows[0]?.admin) throw new CodedError('sync.notAdmin');
}

async function applyAtLast(client: ClientBase, migration: Migration, lockMs: number): Promise<boolean> {
  for (let left = TRIES; ; left -= 1) {
    try {
      return await apply(client, migration, lockMs);
    } catch (error) {
      if (left <= 1 || (error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
      await endSessions(client);
    }
  }
}

const LOCK_NOT_AVAILABLE = '55P03';

/** End the sessions of those who come to the hub by its own groups, as far as this login may. */
async function endSessions(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ pid: number }>(
    `SELECT s.pid FROM pg_stat_activity s WHERE s.datname = current_database() AND s.pid <> pg_backend_pid()
       AND EXISTS (SELECT FROM pg_roles g WHERE g.rolname IN ('xiuhua_device', 'xiuhua_join', 'xiuhua_courier', 'xiuhua_district')
         AND pg_has_role(s.usesysid, g.oid, 'MEMBER') AND NOT pg_has_role(s.usesysid, 'xiuhua_owner', 'MEMBER'))`,
  );
  for (const { pid } of rows)
    await client.query('SELECT pg_terminate_backend($1)', [pid]).catch(() => undefined);
}

/** Whether the file was applied now; false where it had been before. */
async function apply(client: ClientBase, migration: Migration, lockMs: number): Promise<boolean> {
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL lock_timeout = ${Math.round(lockMs)}`);
    await lock(client);
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

/**
 * One at a time. In a hub by its table, which no login of it can lock against this; an advisory lock could be held by any of them,
 * and serves only where there is no hub, and no login of it, yet.
 */
async function lock(client: ClientBase): Promise<void> {
  if ((await schemaOf(client)) > 0) await client.query('LOCK TABLE xiuhua.migration IN EXCLUSIVE MODE');
  else await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
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
