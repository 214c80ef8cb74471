import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { connect } from '../sync/hub/connection';
import { DeviceKeys } from '../sync/identity/deviceKeys';
import { makeRequest } from '../sync/identity/enrol';
import { accessOf, JoinHub } from '../sync/identity/joinHub';
import { testPostgres } from '../sync/testing/postgres';
import { type CliOutcome, runCli } from './run';

// A server of its own: no group of the hub is there yet, as in a rented PostgreSQL whose superuser nobody is given.
const server = testPostgres();
const street = '440106014';

it('a hub is set up and run by the owner of its database, who may make roles and is no superuser', async () => {
  const db = await server().database({ migrated: false });
  const boss = await db.login();
  const root = await db.connect();
  await root.query(`ALTER ROLE ${boss.user} CREATEROLE; ALTER DATABASE ${db.name} OWNER TO ${boss.user}`);
  const run = (...words: string[]): Promise<CliOutcome> =>
    runCli(['hub', ...words, '--street', street, '--hub', `postgres://${boss.user}@${db.address}`], {
      resources: resolve('resources'),
      script: '',
      protector: undefined,
      env: { PGPASSWORD: boss.password },
    });
  expect(await run('init', '--name', '冼村街道', '--district-role', `d_${db.name}`)).toMatchObject({
    code: 0,
  });
  expect(await run('init', '--name', '冼村街道')).toMatchObject({
    value: { schema: { applied: [] }, tightened: false },
  });
  const { code } = (await run('enrol')).value as { code: string };
  const device = randomBytes(10).toString('hex');
  const keys = DeviceKeys.fromSeed(randomBytes(32));
  const place = { address: db.address };
  const joining = await JoinHub.open(place, code);
  await joining.first(makeRequest({ device, name: '一号席', keys, code, street, letter: 'A', host: 'h' }));
  await joining.done();
  await joining.close();
  const session = await connect(accessOf(place, street, device, keys));
  const ended = new Promise((done) => session.once('end', done));
  expect(await run('status')).toMatchObject({ value: { streets: [{ devices: [{ device }] }] } });
  expect(await run('audit')).toMatchObject({ code: 0, value: { ok: true } });
  expect(await run('revoke', '--device', device)).toMatchObject({ value: { closed: true } });
  await ended;
  await expect(connect(accessOf(place, street, device, keys))).rejects.toThrow('sync.refused');
});
