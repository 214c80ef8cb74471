import type pg from 'pg';
import { hubContract } from '../testing/hubContract';
import { type TestDatabase, type TestLogin, testPostgres } from '../testing/postgres';
import { PgHub } from './pgHub';

const server = testPostgres();

/** One database for all streets of the contract. */
let shared: Promise<{ db: TestDatabase; admin: pg.Client }> | undefined;
let streets = 0;

async function sharedDatabase() {
  shared ??= (async () => {
    const db = await server().database();
    return { db, admin: await db.connect() };
  })();
  return shared;
}

hubContract('PostgreSQL', async () => {
  const { db, admin } = await sharedDatabase();
  streets += 1;
  const street = `street ${streets}`;
  await db.street(street);
  const logins = new Map<string, TestLogin>();
  const hubs: PgHub[] = [];
  return {
    street,
    async join(device) {
      const login = logins.get(device) ?? (await db.device(street, device));
      logins.set(device, login);
      const hub = new PgHub({ address: db.address, ...login });
      hubs.push(hub);
      return hub;
    },
    async revoke(device) {
      await admin.query('UPDATE xiuhua.device SET revoked_at = now() WHERE street = $1 AND device = $2', [
        street,
        device,
      ]);
    },
    async setProtocolMin(protocol) {
      await admin.query('UPDATE xiuhua.hub SET protocol_min = $1', [protocol]);
    },
    async alarms() {
      const { rows } = await admin.query(
        'SELECT device, kind, about, detail FROM xiuhua.alarm WHERE street = $1 ORDER BY raised_at',
        [street],
      );
      return rows;
    },
    async dispose() {
      await Promise.all(hubs.map((hub) => hub.close()));
    },
  };
});
