import { createHash } from 'node:crypto';
import type pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { batchOf, erasingBatch, introduction, lineOf, pullAll } from '../testing/hubContract';
import { type TestDatabase, type TestLogin, testPostgres } from '../testing/postgres';
import { PgHub } from './pgHub';

/** What the database itself keeps anybody from, whatever program they use. */
const server = testPostgres();

let db: TestDatabase;
let admin: pg.Client;
let logins: { a: TestLogin; b: TestLogin; other: TestLogin; district: TestLogin; courier: TestLogin };
let a: pg.Client;
let b: pg.Client;
let district: pg.Client;
const TABLES = [
  'migration',
  'hub',
  'street',
  'device',
  'device_seen',
  'claim',
  'commit',
  'data_key',
  'key_erased',
  'attachment',
  'attachment_chunk',
  'alarm',
];

const DENIED = expect.objectContaining({ code: '42501' });

beforeAll(async () => {
  db = await server().database();
  admin = await db.connect();
  await db.street('s');
  await db.street('t');
  logins = {
    a: await db.device('s', 'a'),
    b: await db.device('s', 'b', { letter: 'B' }),
    other: await db.device('t', 'o'),
    district: await db.login('xiuhua_district'),
    courier: await db.login('xiuhua_courier'),
  };
  a = await db.connect(logins.a);
  b = await db.connect(logins.b);
  district = await db.connect(logins.district);
  await fill('a', logins.a);
  await fill('o', logins.other);
});

/** A row in every table that a station writes. */
async function fill(device: string, login: TestLogin): Promise<void> {
  const hub = new PgHub({ address: db.address, ...login });
  await hub.hello(introduction(device));
  await hub.push(batchOf(`${device}.1`, 1, 3));
  await hub.putKeys([
    { name: 'k', id: device, box: 'x' },
    { name: 'gone', id: device, box: 'x' },
  ]);
  await hub.push(erasingBatch(`${device}.7`, 1, ['gone']));
  await hub.putChunk(sha256(Buffer.from(device)), 1, 0, Buffer.from(device));
  await hub.finishAttachment(sha256(Buffer.from(device)));
  await hub.alarm('kind', device, 'detail');
  await hub.close();
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function insertCommit(client: pg.Client, street: string, device: string, seq: number, signed = true) {
  return client.query(
    `INSERT INTO xiuhua.commit (street, device, incarnation, seq, bytes, signature)
     VALUES ($1, $2, 1, $3, $4, $5)`,
    [street, device, seq, lineOf(`${device}.1`, seq), signed ? Buffer.alloc(64) : null],
  );
}

async function streetsIn(client: pg.Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ street: string }>(
    `SELECT DISTINCT street FROM xiuhua.${table} ORDER BY 1`,
  );
  return rows.map(({ street }) => street);
}

describe('a device', () => {
  it('sees its own street in every table, and no other', async () => {
    for (const table of TABLES.slice(2)) {
      expect([table, await streetsIn(b, table)]).toEqual([table, ['s']]);
      expect([table, await streetsIn(admin, table)]).toEqual([table, ['s', 't']]);
    }
    const { rows } = await b.query('SELECT * FROM xiuhua.vector($1)', ['t']);
    expect(rows).toEqual([]);
    expect((await b.query(`SELECT xiuhua.hash_at('o', 1, 1, 't') AS hash`)).rows).toEqual([{ hash: null }]);
    const pulled = await b.query(`SELECT * FROM xiuhua.pull('{}', '{}', '{}', 1000, 't')`);
    expect(pulled.rows).toEqual([]);
  });

  it('inserts only rows of its own', async () => {
    await expect(insertCommit(b, 's', 'a', 4)).rejects.toEqual(DENIED);
    await expect(insertCommit(b, 't', 'b', 1)).rejects.toEqual(DENIED);
    const push = `SELECT * FROM xiuhua.push($1, 1, $2, '{1}', 'x', $3, $4)`;
    await expect(b.query(push, ['a', 4, Buffer.alloc(64), 's'])).rejects.toEqual(DENIED);
    await expect(b.query(push, ['b', 1, Buffer.alloc(64), 't'])).rejects.toEqual(DENIED);
    const chunk = `SELECT xiuhua.put_chunk(sha256('z'), 1, 0, 'z', $1, $2)`;
    await expect(b.query(chunk, ['s', 'a'])).rejects.toEqual(DENIED);
    await expect(b.query(chunk, ['t', 'b'])).rejects.toEqual(DENIED);
    await expect(
      b.query(`INSERT INTO xiuhua.data_key (street, name, id, box, device) VALUES ('s', 'n', 'i', 'x', 'a')`),
    ).rejects.toEqual(DENIED);
    await expect(
      b.query(
        `INSERT INTO xiuhua.alarm (street, device, kind, about, digest, detail) VALUES ('s', 'a', 'k', '', '', '')`,
      ),
    ).rejects.toEqual(DENIED);
  });

  it.each(TABLES)('changes and removes nothing in %s', async (table) => {
    const column = table === 'migration' ? 'version' : table === 'hub' ? 'one' : 'street';
    await expect(a.query(`UPDATE xiuhua.${table} SET ${column} = ${column}`)).rejects.toEqual(DENIED);
    await expect(a.query(`DELETE FROM xiuhua.${table}`)).rejects.toEqual(DENIED);
    await expect(a.query(`TRUNCATE xiuhua.${table}`)).rejects.toEqual(DENIED);
  });

  it('cannot enrol, make streets, look into partitions, become the owner or say that it is another', async () => {
    await expect(a.query(`SELECT xiuhua.add_street('u', 'U')`)).rejects.toEqual(DENIED);
    await expect(
      a.query(`INSERT INTO xiuhua.device (street, device, name, letter, role_name, sign_key, box_key)
        VALUES ('s', 'c', 'c', 'C', 'c', '', '')`),
    ).rejects.toEqual(DENIED);
    const { rows } = await admin.query<{ part: string }>(
      `SELECT inhrelid::regclass::text AS part FROM pg_inherits WHERE inhparent = 'xiuhua.commit'::regclass`,
    );
    expect(rows).toHaveLength(2);
    for (const { part } of rows) await expect(a.query(`SELECT FROM ${part}`)).rejects.toEqual(DENIED);
    for (const role of ['xiuhua_owner', 'xiuhua_district', logins.b.user]) {
      await expect(a.query(`SET ROLE ${role}`)).rejects.toEqual(DENIED);
    }
    await expect(a.query(`SET SESSION AUTHORIZATION ${logins.b.user}`)).rejects.toEqual(DENIED);
    await a.query('SET ROLE xiuhua_device');
    expect((await a.query('SELECT * FROM xiuhua.me()')).rows).toEqual([{ street: 's', device: 'a' }]);
    await a.query('RESET ROLE');
  });

  it('is not fooled by tables of its own in front of the hub’s', async () => {
    await expect(a.query('CREATE TEMP TABLE device (role_name name)')).rejects.toEqual(DENIED);
    await expect(a.query('CREATE TABLE public.device (role_name name)')).rejects.toEqual(DENIED);
  });

  it('inserts no gap and nothing without a signature, directly either', async () => {
    const refused = expect.objectContaining({ code: '23000' });
    await expect(insertCommit(a, 's', 'a', 5)).rejects.toEqual(refused);
    await expect(insertCommit(a, 's', 'a', 4, false)).rejects.toEqual(refused);
    await expect(insertCommit(a, 's', 'a', 3)).rejects.toEqual(expect.objectContaining({ code: '23505' }));
    await expect(
      a.query(
        `INSERT INTO xiuhua.commit (street, device, incarnation, seq, bytes, signature)
         SELECT 's', 'a', 9, n, 'x', $1 FROM unnest('{1,3}'::int[]) n`,
        [Buffer.alloc(64)],
      ),
    ).rejects.toEqual(refused);
  });

  it('stores no hash but that of the bytes, directly either', async () => {
    const columns = 'street, device, incarnation, seq, bytes, signature';
    await expect(
      a.query(
        `INSERT INTO xiuhua.commit (${columns}, hash) VALUES ('s', 'a', 8, 1, 'x', $1, sha256('else'))`,
        [Buffer.alloc(64)],
      ),
    ).rejects.toMatchObject({ code: '428C9' });
    await a.query(`INSERT INTO xiuhua.commit (${columns}) VALUES ('s', 'a', 8, 1, 'x', $1)`, [
      Buffer.alloc(64),
    ]);
    const { rows } = await b.query(`SELECT xiuhua.hash_at('a', 8, 1) AS hash`);
    expect(rows).toEqual([{ hash: sha256(Buffer.from('x')) }]);
  });

  it('pushes nothing whose lengths do not fit its bytes', async () => {
    const push = `SELECT * FROM xiuhua.push('a', 1, 4, $1, 'xyz', $2)`;
    for (const lengths of ['{}', '{2}', '{4}', '{3,0}', '{-1,4}']) {
      await expect(a.query(push, [lengths, Buffer.alloc(64)])).rejects.toMatchObject({ code: '22023' });
    }
    await expect(a.query(push, ['{3}', Buffer.alloc(3)])).rejects.toMatchObject({ code: '23514' });
  });
});

describe('the district', () => {
  it('reads all streets, without their data keys', async () => {
    for (const table of TABLES.slice(2).filter((name) => name !== 'data_key')) {
      expect([table, await streetsIn(district, table)]).toEqual([table, ['s', 't']]);
    }
    await expect(district.query('SELECT FROM xiuhua.data_key')).rejects.toEqual(DENIED);
    await expect(district.query(`SELECT xiuhua.keys_named('{k}')`)).rejects.toEqual(DENIED);
    const hub = new PgHub({ address: db.address, ...logins.district }, 't');
    expect(await hub.vector()).toEqual({ 'o.1': 3, 'o.7': 1 });
    expect((await pullAll(hub)).map(({ chain }) => chain)).toEqual(['o.1', 'o.7']);
    await hub.close();
  });

  it('writes nothing', async () => {
    await expect(insertCommit(district, 's', 'a', 4)).rejects.toEqual(DENIED);
    for (const call of [
      `push('a', 1, 4, '{1}', 'x', NULL, 's')`,
      `erase_keys('{k}')`,
      `put_keys('{k}', '{i}', '{x}')`,
      `raise_alarm('k', '', '')`,
      `finish_attachment(sha256('a'), 's')`,
      `hello('a', 1, '', '', 1)`,
    ]) {
      await expect(district.query(`SELECT xiuhua.${call}`)).rejects.toEqual(DENIED);
    }
    for (const table of TABLES) {
      await expect(district.query(`DELETE FROM xiuhua.${table}`)).rejects.toEqual(DENIED);
    }
  });
});

describe('a courier', () => {
  it('brings commits of any enrolled device of any street, and sees no keys', async () => {
    const hub = new PgHub({ address: db.address, ...logins.courier }, 't');
    expect(await hub.push(batchOf('o.1', 1, 5))).toEqual({ ok: true, held: 5, fresh: 2 });
    await expect(hub.push(batchOf('x.1', 1, 1))).rejects.toMatchObject({ code: 'sync.refused' });
    await expect(hub.push(batchOf('a.1', 1, 1))).rejects.toMatchObject({ code: 'sync.refused' });
    await expect(hub.keysNamed(['k'])).rejects.toMatchObject({ code: 'sync.refused' });
    expect(await hub.push({ ...batchOf('o.1', 1, 1), lines: [lineOf('x', 1)] })).toMatchObject({
      why: 'differs',
    });
    const { rows } = await admin.query(`SELECT street, device FROM xiuhua.alarm WHERE kind = 'differs'`);
    expect(rows).toEqual([{ street: 't', device: logins.courier.user }]);
    await hub.close();
  });

  it('that is a desk brings those of its own street only, and nothing once it is revoked', async () => {
    const login = await db.device('s', 'courier-desk', { letter: 'C' });
    await admin.query(`GRANT xiuhua_courier TO ${login.user}`);
    const hub = new PgHub({ address: db.address, ...login });
    expect(await hub.push(batchOf('b.1', 1, 2))).toEqual({ ok: true, held: 2, fresh: 2 });
    await hub.close();
    const wide = new PgHub({ address: db.address, ...login }, 't');
    await expect(wide.push(batchOf('o.2', 1, 1))).rejects.toMatchObject({ code: 'sync.refused' });
    await admin.query(`UPDATE xiuhua.device SET revoked_at = now() WHERE device = 'courier-desk'`);
    await expect(wide.push(batchOf('o.2', 1, 1))).rejects.toMatchObject({ code: 'sync.refused' });
    await wide.close();
  });
});

describe('the owner', () => {
  it.each(['commit', 'attachment', 'alarm', 'claim', 'key_erased'])(
    'changes and removes nothing in %s',
    async (table) => {
      await admin.query('SET ROLE xiuhua_owner');
      await expect(admin.query(`UPDATE xiuhua.${table} SET street = street`)).rejects.toEqual(DENIED);
      await expect(admin.query(`DELETE FROM xiuhua.${table}`)).rejects.toEqual(DENIED);
      await expect(admin.query(`TRUNCATE xiuhua.${table}`)).rejects.toEqual(DENIED);
      await admin.query('RESET ROLE');
    },
  );

  it('nor in a partition, nor chunks of what is whole', async () => {
    const { rows } = await admin.query<{ part: string }>(
      `SELECT inhrelid::regclass::text AS part FROM pg_inherits WHERE inhparent = 'xiuhua.commit'::regclass`,
    );
    for (const { part } of rows) {
      await expect(admin.query(`UPDATE ${part} SET seq = seq`)).rejects.toEqual(DENIED);
      await expect(admin.query(`DELETE FROM ${part}`)).rejects.toEqual(DENIED);
      await expect(admin.query(`TRUNCATE ${part}`)).rejects.toEqual(DENIED);
    }
    await expect(admin.query('DELETE FROM xiuhua.attachment_chunk')).rejects.toEqual(DENIED);
    await expect(admin.query('UPDATE xiuhua.data_key SET box = box')).rejects.toEqual(DENIED);
  });
});

it('nobody else gets in', async () => {
  const stranger = await db.login();
  const client = await db.connect(stranger);
  await expect(client.query('SELECT FROM xiuhua.commit')).rejects.toEqual(DENIED);
  const hub = new PgHub({ address: db.address, ...stranger });
  await expect(hub.hello(introduction('a'))).rejects.toMatchObject({ code: 'sync.refused' });
  await hub.close();
});

it('the district’s tables and views are for the district', async () => {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class
     WHERE relnamespace::regnamespace::text LIKE 'xiuhua%' AND relkind IN ('r', 'v', 'm')
       AND (relname LIKE 'district%' OR relnamespace <> 'xiuhua'::regnamespace)`,
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const { name } of rows) await expect(b.query(`SELECT FROM ${name}`)).rejects.toEqual(DENIED);
});

it('who may come to a table is held by row-level security there; functions of the owner have a fixed search path', async () => {
  const { rows: open } = await admin.query(
    `SELECT relname FROM pg_class, unnest(ARRAY['xiuhua_device', 'xiuhua_courier', 'public']) AS grantee
     WHERE relnamespace = 'xiuhua'::regnamespace AND relkind IN ('r', 'p') AND NOT relrowsecurity
       AND has_table_privilege(grantee, pg_class.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')`,
  );
  expect(open).toEqual([]);
  const { rows: loose } = await admin.query(
    `SELECT proname FROM pg_proc WHERE pronamespace = 'xiuhua'::regnamespace AND prosecdef
     AND NOT coalesce(proconfig::text LIKE '%search_path=pg_catalog%', false)`,
  );
  expect(loose).toEqual([]);
  const { rows: free } = await admin.query(
    `SELECT proname FROM pg_proc WHERE pronamespace = 'xiuhua'::regnamespace AND has_function_privilege('public', oid, 'EXECUTE')`,
  );
  expect(free).toEqual([]);
});
