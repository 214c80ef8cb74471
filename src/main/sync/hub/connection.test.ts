import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { introduction } from '../testing/hubContract';
import { HUB_FOLDER, type TestDatabase, testPostgres } from '../testing/postgres';
import { connect, type HubAccess } from './connection';
import { hubError } from './errors';
import { migrate, readMigrations, SCHEMA_NEEDED } from './migrations';
import { PgHub } from './pgHub';

const server = testPostgres();
const PASSWORD = 'a-password-that-must-not-show';
const servers: Server[] = [];

afterEach(() => {
  for (const each of servers.splice(0)) each.close();
});

function access(db: TestDatabase, more: Partial<HubAccess> = {}): HubAccess {
  return { address: db.address, user: 'nobody', password: PASSWORD, ...more };
}

/** A port of this computer where something other than PostgreSQL answers. */
async function other(answer: (socket: Socket) => void): Promise<string> {
  const made = createServer(answer);
  servers.push(made);
  await new Promise<void>((done) => made.listen(0, '127.0.0.1', done));
  const at = made.address();
  return `127.0.0.1:${typeof at === 'object' && at ? at.port : 0}/hub`;
}

async function failure(run: Promise<unknown>): Promise<{ code: string; text: string }> {
  try {
    await run;
  } catch (error) {
    const { code, params, detail } = hubError(error, '');
    return { code, text: JSON.stringify([String(error), params, detail]) };
  }
  throw new Error('it did not fail');
}

it('tells a closed or unknown login from a wrong address and from a hub out of reach, never with the password', async () => {
  const db = await server().database();
  await db.street('s');
  const login = await db.device('s', 'a');
  const admin = await db.connect();
  const seen = [
    await failure(connect(access(db))),
    await failure(connect(access(db, { user: login.user }))),
    await failure(connect({ ...login, address: db.address.replace(db.name, 'no_such_hub') })),
    await failure(connect(access(db, { address: 'nowhere' }))),
    await failure(connect(access(db, { address: '127.0.0.1:1/x' }))),
  ];
  await admin.query(`ALTER ROLE ${login.user} NOLOGIN`);
  seen.push(await failure(connect({ ...login, address: db.address })));
  expect(seen.map(({ code }) => code)).toEqual([
    'sync.refused',
    'sync.refused',
    'sync.badAddress',
    'sync.badAddress',
    'sync.unreachable',
    'sync.refused',
  ]);
  for (const { text } of seen) {
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain(login.password);
  }
});

it('goes on in the clear on loopback only; asked for TLS, a server without it is refused', async () => {
  const db = await server().database();
  const login = await db.login();
  const client = await connect({ ...login, address: db.address, program: 'xiuhua 1.2' });
  const { rows } = await client.query(`SELECT current_setting('application_name') AS name,
    current_setting('statement_timeout') AS timeout, current_setting('tcp_keepalives_idle') AS idle`);
  expect(rows).toEqual([{ name: 'xiuhua 1.2', timeout: '1min', idle: '30' }]);
  await client.end();
  expect(await failure(connect({ ...login, address: db.address, tls: true }))).toMatchObject({
    code: 'sync.tlsNeeded',
  });
});

it('refuses an authority that is no certificate before anything is sent', async () => {
  const db = await server().database();
  expect(await failure(connect(access(db, { tls: true, ca: 'nonsense' })))).toMatchObject({
    code: 'sync.badCertificate',
  });
});

it('does not wait for ever for who accepts and says nothing, nor for who hangs up', async () => {
  const timeouts = { connectMs: 300, statementMs: 300 };
  const silent = await other(() => undefined);
  const rude = await other((socket) => socket.destroy());
  const login = { user: 'a', password: PASSWORD, timeouts };
  expect(await failure(connect({ ...login, address: silent }))).toMatchObject({ code: 'sync.unreachable' });
  expect(await failure(connect({ ...login, address: rude }))).toMatchObject({ code: 'sync.unreachable' });
});

it('gives a call up when the hub takes too long', async () => {
  const db = await server().database();
  await db.street('s');
  const login = await db.device('s', 'a');
  const admin = await db.connect();
  await admin.query('BEGIN; LOCK TABLE xiuhua.commit IN ACCESS EXCLUSIVE MODE');
  const hub = new PgHub({ ...login, address: db.address, timeouts: { connectMs: 5000, statementMs: 300 } });
  expect(await failure(hub.vector())).toMatchObject({ code: 'sync.unreachable' });
  await admin.query('ROLLBACK');
  expect(await hub.vector()).toEqual({});
  await hub.close();
});

it('finds a connection dead that the network swallowed, goes on over another, and does not wait for its goodbye', async () => {
  const db = await server().database();
  await db.street('s');
  const login = await db.device('s', 'a');
  const { hostname, port } = new URL(`tcp://${db.address}`);
  let swallowed = false;
  // As a firewall that forgot the connection: nothing comes through any more, and nobody is told.
  const way = createServer({ allowHalfOpen: true }, (near) => {
    const far = dial({ host: hostname, port: Number(port), allowHalfOpen: true });
    const dead = swallowed;
    near.on('data', (bytes) => swallowed !== dead || far.write(bytes));
    far.on('data', (bytes) => swallowed !== dead || near.write(bytes));
    for (const end of [near, far]) end.on('error', () => undefined);
    ways.push(near, far);
  });
  const ways: Socket[] = [];
  servers.push(way);
  await new Promise<void>((done) => way.listen(0, '127.0.0.1', done));
  const at = way.address();
  const address = `127.0.0.1:${typeof at === 'object' && at ? at.port : 0}/${db.name}`;
  const timeouts = { connectMs: 5000, statementMs: 60_000, pollMs: 300 };
  const hub = new PgHub({ ...login, address, timeouts });
  hub.onNews(() => undefined);
  await hub.hello(introduction('a'));
  expect(await hub.vector()).toEqual({});
  swallowed = true;
  expect(await failure(hub.vector())).toMatchObject({ code: 'sync.unreachable' });
  expect(await hub.vector()).toEqual({});
  // The connection for news is dead and does not know it.
  await hub.close();
  for (const one of ways) one.destroy();
});

it('says that the hub is not set up, or set up by an older program', async () => {
  const db = await server().database({ migrated: false });
  const admin = await db.connect();
  const hub = new PgHub({ ...db.admin, address: db.address });
  const old = { code: 'sync.hubOld', params: { schema: 0, needed: SCHEMA_NEEDED } };
  await expect(hub.hello(introduction('a'))).rejects.toMatchObject(old);
  await hub.close();
  await migrate(admin, await readMigrations(HUB_FOLDER));
  await db.street('s');
  const desk = new PgHub({ ...(await db.device('s', 'a')), address: db.address });
  await admin.query('DELETE FROM xiuhua.migration WHERE version >= $1', [SCHEMA_NEEDED]);
  await expect(desk.hello(introduction('a'))).rejects.toMatchObject({
    code: 'sync.hubOld',
    params: { schema: SCHEMA_NEEDED - 1, needed: SCHEMA_NEEDED },
  });
  await admin.query(`INSERT INTO xiuhua.migration (version, name, sha256) VALUES ($1, 'again', '')`, [
    SCHEMA_NEEDED,
  ]);
  expect(await desk.hello(introduction('a'))).toMatchObject({ claim: 'mine' });
  await desk.close();
});
