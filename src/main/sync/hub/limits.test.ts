import { createHash, randomBytes } from 'node:crypto';
import { CHUNK_BYTES } from '@shared/sync/hub';
import type pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { scramVerifier } from '../identity/raw';
import { batchOf, erasingBatch, introduction } from '../testing/hubContract';
import { type TestDatabase, type TestLogin, testPostgres } from '../testing/postgres';
import { PgHub } from './pgHub';

/** What a login may add, hold and exhaust, whatever program it uses: nothing that is in another's way. */
const server = testPostgres();
const DENIED = expect.objectContaining({ code: '42501' });

let db: TestDatabase;
let admin: pg.Client;
let logins: { a: TestLogin; b: TestLogin; other: TestLogin };

beforeAll(async () => {
  db = await server().database();
  admin = await db.connect();
  await admin.query(`GRANT CONNECT ON DATABASE ${db.name} TO xiuhua_join`);
  await db.street('s');
  await db.street('t');
  logins = {
    a: await db.device('s', 'a'),
    b: await db.device('s', 'b', { letter: 'B' }),
    other: await db.device('t', 'o'),
  };
  // As `admit` has it: the hub may end their sessions.
  for (const { user } of Object.values(logins)) await admin.query(`GRANT ${user} TO xiuhua_owner`);
}, 60_000);

const hubOf = (login: TestLogin): PgHub =>
  new PgHub({ address: db.address, ...login, timeouts: { connectMs: 10_000, statementMs: 15_000 } });

/** A one-time login of street `s`, and a connection of it. */
async function invited(by: pg.Client, street = 's'): Promise<{ id: string; login: TestLogin }> {
  const id = randomBytes(10).toString('hex');
  const password = randomBytes(12).toString('hex');
  const verifier = scramVerifier(password, randomBytes(16));
  const note = JSON.stringify({ id, street, kind: 'further' });
  await by.query(`SELECT xiuhua.invite($1, $2, now() + interval '1 hour', $3)`, [id, verifier, note]);
  return { id, login: { user: `xj_${id}`, password } };
}

const expired = (id: string) =>
  admin.query(`UPDATE xiuhua.invitation SET until = now() - interval '8 days' WHERE id = $1`, [id]);
const roles = async (...names: string[]): Promise<string[]> => {
  const { rows } = await admin.query<{ name: string }>(
    'SELECT rolname::text AS name FROM pg_roles WHERE rolname = ANY ($1) ORDER BY 1',
    [names],
  );
  return rows.map(({ name }) => name);
};

describe('a login holds nothing that another needs', () => {
  it('no advisory lock, no large object, no words in the write-ahead log', async () => {
    const { login } = await invited(admin);
    for (const who of [logins.other, login]) {
      const client = await db.connect(who);
      for (const call of [
        'pg_advisory_lock(1)',
        'pg_try_advisory_xact_lock_shared(1, 2)',
        'lo_create(0)',
        `lo_from_bytea(0, 'x')`,
        `pg_logical_emit_message(false, 'x', 'x')`,
      ])
        await expect(client.query(`SELECT ${call}`), call).rejects.toEqual(DENIED);
    }
  });

  it('where the server gives these to everybody, the locks of the older hubs stop nothing', async () => {
    const [rented, root] = [await server().database(), admin];
    expect(root).toBeDefined();
    const boss = await rented.connect();
    await rented.street('s');
    await rented.street('t');
    const [mine, foreign] = [
      await rented.device('s', 'a'),
      await rented.connect(await rented.device('t', 'o')),
    ];
    await boss.query('GRANT EXECUTE ON FUNCTION pg_catalog.pg_advisory_lock(bigint) TO PUBLIC');
    const sha256 = createHash('sha256').update('p').digest();
    for (const name of [
      'xiuhua chain s\na.1',
      'xiuhua keys s',
      'xiuhua join s',
      `xiuhua attachment s${sha256.toString('hex')}`,
      'xiuhua.refresh_district',
    ])
      await foreign.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [name]);
    await foreign.query('SELECT pg_advisory_lock(7283465001)');
    await boss.query(`SET statement_timeout = '15s'`);
    const hub = new PgHub({
      address: rented.address,
      ...mine,
      timeouts: { connectMs: 10_000, statementMs: 15_000 },
    });
    await hub.hello(introduction('a'));
    expect(await hub.push(batchOf('a.1', 1, 2))).toMatchObject({ ok: true });
    await hub.putKeys([{ name: 'k', id: '1', box: 'x' }]);
    await hub.push(erasingBatch('a.1', 3, ['k']));
    await hub.putChunk(sha256.toString('hex'), 1, 0, Buffer.from('p'));
    expect(await hub.finishAttachment(sha256.toString('hex'))).toBe('whole');
    await boss.query('SELECT xiuhua.refresh_district()');
    await invited(boss);
    const { migrate, readMigrations } = await import('./migrations');
    const { HUB_FOLDER } = await import('../testing/postgres');
    expect((await migrate(boss, await readMigrations(HUB_FOLDER))).applied).toEqual([]);
    await hub.close();
  });

  it('an open transaction of a desk keeps no street from being made, and no chain of another from growing', async () => {
    const foreign = await db.connect(logins.other);
    const made = hubOf(logins.other);
    await made.push(batchOf('o.1', 1, 1));
    await made.close();
    await foreign.query('BEGIN');
    await foreign.query('SELECT count(*) FROM xiuhua.commit');
    await foreign.query(`SELECT xiuhua.put_keys('{k}', '{1}', '{x}')`);
    await foreign.query(`SELECT * FROM xiuhua.push('o', 1, 2, '{1}', 'x', $1)`, [Buffer.alloc(64)]);
    await admin.query(`SET lock_timeout = '5s'`);
    await db.street('u');
    const hub = hubOf(logins.a);
    expect(await hub.push(batchOf('a.1', 1, 2))).toMatchObject({ ok: true, held: 2 });
    await foreign.query('ROLLBACK');
    const fresh = hubOf(await db.device('u', 'first'));
    expect(await fresh.push(batchOf('first.1', 1, 2))).toMatchObject({ ok: true, held: 2 });
    await Promise.all([hub.close(), fresh.close()]);
  });

  it('takes no turn at chains of another, and none at another street’s keys', async () => {
    const foreign = await db.connect(logins.other);
    await expect(foreign.query(`SELECT xiuhua.take_chain('s', 'a')`)).rejects.toEqual(DENIED);
    await expect(foreign.query(`SELECT xiuhua.take_turn('s', 'keys 00')`)).rejects.toEqual(DENIED);
    await expect(foreign.query('SELECT FROM xiuhua.turn FOR UPDATE')).rejects.toEqual(DENIED);
    const put = `INSERT INTO xiuhua.data_key (street, name, id, box, device) VALUES ('s', 'n', 'i', 'x', 'o')`;
    await foreign.query('BEGIN');
    await foreign.query('SAVEPOINT tried');
    await expect(foreign.query(put)).rejects.toEqual(DENIED);
    await foreign.query('ROLLBACK TO tried');
    await admin.query(`SET lock_timeout = '5s'`);
    await admin.query('BEGIN');
    await admin.query(`SELECT xiuhua.take_turn('s', xiuhua.key_turn('n'))`);
    await admin.query('COMMIT');
    await foreign.query('ROLLBACK');
  });

  it('what stays open for too long is ended, for desks and one-time logins alone', async () => {
    const { login } = await invited(admin);
    const [desk, guest, district] = [
      await db.connect(logins.b),
      await db.connect(login),
      await db.connect(await db.login('xiuhua_district')),
    ];
    const ended = [desk, guest].map((client) => new Promise((done) => client.once('end', done)));
    for (const client of [desk, guest, district]) await client.query('BEGIN');
    expect((await admin.query(`SELECT xiuhua.end_overdue('1 hour') AS n`)).rows).toEqual([{ n: 0 }]);
    expect((await admin.query(`SELECT xiuhua.end_overdue('0 seconds') AS n`)).rows).toEqual([{ n: 2 }]);
    await Promise.all(ended);
    await district.query('COMMIT');
    // A desk's hello looks for them.
    const { rows } = await admin.query<{ body: string }>(
      `SELECT prosrc AS body FROM pg_proc WHERE oid = 'xiuhua.hello(text,int,text,text,int)'::regprocedure`,
    );
    expect(rows[0]?.body).toContain('xiuhua.end_overdue()');
  });
});

describe('a one-time login', () => {
  it('that owns and was given whatever it could is dropped in its time, and keeps no later code from being made', async () => {
    const { id, login } = await invited(admin);
    await admin.query('GRANT EXECUTE ON FUNCTION pg_catalog.lo_create(oid) TO PUBLIC');
    const guest = await db.connect(login);
    for (let i = 0; i < 20; i++) await guest.query('SELECT lo_create(0)');
    await guest.query(`ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC`);
    await guest.query(`ALTER ROLE ${login.user} SET search_path = 'x'`);
    // And a transaction that holds the role itself.
    await guest.query('BEGIN');
    await guest.query('SELECT lo_create(0)');
    await admin.query('REVOKE EXECUTE ON FUNCTION pg_catalog.lo_create(oid) FROM PUBLIC');
    await expired(id);
    const next = await invited(await db.connect(logins.a));
    expect(await roles(login.user, next.login.user)).toEqual([next.login.user]);
    const left = await admin.query('SELECT FROM pg_largeobject_metadata');
    expect(left.rowCount).toBe(0);
  });

  it('that cannot be dropped is closed and told of, and is in nobody’s way', async () => {
    const { id, login } = await invited(admin);
    const elsewhere = await server().database();
    const there = await elsewhere.connect();
    await there.query(`GRANT SELECT ON xiuhua.street TO ${login.user}`);
    await expired(id);
    const next = await invited(await db.connect(logins.a));
    expect(await roles(login.user, next.login.user)).toEqual([login.user, next.login.user].sort());
    const { rows } = await admin.query(
      'SELECT stuck_at IS NOT NULL AS stuck FROM xiuhua.invitation WHERE id = $1',
      [id],
    );
    expect(rows).toEqual([{ stuck: true }]);
    await expect(db.connect(login)).rejects.toThrow(/not permitted to log in/);
    await elsewhere.drop();
  });

  it('that holds its invitation open keeps nobody from refusing it, inviting others, or removing who made it', async () => {
    const maker = await db.device('s', 'maker', { letter: 'M' });
    await admin.query(`GRANT ${maker.user} TO xiuhua_owner WITH ADMIN OPTION`);
    const { id, login } = await invited(await db.connect(maker));
    const second = await invited(await db.connect(maker));
    const [guest, other] = [await db.connect(login), await db.connect(second.login)];
    const key = `${'k'.repeat(43)}=`;
    const wish = { street: 's', device: 'newcomer', name: '新席', signKey: key, boxKey: key };
    const request = JSON.stringify({ ...wish, verifier: scramVerifier('p', randomBytes(16)) });
    for (const client of [guest, other]) {
      await client.query('BEGIN');
      await client.query('SELECT xiuhua.join_request($1)', [request]);
    }
    const desk = await db.connect(logins.a);
    await invited(desk);
    await desk.query('SELECT xiuhua.refuse_join($1)', [id]);
    // The maker, too, holds what it can.
    const held = await db.connect(maker);
    await held.query('BEGIN');
    await held.query(`ALTER ROLE ${maker.user} PASSWORD 'mine alone'`);
    await held.query(`SELECT * FROM xiuhua.push('maker', 1, 1, '{1}', 'x', $1)`, [Buffer.alloc(64)]);
    const answer = await desk.query(`SELECT xiuhua.revoke_device('s', 'maker') AS closed`);
    expect(answer.rows).toEqual([{ closed: true }]);
    const { rows } = await admin.query(`SELECT state FROM xiuhua.invitation WHERE invited_by = 'maker'`);
    expect(rows).toEqual([{ state: 'refused' }, { state: 'refused' }]);
  });
});

describe('what a login can add is limited', () => {
  const limit = (what: string, most: number) =>
    admin.query('UPDATE xiuhua.quota SET most = $2 WHERE what = $1', [what, most]);
  const used = async (what: string): Promise<number> => {
    const { rows } = await admin.query<{ n: string }>(
      `SELECT n FROM xiuhua.usage WHERE who = 'q' AND what = $1`,
      [what],
    );
    return Number(rows[0]?.n ?? 0);
  };
  const full = { code: 'sync.hubFull' };

  it('bytes of commits, directly too; keys; chunks; incarnations; alarms; codes', async () => {
    const login = await db.device('s', 'q', { letter: 'Q' });
    const hub = hubOf(login);
    await hub.hello(introduction('q'));
    await hub.push(batchOf('q.1', 1, 3, 100));
    expect(await used('commits')).toBe(3 * (100 + 200));
    await limit('commits', 4 * (100 + 200));
    await hub.push(batchOf('q.1', 4, 1, 100));
    await expect(hub.push(batchOf('q.1', 5, 1, 100))).rejects.toMatchObject({
      ...full,
      params: { what: 'commits' },
    });
    const client = await db.connect(login);
    await expect(
      client.query(
        `INSERT INTO xiuhua.commit (street, device, incarnation, seq, bytes, signature) VALUES ('s', 'q', 1, 5, 'x', $1)`,
        [Buffer.alloc(64)],
      ),
    ).rejects.toMatchObject({ code: 'XH001', message: 'sync.hubFull' });
    // The hub goes on giving what it has, and others go on.
    expect(await hub.vector()).toMatchObject({ 'q.1': 4 });
    const neighbour = hubOf(logins.b);
    expect(await neighbour.push(batchOf('b.1', 1, 1, 100))).toMatchObject({ ok: true });
    await neighbour.close();
    await limit('commits', 1e9);

    await limit('keys', 2);
    const key = (id: string) => ({ name: 'q', id, box: 'x' });
    await hub.putKeys([key('1'), key('2')]);
    await hub.putKeys([key('1')]);
    await expect(hub.putKeys([key('3')])).rejects.toMatchObject(full);

    await limit('attachments', CHUNK_BYTES + 300);
    const broken = createHash('sha256').update('else').digest('hex');
    await hub.putChunk(broken, CHUNK_BYTES, 0, Buffer.alloc(CHUNK_BYTES, 1));
    await expect(hub.putChunk(broken.replace(/^./, '0'), 100, 0, Buffer.alloc(100))).rejects.toMatchObject(
      full,
    );
    // What is thrown away again does not count.
    expect(await hub.finishAttachment(broken)).toBe('broken');
    expect(await used('attachments')).toBe(0);

    await limit('chains', 2);
    await hub.push(batchOf('q.2', 1, 1));
    await expect(hub.push(batchOf('q.3', 1, 1))).rejects.toMatchObject(full);
    await expect(hub.hello(introduction('q', { incarnation: 2 }))).resolves.toMatchObject({ claim: 'mine' });
    await expect(hub.hello(introduction('q', { incarnation: 3 }))).rejects.toMatchObject(full);

    await limit('alarms', 2);
    for (const n of [1, 2, 3, 3, 4]) await hub.alarm('kind', 'about', String(n));
    const alarms = await admin.query(`SELECT FROM xiuhua.alarm WHERE device = 'q'`);
    expect(alarms.rowCount).toBe(2);

    const { rows: made } = await admin.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM xiuhua.invitation WHERE street = 's'`,
    );
    await limit('invitations', (made[0]?.n ?? 0) + 1);
    const { id } = await invited(client);
    await client.query('SELECT xiuhua.refuse_join($1)', [id]);
    await expect(invited(client)).rejects.toMatchObject({ message: 'sync.tooManyCodes' });
    await hub.close();
  });

  it('no login sees or changes its limits or what was counted', async () => {
    const client = await db.connect(logins.a);
    for (const table of ['quota', 'usage', 'erasure', 'turn']) {
      await expect(client.query(`SELECT FROM xiuhua.${table}`), table).rejects.toEqual(DENIED);
      await expect(client.query(`DELETE FROM xiuhua.${table}`), table).rejects.toEqual(DENIED);
    }
    await expect(client.query(`SELECT xiuhua.counted('s', 'commits', -1000)`)).rejects.toEqual(DENIED);
    await expect(client.query(`SET temp_file_limit = -1`)).rejects.toEqual(DENIED);
  });
});
