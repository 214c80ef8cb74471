import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../sync/hub/connection';
import { codeKeys } from '../sync/identity/code';
import { DeviceKeys } from '../sync/identity/deviceKeys';
import { makeAnswer, makeRequest, openAnswer } from '../sync/identity/enrol';
import { accessOf, EnrolHub, JoinHub } from '../sync/identity/joinHub';
import { type TestDatabase, testPostgres } from '../sync/testing/postgres';
import type { HubAudit } from './hub/audit';
import type { HubStatus } from './hub/status';
import { type CliOutcome, printed, runCli } from './run';

const server = testPostgres();
const street = '440106014';
let db: TestDatabase;

async function run(...words: string[]): Promise<CliOutcome> {
  return runCli(['hub', ...words, '--hub', `postgres://${db.admin.user}@${db.address}`], {
    resources: resolve('resources'),
    script: '',
    protector: undefined,
    env: { PGPASSWORD: db.admin.password, LANG: 'en_GB.UTF-8' },
  });
}

interface Desk {
  readonly device: string;
  readonly name: string;
  readonly keys: DeviceKeys;
}
const desk = (name: string): Desk => ({
  device: randomBytes(10).toString('hex'),
  name,
  keys: DeviceKeys.fromSeed(randomBytes(32)),
});

async function invited(): Promise<{ code: string; kind: string }> {
  const { value, code } = await run('enrol', '--street', street);
  expect(code).toBe(0);
  return value as { code: string; kind: string };
}

const request = ({ device, name, keys }: Desk, code: string, letter: string | null) =>
  makeRequest({ device, name, keys, code, street, letter, host: 'host' });

async function joinFirst(first: Desk): Promise<void> {
  const { code } = await invited();
  const joining = await JoinHub.open({ address: db.address }, code);
  await joining.first(request(first, code, 'A'));
  await joining.done();
  await joining.close();
}

const asDesk = ({ device, keys }: Desk): Promise<pg.Client> =>
  connect(accessOf({ address: db.address }, street, device, keys));

/** Commits in one batch, as a desk pushes them. */
async function push(client: pg.Client, { device, keys }: Desk, count: number): Promise<void> {
  const lines: Buffer[] = [];
  let prev = '0'.repeat(64);
  for (let seq = 1; seq <= count; seq += 1) {
    lines.push(Buffer.from(JSON.stringify({ device, incarnation: 1, seq, prev, events: [] })));
    prev = createHash('sha256')
      .update(lines.at(-1) ?? '')
      .digest('hex');
  }
  const signature = keys.signBatch(street, `${device}.1`, count, prev);
  await client.query('SELECT * FROM xiuhua.push($1, 1, 1, $2, $3, $4)', [
    device,
    lines.map((line) => line.length),
    Buffer.concat(lines),
    signature,
  ]);
}

async function attach(client: pg.Client): Promise<void> {
  const bytes = randomBytes(1000);
  const sha256 = createHash('sha256').update(bytes).digest();
  await client.query('SELECT xiuhua.put_chunk($1, 1000, 0, $2)', [sha256, bytes]);
  await client.query('SELECT xiuhua.finish_attachment($1)', [sha256]);
}

async function audited(): Promise<{ audit: HubAudit; faults: string[]; code: number }> {
  const { value, code } = await run('audit');
  const audit = value as HubAudit;
  const faults = audit.findings.filter(({ level }) => level === 'fault').map((one) => one.code);
  return { audit, faults, code };
}

/** The body of a function as 002 has it. */
function oldBody(name: string): string {
  const sql = readFileSync(resolve('resources/hub/002-enrolment.sql'), 'utf8');
  return sql.split(`CREATE FUNCTION xiuhua.${name}(`)[1]?.split('$$')[1] ?? '';
}

beforeEach(async () => {
  db = await server().database();
  await (await db.connect()).query(`GRANT CONNECT ON DATABASE ${db.name} TO xiuhua_join`);
  const { value, code } = await run('init', '--street', street, '--name', '冼村街道');
  expect(code, JSON.stringify(value)).toBe(0);
});

describe('hub init', () => {
  it('sets a bare database up, adds streets and the district, and changes nothing when repeated', async () => {
    db = await server().database({ migrated: false });
    const files = readdirSync(resolve('resources/hub')).filter((name) => name.endsWith('.sql'));
    expect((await run('status')).value).toMatchObject({ schema: { version: 0 }, streets: [] });
    expect((await run('audit')).value).toMatchObject({ error: { code: 'sync.hubOld' } });
    expect((await run('enrol', '--street', street)).value).toMatchObject({ error: { code: 'sync.hubOld' } });
    const bare = await run('init', '--street', street, '--name', '冼村街道');
    expect(bare.value).toMatchObject({ schema: { from: 0, applied: files.sort() }, tightened: true });
    const again = await run('init', '--street', street, '--name', '冼村街道');
    expect(again.value).toMatchObject({ schema: { applied: [] }, streets: [{ street, name: '冼村街道' }] });
    const role = `district_${db.name}`;
    const made = await run('init', '--district-role', role);
    expect(made.value).toMatchObject({ district: role, next: expect.stringContaining('\\password') });
    const admin = await db.connect();
    await admin.query(`ALTER ROLE ${role} PASSWORD 'for the test'`);
    const district = await db.connect({ user: role, password: 'for the test' });
    expect((await district.query('SELECT name FROM xiuhua.street')).rows).toEqual([{ name: '冼村街道' }]);
    expect((await run('init', '--district-role', role)).value).not.toHaveProperty('next');
  });

  it('says what is missing or wrong, and never a password', async () => {
    const codes = await Promise.all([
      run('init', '--street', street),
      run('init', '--street', 'x', '--name', 'X'),
      run('init', '--district-role', 'Robert"; DROP'),
      run('enrol'),
      run('enrol', '--street', '000000000'),
      run('revoke', '--street', street, '--device', 'nobody'),
      run('nothing'),
    ]);
    expect(codes.map(({ value }) => (value as { error: { code: string } }).error.code)).toEqual([
      'cli.optionMissing',
      'cli.optionBad',
      'cli.optionBad',
      'cli.optionMissing',
      'sync.noStreet',
      'sync.noDevice',
      'cli.usage',
    ]);
    expect(codes.map(({ code }) => code)).toEqual([1, 1, 1, 1, 1, 1, 2]);
    const file = join(mkdtempSync(join(tmpdir(), 'xiuhua-hub-')), 'password');
    writeFileSync(file, 'not the one\n');
    const host = { resources: resolve('resources'), script: '', protector: undefined, env: {} };
    const url = `postgres://${db.admin.user}@${db.address}`;
    const wrong = await runCli(['hub', 'status', '--hub', url, '--password-file', file], host);
    expect(wrong.value).toMatchObject({ error: { code: 'sync.refused' } });
    expect(JSON.stringify(wrong)).not.toContain('not the one');
    const inUrl = await runCli(['hub', 'status', '--hub', url.replace('@', ':secret@')], host);
    expect(inUrl.value).toMatchObject({ error: { code: 'cli.hubAddress' } });
    expect(JSON.stringify(inUrl)).not.toContain('secret');
  });
});

describe('hub enrol, status and revoke', () => {
  it('lead from a bare hub to a first and a second desk, and one of them out again', async () => {
    const [first, second] = [desk('一号席'), desk('二号席')];
    const outcome = await run('enrol', '--street', street, '--hours', '2');
    const { code } = outcome.value as { code: string };
    expect(printed(outcome, [])).toContain(code);
    expect(JSON.parse(printed(outcome, ['--json']))).toMatchObject({ code, kind: 'first' });
    const joining = await JoinHub.open({ address: db.address }, code);
    await joining.first(request(first, code, 'A'));
    await joining.done();
    await joining.close();

    const further = await invited();
    expect(further.kind).toBe('further');
    const asking = await JoinHub.open({ address: db.address }, further.code);
    const wish = request(second, further.code, null);
    await asking.ask(wish);
    const hub = await EnrolHub.open(accessOf({ address: db.address }, street, first.device, first.keys));
    const anchors = [
      {
        device: first.device,
        name: first.name,
        letter: 'A',
        signKey: first.keys.signKey,
        boxKey: first.keys.boxKey,
      },
    ];
    const given = {
      street,
      letter: 'B',
      anchors,
      centreKey: Buffer.alloc(32, 7),
      demo: false,
      nowMs: 1,
      random: randomBytes,
    };
    await hub.confirm(wish, makeAnswer({ code: further.code, request: wish, ...given }));
    const { answer } = await asking.answer();
    expect(openAnswer(further.code, second.keys, wish, answer).letter).toBe('B');
    await asking.done();
    await Promise.all([asking.close(), hub.close()]);

    const client = await asDesk(second);
    const ended = new Promise((done) => client.once('end', done));
    await client.query(`SELECT * FROM xiuhua.hello($1, 1, 'host', 'test 1', 1)`, [second.device]);
    await push(client, second, 3);
    await attach(client);
    const { value } = await run('status');
    const [only] = (value as HubStatus).streets;
    expect(only).toMatchObject({
      commits: 3,
      chains: [{ chain: `${second.device}.1`, commits: 3 }],
      attachments: { whole: 1, parts: 0 },
      invitations: { open: 0, asking: 0 },
      devices: [
        { device: first.device, letter: 'A', lastSeenAt: null, revokedAt: null },
        { device: second.device, letter: 'B', program: 'test 1', revokedAt: null },
      ],
    });

    expect((await run('revoke', '--street', street, '--device', second.device)).value).toMatchObject({
      closed: true,
    });
    await ended;
    await expect(asDesk(second)).rejects.toThrow('sync.refused');
    expect((await audited()).faults).toEqual([]);
  });
});

describe('hub audit', () => {
  it('finds nothing at a sound hub, and counts what it looked at', async () => {
    const first = desk('一号席');
    await joinFirst(first);
    const client = await asDesk(first);
    await push(client, first, 5);
    await attach(client);
    await client.end();
    await invited();
    const { audit, faults, code } = await audited();
    expect({ faults, code, ok: audit.ok }).toEqual({ faults: [], code: 0, ok: true });
    expect(audit.checked).toMatchObject({ chains: 1, commits: 5, signatures: 1, attachments: 1 });
    expect(audit.checked.logins).toBeGreaterThanOrEqual(2);
    expect(audit.findings.every(({ message }) => !message.startsWith('audit.'))).toBe(true);
  });

  const content: readonly [string, string, string[]][] = [
    ['a row gone', 'DELETE FROM xiuhua.commit WHERE seq = 3', ['gap']],
    [
      'the last row gone',
      'DELETE FROM xiuhua.commit WHERE seq = 5',
      // Nobody at the hub can tell how long the chain was: only that it ends without its author's word.
      ['unsigned'],
    ],
    [
      'bytes changed',
      `UPDATE xiuhua.commit SET bytes = convert_to(replace(convert_from(bytes, 'UTF8'), '[]', '[1]'), 'UTF8') WHERE seq = 2`,
      ['link'],
    ],
    [
      'a hash that is not computed any more',
      `ALTER TABLE xiuhua.commit ALTER COLUMN hash DROP EXPRESSION; UPDATE xiuhua.commit SET hash = sha256('else') WHERE seq = 2`,
      ['hash'],
    ],
    [
      'bytes changed, and their hash with them',
      `UPDATE xiuhua.commit SET bytes = 'nonsense' WHERE seq = 5`,
      ['shape', 'signature'],
    ],
    [
      'a device with other keys',
      `UPDATE xiuhua.device SET sign_key = '${DeviceKeys.fromSeed(Buffer.alloc(32)).signKey}'`,
      ['signature'],
    ],
    [
      'a picture exchanged',
      `UPDATE xiuhua.attachment_chunk SET bytes = set_byte(bytes, 5, get_byte(bytes, 5) # 1)`,
      ['attachment'],
    ],
    [
      'an erased key back',
      `INSERT INTO xiuhua.key_erased (street, name, device) VALUES ('${street}', 'report:1', 'd');
       INSERT INTO xiuhua.data_key (street, name, id, box, device) VALUES ('${street}', 'report:1', 'i', 'b', 'd')`,
      ['erasedKey'],
    ],
  ];
  it.each(content)(
    'finds %s, planted by a superuser who switched the triggers off',
    async (_, sql, expected) => {
      const first = desk('一号席');
      await joinFirst(first);
      const client = await asDesk(first);
      await push(client, first, 5);
      await attach(client);
      await client.end();
      const admin = await db.connect();
      await admin.query(`SET session_replication_role = replica; ${sql}`);
      const { audit, faults, code } = await audited();
      for (const fault of expected) expect(faults).toContain(fault);
      expect({ ok: audit.ok, code }).toEqual({ ok: false, code: 1 });
    },
  );

  const rights: readonly [string, string, string][] = [
    ['UPDATE', 'GRANT UPDATE ON xiuhua.commit TO xiuhua_device', 'mayChange'],
    ['UPDATE of a column', 'GRANT UPDATE (note) ON xiuhua.invitation TO xiuhua_device', 'mayChange'],
    ['a right of everybody', 'GRANT SELECT ON xiuhua.device TO PUBLIC', 'grant'],
    [
      'a function for everybody',
      'GRANT EXECUTE ON FUNCTION xiuhua.revoke_device(text, text) TO PUBLIC',
      'grant',
    ],
    [
      'the database open',
      "DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO PUBLIC', current_database()); END $$",
      'grant',
    ],
    ['no row security', 'ALTER TABLE xiuhua.commit DISABLE ROW LEVEL SECURITY', 'rowSecurityOff'],
    ['a wide rule', 'CREATE POLICY wide ON xiuhua.commit FOR SELECT TO xiuhua_device USING (true)', 'policy'],
    ['a trigger off', 'ALTER TABLE xiuhua.alarm DISABLE TRIGGER fixed', 'triggerOff'],
    ['another owner', 'ALTER TABLE xiuhua.alarm OWNER TO postgres', 'owner'],
    ['a loose function', 'ALTER FUNCTION xiuhua.my_street() RESET search_path', 'functionPath'],
    [
      'a function that says something else',
      `CREATE OR REPLACE FUNCTION xiuhua.my_street() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
       SET search_path = pg_catalog, pg_temp AS $$ SELECT '1' $$`,
      'functionChanged',
    ],
    [
      'a function of an older hub',
      `CREATE OR REPLACE FUNCTION xiuhua.keep_request(p_invitation xiuhua.invitation, p_request jsonb) RETURNS void
       LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$${oldBody('keep_request')}$$`,
      'functionChanged',
    ],
    [
      'a lock for everybody',
      'GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint) TO PUBLIC',
      'publicFunctions',
    ],
    [
      'a view past the rules',
      'SET ROLE xiuhua_owner; CREATE VIEW xiuhua.all_commits AS SELECT * FROM xiuhua.commit; GRANT SELECT ON xiuhua.all_commits TO xiuhua_device',
      'viewOpen',
    ],
    [
      'the district’s views for desks',
      'GRANT SELECT ON ALL TABLES IN SCHEMA district TO xiuhua_device',
      'viewOpen',
    ],
    ['a changed migration', `UPDATE xiuhua.migration SET sha256 = '' WHERE version = 1`, 'schemaChanged'],
    ['a missing migration', 'DELETE FROM xiuhua.migration WHERE version = 2', 'schemaOld'],
  ];
  it('tells what the district’s views leave out, as status and refresh do', async () => {
    const first = desk('一号席');
    await joinFirst(first);
    const client = await asDesk(first);
    await push(client, first, 2);
    await client.end();
    const admin = await db.connect();
    await admin.query('SELECT xiuhua.refresh_district()');
    const { value } = await run('status');
    const [only] = (value as HubStatus).streets;
    expect(only?.problems).toMatchObject({
      count: 2,
      first: [
        { kind: 'commit', what: `${first.device}.1.1` },
        { kind: 'commit', what: `${first.device}.1.2` },
      ],
    });
    const { audit, faults } = await audited();
    expect(faults).toEqual([]);
    expect(audit.findings).toContainEqual(
      expect.objectContaining({
        level: 'note',
        code: 'districtProblems',
        params: expect.objectContaining({ n: 2 }),
      }),
    );
  });

  // One after the other at the same hub: each must add to what was found before it.
  it('finds rights that nobody should have, one after the other', async () => {
    const admin = await db.connect();
    const missed: string[] = [];
    let before: string[] = [];
    for (const [name, sql, expected] of rights) {
      await admin.query(`${sql}; RESET ROLE`);
      const { faults } = await audited();
      const count = (list: readonly string[]): number => list.filter((code) => code === expected).length;
      if (count(faults) <= count(before)) missed.push(name);
      before = faults;
    }
    expect(missed).toEqual([]);
  });

  it('finds logins with more than their group, and closed ones that are open', async () => {
    const first = desk('一号席');
    await joinFirst(first);
    const admin = await db.connect();
    const role = `xd_${street}_${first.device}`;
    const { code } = await invited();
    await admin.query(`GRANT xiuhua_district TO ${role}; ALTER ROLE ${role} CREATEDB`);
    expect((await audited()).faults).toEqual(['loginStrong', 'loginGroups']);
    await admin.query(`GRANT xiuhua_device TO ${codeKeys(code).login}`);
    expect((await audited()).faults).toEqual(['loginStrong', 'loginGroups', 'loginGroups']);
    await admin.query(`REVOKE xiuhua_device FROM ${codeKeys(code).login}`);
    const endless = `xj_${db.name}`;
    await admin.query(`CREATE ROLE ${endless} LOGIN IN ROLE xiuhua_join`);
    expect((await audited()).faults).toContain('loginEndless');
    await admin.query(`DROP ROLE ${endless}`);
    await admin.query(`REVOKE xiuhua_district FROM ${role}; ALTER ROLE ${role} NOCREATEDB`);
    await admin.query(`UPDATE xiuhua.device SET revoked_at = now() WHERE device = $1`, [first.device]);
    expect((await audited()).faults).toEqual(['loginOpen']);
    await admin.query('UPDATE xiuhua.device SET revoked_at = NULL');
    await admin.query(`ALTER ROLE ${role} NOLOGIN`);
    expect((await audited()).faults).toEqual(['loginMissing']);
  });
});
