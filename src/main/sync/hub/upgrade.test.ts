import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { expect, it } from 'vitest';
import { scramVerifier } from '../identity/raw';
import { batchOf, erasingBatch, introduction, pullAll } from '../testing/hubContract';
import { HUB_FOLDER, type TestDatabase, testPostgres } from '../testing/postgres';
import { migrate, readMigrations } from './migrations';
import { PgHub } from './pgHub';

/** Hubs and desks of different age: a hub of schema 4 with data, before and after it is brought up. */
const server = testPostgres();

async function oldHub(): Promise<{
  db: TestDatabase;
  admin: pg.Client;
  hub(device: string): Promise<PgHub>;
}> {
  const db = await server().database({ migrated: false });
  const admin = await db.connect();
  const files = await readMigrations(HUB_FOLDER);
  await migrate(
    admin,
    files.filter(({ version }) => version <= 4),
  );
  await db.street('s');
  const letters = 'ABCDEF';
  let made = 0;
  return {
    db,
    admin,
    async hub(device) {
      const login = await db.device('s', device, { letter: letters[made++] ?? 'Z' });
      return new PgHub({ address: db.address, ...login });
    },
  };
}

const bringUp = async (admin: pg.Client) => migrate(admin, await readMigrations(HUB_FOLDER));

/** Commits that a hub of schema 4 took, and cannot hand out in one piece. */
async function takeLarge(admin: pg.Client, device: string): Promise<void> {
  const insert = `INSERT INTO xiuhua.commit (street, device, incarnation, seq, bytes, signature) VALUES ('s', $1, 1, $2, %, $3)`;
  for (const [seq, bytes] of [
    [1, `'small'`],
    [2, `convert_to(repeat('x', 70000000), 'UTF8')`],
    [3, `'behind'`],
  ] as const)
    await admin.query(insert.replace('%', bytes), [device, seq, Buffer.alloc(64, seq)]);
}

it('a desk of today exchanges with a hub of schema 4, and goes on when it is brought up', async () => {
  const { admin, hub } = await oldHub();
  const [a, b] = [await hub('a'), await hub('b')];
  expect(await a.hello(introduction('a'))).toMatchObject({ schema: 4, claim: 'mine' });
  await a.push(batchOf('a.1', 1, 3));
  const key = (name: string) => ({ name, id: '1', box: 'x' });
  await a.putKeys([key('r1'), key('r2'), key('r3')]);
  await a.push(erasingBatch('a.1', 4, ['r1']));
  expect(await a.eraseKeys(['r1'])).toEqual([]);
  // Written with the old hub, and not yet erased there.
  await a.push(erasingBatch('a.1', 5, ['r2']));
  expect((await pullAll(b)).map(({ chain, lines }) => [chain, lines.length])).toEqual([['a.1', 5]]);
  await a.putChunk('ab'.repeat(32), 3, 0, Buffer.from('abc'));
  await a.alarm('kind', 'about', 'detail');

  const before = await admin.query('SELECT * FROM xiuhua.commit ORDER BY device, seq');
  expect((await bringUp(admin)).from).toBe(4);
  expect((await admin.query('SELECT * FROM xiuhua.commit ORDER BY device, seq')).rows).toEqual(before.rows);
  // The connections of before go on, with statements that they had prepared.
  expect(await a.push(batchOf('a.1', 6, 2))).toMatchObject({ ok: true, held: 7 });
  expect((await b.pull({ 'a.1': 5 }, { bytes: 1000 })).batches).toHaveLength(1);
  expect(await a.hello(introduction('a'))).toMatchObject({ schema: 6 });
  expect(await a.eraseKeys(['r1', 'r2', 'r3'])).toEqual(['r3']);
  expect(await a.keysNamed(['r1', 'r2', 'r3'])).toEqual({ keys: [key('r3')], erased: ['r1', 'r2'] });
  const { rows } = await admin.query(
    `SELECT what, n::int AS n FROM xiuhua.usage WHERE who = 'a' ORDER BY what`,
  );
  expect(rows).toEqual([
    { what: 'alarms', n: 1 },
    { what: 'attachments', n: 3 + 200 },
    { what: 'commits', n: expect.any(Number) },
    { what: 'keys', n: expect.any(Number) },
  ]);
  await Promise.all([a.close(), b.close()]);
});

it('a program of before goes on with a hub of today: what it asks to erase without a commit stays', async () => {
  const { db, admin } = await oldHub();
  await bringUp(admin);
  const old = await db.connect(await db.device('s', 'a'));
  await old.query(`SELECT xiuhua.put_keys('{r1,r2}', '{1,1}', '{x,x}')`);
  const { lines, signature } = erasingBatch('a.1', 1, ['r1']);
  const bytes = Buffer.concat(lines);
  const pushed = await old.query(`SELECT * FROM xiuhua.push('a', 1, 1, $1, $2, $3, NULL)`, [
    [bytes.length],
    bytes,
    signature,
  ]);
  expect(pushed.rows).toEqual([{ why: '', seq: 1, fresh: 1 }]);
  expect((await old.query(`SELECT xiuhua.erase_keys('{r1,r2}')`)).rowCount).toBe(1);
  expect((await old.query(`SELECT name, id FROM xiuhua.keys_named('{r1,r2}')`)).rows).toEqual([
    { name: 'r1', id: null },
    { name: 'r2', id: '1' },
  ]);
});

it('a commit that an old hub took and cannot hand out is passed over: before it is brought up, and after', async () => {
  const { admin, hub } = await oldHub();
  const [a, b, c] = [await hub('a'), await hub('b'), await hub('c')];
  await takeLarge(admin, 'b');
  await c.push(batchOf('c.1', 1, 2));
  const tooLarge = [{ chain: 'b.1', seq: 2, bytes: 70_000_000 }];
  const first = await a.pull({}, { bytes: 1000 });
  expect(first).toMatchObject({ more: false, tooLarge });
  expect(first.batches.map(({ chain }) => chain)).toEqual(['c.1']);
  expect(await a.pull({ 'c.1': 2 }, { bytes: 1000 })).toEqual({ batches: [], more: false, tooLarge });
  expect(await a.pull({ 'c.1': 2 }, { bytes: 1000, skip: ['b.1'] })).toEqual({ batches: [], more: false });

  await bringUp(admin);
  const fresh = await hub('d');
  // What stands before it comes, and then the word of it.
  const { batches } = await fresh.pull({}, { bytes: 1000 });
  expect(batches.map(({ chain, lines }) => [chain, lines.length])).toEqual([
    ['b.1', 1],
    ['c.1', 2],
  ]);
  expect(await fresh.pull({ 'b.1': 1, 'c.1': 2 }, { bytes: 1000 })).toEqual({
    batches: [],
    more: false,
    tooLarge,
  });
  await Promise.all([a, b, c, fresh].map((one) => one.close()));
}, 60_000);

it('one-time logins and codes of before stand, and those that run out are dropped', async () => {
  const { db, admin } = await oldHub();
  await admin.query(`GRANT CONNECT ON DATABASE ${db.name} TO xiuhua_join`);
  const invite = async (): Promise<{ id: string; user: string; password: string }> => {
    const [id, password] = [randomBytes(10).toString('hex'), randomBytes(12).toString('hex')];
    const note = JSON.stringify({ id, street: 's', kind: 'further' });
    const verifier = scramVerifier(password, randomBytes(16));
    await admin.query(`SELECT xiuhua.invite($1, $2, now() + interval '1 hour', $3)`, [id, verifier, note]);
    return { id, user: `xj_${id}`, password };
  };
  const [one, two] = [await invite(), await invite()];
  const held = await db.connect(two);
  await held.query('SELECT lo_create(0)');
  await bringUp(admin);
  const guest = await db.connect(one);
  expect((await guest.query('SELECT xiuhua.join_invitation() AS note')).rows).toMatchObject([
    { note: { id: one.id } },
  ]);
  const limits = await guest.query(
    `SELECT current_setting('statement_timeout') AS one, current_setting('lock_timeout') AS two`,
  );
  expect(limits.rows).toEqual([{ one: '2min', two: '30s' }]);
  await admin.query(`UPDATE xiuhua.invitation SET until = now() - interval '8 days' WHERE id = $1`, [two.id]);
  await invite();
  expect((await admin.query('SELECT FROM pg_roles WHERE rolname = $1', [two.user])).rowCount).toBe(0);
});

it('is brought up while a desk holds what the new schema needs: that desk loses its session', async () => {
  const { db, admin } = await oldHub();
  const login = await db.device('s', 'a');
  const desk = await db.connect(login);
  const ended = new Promise((done) => desk.once('end', done));
  await desk.query('BEGIN');
  await desk.query(`SELECT xiuhua.put_keys('{k}', '{1}', '{x}')`);
  const files = await readMigrations(HUB_FOLDER);
  await migrate(admin, files, { lockMs: 300 });
  await ended;
  expect((await admin.query('SELECT max(version) AS version FROM xiuhua.migration')).rows).toEqual([
    { version: files.at(-1)?.version },
  ]);
});
