import type pg from 'pg';
import { expect, it } from 'vitest';
import { batchOf, erasingBatch, introduction, pullAll } from '../testing/hubContract';
import { type TestLogin, testPostgres } from '../testing/postgres';
import { PgHub } from './pgHub';

/** What only real transactions can show: commits that become visible in another order than they were written. */
const server = testPostgres();

async function twoDesks() {
  const db = await server().database();
  await db.street('s');
  const logins = { a: await db.device('s', 'a'), b: await db.device('s', 'b', { letter: 'B' }) };
  const hub = (login: TestLogin) => new PgHub({ address: db.address, ...login });
  return { db, logins, hub };
}

/** Push by hand, so that the transaction stays open. */
function push(client: pg.Client, device: string, from: number, count: number) {
  const batch = batchOf(`${device}.1`, from, count);
  return client.query('SELECT why, seq, fresh FROM xiuhua.push($1, 1, $2, $3, $4, $5)', [
    device,
    from,
    batch.lines.map((line) => line.length),
    Buffer.concat(batch.lines),
    batch.signature,
  ]);
}

/** Resolves once this backend waits for a lock. */
async function waits(admin: pg.Client, client: pg.Client): Promise<void> {
  const { processID } = client as pg.Client & { processID: number };
  for (;;) {
    const { rows } = await admin.query(
      `SELECT FROM pg_stat_activity WHERE pid = $1 AND wait_event_type = 'Lock'`,
      [processID],
    );
    if (rows.length > 0) return;
  }
}

it('a push that commits after a later one is not lost to who pulled between', async () => {
  const { db, logins, hub } = await twoDesks();
  const a = await db.connect(logins.a);
  const b = await db.connect(logins.b);
  const reader = hub(logins.b);
  await push(a, 'a', 1, 2);
  await a.query('BEGIN');
  await push(a, 'a', 3, 2);
  await b.query('BEGIN');
  await push(b, 'b', 1, 3);
  await b.query('COMMIT');

  const between = await pullAll(reader);
  expect(between.map(({ chain, from, lines }) => [chain, from, lines.length])).toEqual([
    ['a.1', 1, 2],
    ['b.1', 1, 3],
  ]);
  await a.query('COMMIT');
  expect(await pullAll(reader, { 'a.1': 2, 'b.1': 3 })).toEqual([
    expect.objectContaining({ chain: 'a.1', from: 3 }),
  ]);
  await reader.close();
});

it('what was rolled back was never there', async () => {
  const { db, logins, hub } = await twoDesks();
  const a = await db.connect(logins.a);
  await a.query('BEGIN');
  await push(a, 'a', 1, 2);
  await a.query('ROLLBACK');
  const again = hub(logins.a);
  expect(await again.push(batchOf('a.1', 1, 1))).toEqual({ ok: true, held: 1, fresh: 1 });
  await again.close();
});

it('two connections of one device that push the same numbers: the second waits and finds them', async () => {
  const { db, logins } = await twoDesks();
  const [one, other, admin] = [await db.connect(logins.a), await db.connect(logins.a), await db.connect()];
  await one.query('BEGIN');
  await push(one, 'a', 1, 3);
  const second = push(other, 'a', 1, 5);
  await waits(admin, other);
  await one.query('COMMIT');
  expect((await second).rows).toEqual([{ why: '', seq: 5, fresh: 2 }]);
});

it('a key that is put while it is being erased does not outlive it', async () => {
  const { db, logins } = await twoDesks();
  const [one, other, admin] = [await db.connect(logins.a), await db.connect(logins.b), await db.connect()];
  await one.query('BEGIN');
  await one.query(`SELECT xiuhua.put_keys('{k}', '{1}', '{box}')`);
  const { lines, signature } = erasingBatch('b.1', 1, ['k']);
  const erasing = other.query(`SELECT xiuhua.push('b', 1, 1, $1, $2, $3)`, [
    lines.map(({ length }) => length),
    Buffer.concat(lines),
    signature,
  ]);
  await waits(admin, other);
  await one.query('COMMIT');
  await erasing;
  expect((await admin.query('SELECT FROM xiuhua.data_key')).rowCount).toBe(0);
  await one.query(`SELECT xiuhua.put_keys('{k}', '{2}', '{box}')`);
  expect((await admin.query('SELECT FROM xiuhua.data_key')).rowCount).toBe(0);
});

it('an erasure that is under way holds up the keys of its report, and hardly any other', async () => {
  const { db, logins, hub } = await twoDesks();
  const erasing = await db.connect(logins.b);
  const { lines, signature } = erasingBatch('b.1', 1, ['k']);
  await erasing.query('BEGIN');
  const bytes = Buffer.concat(lines);
  await erasing.query(`SELECT xiuhua.push('b', 1, 1, $1, $2, $3)`, [[bytes.length], bytes, signature]);
  const mine = hub(logins.a);
  await mine.putKeys(['r1', 'r2', 'r3', 'r4'].map((name) => ({ name, id: '1', box: 'x' })));
  await mine.push(batchOf('a.1', 1, 2));
  await erasing.query('ROLLBACK');
  await mine.close();
});

it('a call under way fails with its connection, and the next one opens another', async () => {
  const { db, logins, hub } = await twoDesks();
  const [blocker, admin] = [await db.connect(logins.a), await db.connect()];
  const mine = hub(logins.a);
  await mine.vector();
  await blocker.query('BEGIN');
  await push(blocker, 'a', 1, 1);
  const pushing = expect(mine.push(batchOf('a.1', 1, 2))).rejects.toMatchObject({ code: 'sync.unreachable' });
  const end = `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND usename = $1`;
  while ((await admin.query(end, [logins.a.user])).rowCount === 0);
  await pushing;
  await blocker.query('ROLLBACK');
  expect(await mine.vector()).toEqual({});
  expect(await mine.push(batchOf('a.1', 1, 2))).toEqual({ ok: true, held: 2, fresh: 2 });
  await mine.close();
  await expect(mine.vector()).rejects.toMatchObject({ code: 'sync.unreachable' });
});

it('listens again after a break, at the next hello', async () => {
  const { db, logins, hub } = await twoDesks();
  const admin = await db.connect();
  const [a, b] = [hub(logins.a), hub(logins.b)];
  let heard: () => void = () => undefined;
  b.onNews(() => heard());
  await b.hello(introduction('b'));
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [
    logins.b.user,
  ]);
  await b.hello(introduction('b')).catch(() => undefined);
  await b.hello(introduction('b'));
  const news = new Promise<void>((done) => {
    heard = done;
  });
  await a.push(batchOf('a.1', 1, 1));
  await news;
  await Promise.all([a.close(), b.close()]);
});
