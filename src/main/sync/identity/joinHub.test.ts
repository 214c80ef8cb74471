import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../hub/connection';
import { type TestDatabase, testPostgres } from '../testing/postgres';
import { codeKeys, makeCode } from './code';
import { DeviceKeys } from './deviceKeys';
import { checkRequest, type Invitation, makeAnswer, makeInvitation, makeRequest, openAnswer } from './enrol';
import { accessOf, EnrolHub, JoinHub } from './joinHub';
import { scramVerifier } from './raw';

const server = testPostgres();
const street = '440106014';
const streetName = '冼村街道';
const centreKey = Buffer.alloc(32, 3);
let db: TestDatabase;

/** A desk of its own seed; ids are by chance, since logins belong to the whole server. */
function desk(name: string): { device: string; name: string; keys: DeviceKeys } {
  return { device: randomBytes(10).toString('hex'), name, keys: DeviceKeys.fromSeed(randomBytes(32)) };
}
type Desk = ReturnType<typeof desk>;

const place = (): { address: string } => ({ address: db.address });
const soon = (): number => Date.now() + 3_600_000;
const asAdmin = (): Promise<EnrolHub> => EnrolHub.open({ ...place(), ...db.admin });
const asDesk = ({ device, keys }: Desk): Promise<EnrolHub> =>
  EnrolHub.open(accessOf(place(), street, device, keys));

function requestOf({ device, name, keys }: Desk, code: string, letter: string | null = null) {
  return makeRequest({ device, name, keys, code, host: 'host', letter, street });
}

async function invite(hub: EnrolHub, kind: Invitation['kind'], untilMs = soon()): Promise<string> {
  return hub.invite({ street, streetName, kind, untilMs }, randomBytes);
}

/** The first desk of the street, let in by the administrator's code. */
async function firstDesk(name = '一号席'): Promise<Desk> {
  const first = desk(name);
  const admin = await asAdmin();
  const code = await invite(admin, 'first');
  await admin.close();
  const joining = await JoinHub.open(place(), code);
  await joining.first(requestOf(first, code, 'A'));
  await joining.done();
  await joining.close();
  return first;
}

function answerTo(code: string, request: ReturnType<typeof requestOf>, by: Desk, letter = 'B') {
  const { device, name, keys } = by;
  const anchors = [{ device, name, letter: 'A', signKey: keys.signKey, boxKey: keys.boxKey }];
  const given = { street, letter, anchors, centreKey, demo: false, nowMs: 5, random: randomBytes };
  return makeAnswer({ code, request, ...given });
}

async function secondDesk(first: Desk, name = '二号席', letter = 'B'): Promise<Desk> {
  const second = desk(name);
  const hub = await asDesk(first);
  const code = await invite(hub, 'further');
  const joining = await JoinHub.open(place(), code);
  const request = requestOf(second, code);
  await joining.ask(request);
  await hub.confirm(request, answerTo(code, request, first, letter));
  await joining.done();
  await Promise.all([hub.close(), joining.close()]);
  return second;
}

beforeEach(async () => {
  db = await server().database();
  const admin = await db.connect();
  await admin.query(`GRANT CONNECT ON DATABASE ${db.name} TO xiuhua_join`);
  await admin.query('SELECT xiuhua.add_street($1, $2)', [street, streetName]);
});

/** A first code of the same street at another database. */
async function firstCodeAt(other: TestDatabase): Promise<string> {
  await other.street(street, streetName);
  const admin = await EnrolHub.open({ address: other.address, ...other.admin });
  const code = await invite(admin, 'first');
  await admin.close();
  return code;
}

async function joinAt(other: TestDatabase, code: string, who: Desk): Promise<string> {
  const joining = await JoinHub.open({ address: other.address }, code);
  return joining.first(requestOf(who, code, 'A')).finally(() => joining.close());
}

describe('another hub on the same server', () => {
  it('does not get at the login of a desk here, whatever its desks ask for', async () => {
    const first = await firstDesk();
    const other = await server().database();
    const impostor = { ...desk('冒名席'), device: first.device };
    const code = await firstCodeAt(other);
    await expect(joinAt(other, code, impostor)).rejects.toThrow('sync.loginTaken');
    const mine = await asDesk(first);
    expect(await mine.requests()).toEqual([]);
    await mine.close();
    // A desk with a name of its own comes in there.
    expect(await joinAt(other, code, desk('二号席'))).toBe('A');
  });

  it('gets no login that some other program made', async () => {
    const taken = desk('一号席');
    const admin = await db.connect();
    await admin.query(`CREATE ROLE "xd_${street}_${taken.device}" LOGIN`);
    await expect(joinAt(db, await firstCodeAt(db), taken)).rejects.toThrow('sync.loginTaken');
    await admin.query(`DROP ROLE "xd_${street}_${taken.device}"`);
  });

  it('takes a desk up whose hub is gone: the database was dropped or has another name now', async () => {
    const gone = await server().database();
    const [one, two] = [desk('一号席'), desk('一号席')];
    await joinAt(gone, await firstCodeAt(gone), one);
    await gone.drop();
    expect(await joinAt(db, await firstCodeAt(db), one)).toBe('A');
    const hub = await asDesk(one);
    expect(await hub.requests()).toEqual([]);
    await hub.close();
    // What a database restored from a dump does not know yet is still its own.
    const again = await db.connect();
    await again.query('DELETE FROM xiuhua.device');
    expect(await joinAt(db, await firstCodeAt(db), one)).toBe('A');
    await again.query('DELETE FROM xiuhua.device');
    expect(await joinAt(db, await firstCodeAt(db), two)).toBe('A');
  });
});

describe('the first desk of a street', () => {
  it('comes in by the administrator’s code alone and has a login of its own', async () => {
    const first = desk('一号席');
    const admin = await asAdmin();
    const code = await invite(admin, 'first');
    const joining = await JoinHub.open(place(), code.toLowerCase().replaceAll('-', ' '));
    expect(joining.invitation).toMatchObject({ street, streetName, kind: 'first' });
    const request = requestOf(first, code, 'C');
    expect(await joining.first(request)).toBe('C');
    expect(await joining.first(request)).toBe('C');
    await joining.done();
    const mine = await connect(accessOf(place(), street, first.device, first.keys));
    const { rows } = await mine.query('SELECT street, device FROM xiuhua.me()');
    expect(rows).toEqual([{ street, device: first.device }]);
    await mine.end();
    await expect(invite(admin, 'first')).rejects.toThrow('sync.notFirst');
    await admin.close();
  });

  it('is one: of two that hold a first code each, the second is refused', async () => {
    const admin = await asAdmin();
    const codes = [await invite(admin, 'first'), await invite(admin, 'first')];
    const outcomes = await Promise.allSettled(
      codes.map(async (code, i) => {
        const joining = await JoinHub.open(place(), code);
        await joining.first(requestOf(desk(`${i}号席`), code)).finally(() => joining.close());
      }),
    );
    const refused = outcomes.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(String(refused[0]?.reason)).toContain('sync.notFirst');
    await admin.close();
  });
});

describe('another desk', () => {
  it('asks with a code, is seen and confirmed at an enrolled desk, and opens the centre’s key', async () => {
    const first = await firstDesk();
    const second = desk('二号席');
    const hub = await asDesk(first);
    const code = await invite(hub, 'further');
    const joining = await JoinHub.open(place(), code);
    expect((await joining.answer()).state).toBe('open');
    const request = requestOf(second, code);
    await joining.ask(request);
    await joining.ask(request);
    const [asking, ...more] = await hub.requests();
    expect(more).toEqual([]);
    expect(asking?.request).toEqual(request);
    const seen = checkRequest(code, asking?.request);
    expect((await joining.answer()).state).toBe('asked');
    await hub.confirm(seen, answerTo(code, seen, first));
    // The reply to the confirmation was lost: again, with another box. The first answer stays.
    await hub.confirm(seen, answerTo(code, seen, first));
    expect(await hub.requests()).toEqual([]);
    const { state, answer } = await joining.answer();
    expect(state).toBe('confirmed');
    const opened = openAnswer(code, second.keys, request, answer);
    expect(opened.centreKey.equals(centreKey)).toBe(true);
    expect(opened.anchors[0]?.signKey).toBe(first.keys.signKey);
    await joining.done();
    await Promise.all([joining.close(), hub.close()]);

    const mine = await connect(accessOf(place(), street, second.device, second.keys));
    const { rows } = await mine.query('SELECT device, letter FROM xiuhua.devices()');
    expect(rows).toEqual([
      { device: first.device, letter: 'A' },
      { device: second.device, letter: 'B' },
    ]);
    await mine.end();
  });

  it('is refused with a wrong code, a used one, an expired one, one taken back', async () => {
    const first = await firstDesk();
    const hub = await asDesk(first);
    await expect(JoinHub.open(place(), makeCode(randomBytes))).rejects.toThrow('sync.badCode');
    await expect(JoinHub.open(place(), 'ABCD')).rejects.toThrow('sync.badCode');

    const used = await invite(hub, 'further');
    const second = desk('二号席');
    const request = requestOf(second, used);
    const joining = await JoinHub.open(place(), used);
    await joining.ask(request);
    await expect(joining.ask(requestOf(desk('三号席'), used))).rejects.toThrow('sync.codeUsed');
    await hub.confirm(request, answerTo(used, request, first));
    await joining.done();
    await expect(joining.answer()).rejects.toThrow('sync.codeUsed');
    await joining.close();
    await expect(JoinHub.open(place(), used)).rejects.toThrow('sync.codeUsed');

    const expired = await invite(hub, 'further');
    const admin = await db.connect();
    await admin.query(`UPDATE xiuhua.invitation SET until = now() - interval '1 s' WHERE id = $1`, [
      codeKeys(expired).invitation,
    ]);
    await expect(JoinHub.open(place(), expired)).rejects.toThrow('sync.codeExpired');

    const back = await invite(hub, 'further');
    await hub.refuse(codeKeys(back).invitation);
    await expect(JoinHub.open(place(), back)).rejects.toThrow('sync.joinRefused');
    await hub.close();
  });

  it('needs a name and a letter of its own, and cannot take another device’s place', async () => {
    const first = await firstDesk();
    const hub = await asDesk(first);
    const code = await invite(hub, 'further');
    const joining = await JoinHub.open(place(), code);
    await expect(joining.ask(requestOf(desk('一号席'), code))).rejects.toThrow('sync.nameTaken');
    const impostor = { ...desk('三号席'), device: first.device };
    await expect(joining.ask(requestOf(impostor, code))).rejects.toThrow('sync.deviceTaken');
    const second = desk('二号席');
    const request = requestOf(second, code);
    await joining.ask(request);
    await expect(hub.confirm(request, answerTo(code, request, first, 'A'))).rejects.toThrow(
      'sync.letterTaken',
    );
    const other = requestOf({ ...second, name: '别名' }, code);
    await expect(hub.confirm(other, answerTo(code, other, first))).rejects.toThrow('sync.badRequest');
    await hub.confirm(request, answerTo(code, request, first));
    await Promise.all([joining.close(), hub.close()]);
  });

  it('that is in already comes back with the same keys, and only the verifier is renewed', async () => {
    const first = await firstDesk();
    const second = await secondDesk(first);
    const hub = await asDesk(first);
    const code = await invite(hub, 'further');
    const joining = await JoinHub.open(place(), code);
    const request = requestOf(second, code, 'B');
    await joining.ask(request);
    await hub.confirm(request, answerTo(code, request, first));
    await Promise.all([joining.close(), hub.close()]);
    const mine = await connect(accessOf(place(), street, second.device, second.keys));
    expect((await mine.query('SELECT 1 FROM xiuhua.devices()')).rowCount).toBe(2);
    await mine.end();
  });
});

describe('a temporary login', () => {
  it('may do nothing but ask and listen, and is gone a week after its code', async () => {
    const first = await firstDesk();
    const hub = await asDesk(first);
    const code = await invite(hub, 'further');
    const { login, password } = codeKeys(code);
    const client = await connect({ ...place(), user: login, password });
    for (const forbidden of [
      'SELECT * FROM xiuhua.device',
      'SELECT * FROM xiuhua.invitation',
      'SELECT * FROM xiuhua.commit',
      'SELECT * FROM xiuhua.join_requests()',
      'SELECT xiuhua.vector()',
      `SELECT xiuhua.revoke_device('${street}', '${first.device}')`,
      `SELECT xiuhua.add_street('1', 'x')`,
      `SELECT xiuhua.admit('${street}', '{}', 'Z')`,
      'CREATE TABLE public.mine (a int)',
      'SET ROLE xiuhua_device',
    ])
      await expect(client.query(forbidden), forbidden).rejects.toThrow(/permission denied/);
    await expect(client.query(`SELECT xiuhua.join_first('{}')`)).rejects.toThrow('sync.notFirst');
    await client.end();
    const admin = await db.connect();
    await admin.query(`UPDATE xiuhua.invitation SET until = now() - interval '8 days' WHERE id = $1`, [
      codeKeys(code).invitation,
    ]);
    await invite(hub, 'further');
    const { rowCount } = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [login]);
    expect(rowCount).toBe(0);
    await expect(JoinHub.open(place(), code)).rejects.toThrow('sync.badCode');
    await hub.close();
  });

  it('never has a password in the clear: what is no verifier is refused', async () => {
    const admin = await db.connect();
    const about = { street, streetName, kind: 'further' as const, untilMs: soon() };
    const code = makeCode(randomBytes);
    const { invitation, password, salt } = codeKeys(code);
    const good = scramVerifier(password, salt);
    for (const bad of [password, `md5${'0'.repeat(32)}`, good.slice(1), `${good}\n`, good.replace('$', '#')])
      await expect(
        admin.query(`SELECT xiuhua.invite($1, $2, now() + interval '1 h', $3)`, [
          invitation,
          bad,
          JSON.stringify(makeInvitation(code, about)),
        ]),
      ).rejects.toThrow('sync.badRequest');
    const { rows } = await admin.query(`SELECT rolname FROM pg_roles WHERE rolname = $1`, [
      `xj_${invitation}`,
    ]);
    expect(rows).toEqual([]);
  });
});

describe('a device that goes', () => {
  it('finds its sessions ended and its login closed, and its codes are worth nothing', async () => {
    const first = await firstDesk();
    const second = await secondDesk(first);
    const itself = await asDesk(second);
    const code = await invite(itself, 'further');
    const session = await connect(accessOf(place(), street, second.device, second.keys));
    const ended = new Promise((resolve) => session.once('end', resolve));
    const hub = await asDesk(first);
    expect(await hub.revoke(street, second.device)).toBe(true);
    expect(await hub.revoke(street, second.device)).toBe(false);
    await ended;
    await expect(itself.requests()).rejects.toThrow(/sync\./);
    await expect(connect(accessOf(place(), street, second.device, second.keys))).rejects.toThrow(
      'sync.refused',
    );
    await expect(JoinHub.open(place(), code)).rejects.toThrow('sync.joinRefused');

    const again = await invite(hub, 'further');
    const joining = await JoinHub.open(place(), again);
    await expect(joining.ask(requestOf({ ...second, name: '新名' }, again))).rejects.toThrow(
      'sync.deviceRevoked',
    );
    await expect(hub.revoke(street, 'ffff')).rejects.toThrow('sync.noDevice');
    await Promise.all([joining.close(), hub.close()]);
  });

  it('cannot be put out by a desk of another street', async () => {
    const first = await firstDesk();
    const admin = await db.connect();
    await admin.query(`SELECT xiuhua.add_street('440106015', '别的街道')`);
    const elsewhere = await db.device('440106015', 'elsewhere');
    await admin.query(`GRANT CONNECT ON DATABASE ${db.name} TO ${elsewhere.user}`);
    const hub = await EnrolHub.open({ ...place(), ...elsewhere });
    await expect(hub.revoke(street, first.device)).rejects.toThrow('sync.refused');
    await expect(invite(hub, 'further')).rejects.toThrow('sync.refused');
    await hub.close();
    const byAdmin = await asAdmin();
    expect(await byAdmin.revoke(street, first.device)).toBe(true);
    await byAdmin.close();
  });
});
