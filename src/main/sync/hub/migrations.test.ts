import { CodedError } from '@shared/contract/errors';
import { expect, it } from 'vitest';
import { HUB_FOLDER, testPostgres } from '../testing/postgres';
import { migrate, readMigrations, SCHEMA_NEEDED, schemaOf } from './migrations';

const server = testPostgres();

it('applies each file once and records it', async () => {
  const db = await server().database({ migrated: false });
  const admin = await db.connect();
  expect(await schemaOf(admin)).toBe(0);
  const files = await readMigrations(HUB_FOLDER);
  const first = await migrate(admin, files);
  expect(first).toEqual({ from: 0, to: files.at(-1)?.version, applied: files.map(({ name }) => name) });
  expect(first.to).toBeGreaterThanOrEqual(SCHEMA_NEEDED);
  expect(await migrate(admin, files)).toEqual({ from: first.to, to: first.to, applied: [] });
  const { rows } = await admin.query(
    `SELECT version, encode(sha256, 'hex') AS sha256 FROM xiuhua.migration ORDER BY version`,
  );
  expect(rows).toEqual(files.map(({ version, sha256 }) => ({ version, sha256 })));
});

/** Files that stand in hubs of today: with another byte no hub could be brought up any more. */
const RELEASED: Readonly<Record<string, string>> = {
  '001-exchange.sql': '81a72370d8fbb88ac12eb6b1d8c4e413c69747be13c31859db36155d6b4ae824',
  '002-enrolment.sql': 'a48d04fedfe3504a2bb71176a4db02bc94a334675e916c59a19c00f452ed3148',
  '003-district.sql': 'ea7b790d5aff7086e8156cd476d90f1327e9c3feebf5d758dc99694966dedc10',
  '004-district-views.sql': '7f262d7504ce71927f61cad56201d32f8f6d5f66228d45b532a90d8a07672416',
};

it('has the files that were released as they were released', async () => {
  const files = await readMigrations(HUB_FOLDER);
  const now = Object.fromEntries(files.map(({ name, sha256 }) => [name, sha256]));
  expect(now).toMatchObject(RELEASED);
});

it('refuses a file that is another than the one applied', async () => {
  const db = await server().database({ migrated: false });
  const admin = await db.connect();
  const [first, ...rest] = (await readMigrations(HUB_FOLDER)).slice(0, 1);
  if (!first) throw new Error('no files');
  await migrate(admin, [first, ...rest]);
  await expect(migrate(admin, [{ ...first, sha256: '00' }])).rejects.toMatchObject({
    code: 'sync.migrationChanged',
    params: { file: first.name },
  });
});

it('is for administrators', async () => {
  const db = await server().database();
  const client = await db.connect(await db.login('xiuhua_device'));
  await expect(migrate(client, await readMigrations(HUB_FOLDER))).rejects.toThrow(
    new CodedError('sync.notAdmin'),
  );
});

it('leaves nothing of a file that fails', async () => {
  const db = await server().database();
  const admin = await db.connect();
  const version = await schemaOf(admin);
  const bad = {
    version: version + 1,
    name: 'bad.sql',
    sql: 'CREATE TABLE xiuhua.half (a int); SELECT 1/0',
    sha256: '00',
  };
  await expect(migrate(admin, [bad])).rejects.toThrow('division by zero');
  expect(await schemaOf(admin)).toBe(version);
  const { rows } = await admin.query(`SELECT to_regclass('xiuhua.half') AS half`);
  expect(rows).toEqual([{ half: null }]);
});

it('is run by the owner of a database who is no superuser', async () => {
  await server().database();
  const db = await server().database({ migrated: false });
  const boss = await db.login();
  const root = await db.connect();
  await root.query(`ALTER ROLE ${boss.user} CREATEROLE`);
  await root.query(
    `GRANT xiuhua_owner, xiuhua_device, xiuhua_district, xiuhua_courier TO ${boss.user} WITH ADMIN OPTION`,
  );
  await root.query(`ALTER DATABASE ${db.name} OWNER TO ${boss.user}`);
  const client = await db.connect(boss);
  const files = (await readMigrations(HUB_FOLDER)).slice(0, 1);
  expect((await migrate(client, files)).to).toBe(1);
  await client.query(`SELECT xiuhua.add_street('a', 'A')`);
  expect((await client.query('SELECT street FROM xiuhua.street')).rows).toEqual([{ street: 'a' }]);
});
