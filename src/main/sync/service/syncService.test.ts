import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Link, SyncStatus } from '@shared/contract/sync';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { POLL_MS } from '../engine/link';
import { realWorld } from '../engine/realWorld';
import type { World } from '../engine/world';
import { DeviceKeys } from '../identity/deviceKeys';
import { EnrolHub } from '../identity/joinHub';
import { type TestDatabase, testPostgres } from '../testing/postgres';
import { ServedStation } from '../testing/servedStation';
import { pgDoors } from './doors';
import type { Joining, Kept } from './joining';
import { SyncService } from './syncService';

const STREET = '440106014';
const server = testPostgres();
const running: SyncService[] = [];
const folder = mkdtempSync(join(tmpdir(), 'xiuhua-sync-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.close()));
});

const until = (what: () => unknown): Promise<void> =>
  vi.waitFor(
    async () => {
      if (!(await what())) throw new Error(`not yet: ${what}`);
    },
    // Only to end what hangs.
    { timeout: 180_000, interval: 20 },
  );

/** The poll of a live link never comes: what arrives at once came by the hub's word. */
const withoutPolling: World = {
  ...realWorld,
  sleep: (ms, signal) => realWorld.sleep(ms > POLL_MS - 100 && ms <= POLL_MS ? 600_000 : ms, signal),
};

/** A computer: its device's secret, its store (once it has one) and its sync process. */
class Computer {
  readonly device: string;
  readonly keys: DeviceKeys;
  readonly station: ServedStation;
  links: readonly Link[] = [];
  welcomed: Kept | undefined;
  readonly service: SyncService;

  /** `before`: it ran before, and starts again. */
  constructor(
    readonly name: string,
    before?: Computer,
  ) {
    const device = before?.device ?? randomBytes(10).toString('hex');
    const keys = before?.keys ?? DeviceKeys.fromSeed(randomBytes(32));
    const station = before?.station ?? new ServedStation(STREET, device);
    this.device = device;
    this.keys = keys;
    this.station = station;
    this.links = before?.links ?? [];
    this.service = new SyncService({
      links: this.links,
      anchors: [],
      keys,
      protection: 'file',
      host: name,
      program: 'test',
      log: undefined,
      memory: join(folder, `${device}.json`),
      station,
      doors: pgDoors(keys, 'test'),
      world: withoutPolling,
      keep: (links) => {
        this.links = links;
      },
      welcomed: (welcome) => {
        this.welcomed = welcome;
      },
    });
    running.push(this.service);
    this.service.start();
  }

  wish(db: TestDatabase, code: string, part: Partial<Joining> = {}): Joining {
    const { device, name } = this;
    const mode = { kind: 'live' } as const;
    return {
      address: db.address,
      code,
      name,
      linkName: '区会合点',
      mode,
      operator: 'chen',
      device,
      letter: null,
      street: null,
      ...part,
    };
  }

  status(): Promise<SyncStatus> {
    return this.service.status();
  }
}

async function firstCode(db: TestDatabase): Promise<string> {
  await db.street(STREET, '龙华街道');
  const admin = await EnrolHub.open({ address: db.address, ...db.admin });
  const about = {
    street: STREET,
    streetName: '龙华街道',
    kind: 'first',
    untilMs: Date.now() + 60_000,
  } as const;
  const code = await admin.invite(about, (bytes) => randomBytes(bytes));
  await admin.close();
  return code;
}

describe('sharing over a real hub', () => {
  it('begins with the administrator’s code, lets a second desk in, and both see each other’s commits at once', async () => {
    const db = await server().database();
    const first = new Computer('一号席');
    for (let i = 0; i < 30; i++) first.station.note();
    await first.service.join(first.wish(db, await firstCode(db), { letter: 'A' }));
    expect(first.station.currentStreet).toBe(STREET);
    expect(first.links).toMatchObject([{ address: db.address, street: STREET, name: '区会合点' }]);
    await until(async () => (await first.status()).links[0]?.state === 'inSync');

    const link = first.links[0] as Link;
    const { code } = await first.service.invite(link.id);
    const second = new Computer('二号席');
    await second.service.join(second.wish(db, code));
    expect((await second.status()).state).toBe('joining');
    await until(() => first.station.reported?.requests.length);
    const [request] = first.station.reported?.requests ?? [];
    expect(request).toMatchObject({ name: '二号席', device: second.device });
    expect(request?.safety).toBe((await second.status()).joining?.safety);

    const centreKey = randomBytes(32);
    const wish = { request: request?.id ?? '', operator: 'chen', safety: request?.safety ?? '', centreKey };
    // Somebody compared other digits: the hub laid another request under this id, or shows one.
    const other = { ...wish, safety: '123456789012' };
    await expect(first.service.confirm(link.id, other)).rejects.toMatchObject({
      code: 'sync.requestChanged',
    });
    expect(second.welcomed).toBeUndefined();
    await first.service.confirm(link.id, wish);
    await until(() => second.welcomed);
    expect(second.welcomed).toMatchObject({ street: STREET, letter: 'B', build: true });
    expect(Buffer.from(second.welcomed?.centreKey ?? []).equals(centreKey)).toBe(true);
    second.station.currentStreet = STREET;
    await second.service.joinKept();
    await until(() => second.station.digest() === first.station.digest());

    await until(async () => (await second.status()).links[0]?.state === 'inSync');
    first.station.note('live');
    await until(() => second.station.digest() === first.station.digest());
    second.station.note('back');
    await until(() => second.station.digest() === first.station.digest());
    const { devices, invitation, requests } = await first.status();
    expect(devices.map(({ name, letter, me }) => [name, letter, me]).sort()).toEqual([
      ['一号席', 'A', true],
      ['二号席', 'B', false],
    ]);
    expect([invitation, requests]).toEqual([null, []]);

    const me = { device: first.device, operator: 'chen', reason: '停用' };
    await expect(first.service.revoke(me)).rejects.toThrow('sync.revokeSelf');
    // The desk that shuts it out has not pulled what others may have: it counts all the same, for everybody.
    await first.service.setLink({ id: link.id, paused: true });
    second.station.note('not yet pulled by the first');
    const admin = await db.connect();
    const held = 'SELECT FROM xiuhua.commit WHERE device = $1';
    await until(async () => (await admin.query(held, [second.device])).rowCount === 2);
    await admin.end();
    await first.service.revoke({ device: second.device, operator: 'chen', reason: '停用' });
    expect(first.station.vector[`${second.device}.1`]).toBe(1);
    const [gone] = (await first.station.devices()).filter(({ revoked }) => revoked);
    expect(gone?.revoked?.upTo).toEqual({ [`${second.device}.1`]: 2 });
    second.station.note('after');
    await until(async () => (await second.status()).links[0]?.problem?.code === 'sync.refused');
    await first.service.setLink({ id: link.id, paused: false });
    await until(async () => (await first.status()).links[0]?.state === 'inSync');
    expect(first.station.vector[`${second.device}.1`]).toBe(2);
  });

  it('says why a code does not let in, and asks again without harm', async () => {
    const db = await server().database();
    const first = new Computer('一号席');
    const code = await firstCode(db);
    const empty = new Computer('空');
    await expect(empty.service.join(empty.wish(db, code))).rejects.toThrow('sync.firstNeedsData');
    await expect(empty.service.join(empty.wish(db, 'ABCD-EFGH-JKMN-PQRS'))).rejects.toThrow('sync.badCode');
    expect((await empty.status()).state).toBe('alone');
    await first.service.join(first.wish(db, code, { letter: 'A' }));
    await expect(first.service.join(first.wish(db, code, { letter: 'A', street: STREET }))).rejects.toThrow(
      /sync\.(codeUsed|badCode)/,
    );
    const link = first.links[0] as Link;
    const { code: next } = await first.service.invite(link.id);
    const alone = new Computer('自有数据');
    await expect(alone.service.join(alone.wish(db, next, { letter: 'A' }))).rejects.toThrow('sync.notEmpty');
    await empty.service.join(empty.wish(db, next));
    await empty.service.cancelJoin();
    expect((await empty.status()).state).toBe('alone');
    await empty.service.join(empty.wish(db, next));
    await first.service.refuse(link.id, (await waitForRequest(first)).id);
    await until(async () => (await empty.status()).alarms.some((one) => one.code === 'sync.joinRefused'));
    expect((await empty.status()).state).toBe('alone');
  });

  it('changes and removes links, and tells main to keep that', async () => {
    const db = await server().database();
    const first = new Computer('一号席');
    await first.service.join(first.wish(db, await firstCode(db), { letter: 'A' }));
    const { id } = first.links[0] as Link;
    await first.service.setLink({ id, paused: true, name: '新名' });
    expect(first.links).toMatchObject([{ paused: true, name: '新名' }]);
    await until(async () => (await first.status()).links[0]?.state === 'paused');
    await expect(first.service.setLink({ id: 'other' })).rejects.toThrow('sync.noLink');
    await first.service.removeLink(id);
    expect(first.links).toEqual([]);
    expect((await first.status()).state).toBe('alone');
  });
});

it('closes the login of a device that was shut out while the hub could not be reached, and remembers what waits', async () => {
  const db = await server().database();
  const first = new Computer('一号席');
  await first.service.join(first.wish(db, await firstCode(db), { letter: 'A' }));
  const link = first.links[0] as Link;
  const second = new Computer('二号席');
  const { code } = await first.service.invite(link.id);
  await second.service.join(second.wish(db, code));
  const { id, safety } = await waitForRequest(first);
  const wish = { request: id, operator: 'chen', safety, centreKey: randomBytes(32) };
  await first.service.confirm(link.id, wish);
  await until(() => second.welcomed);
  second.station.currentStreet = STREET;
  await second.service.joinKept();
  await until(async () => (await second.status()).links[0]?.state === 'inSync');

  await first.service.setLink({ id: link.id, paused: true });
  await until(async () => (await first.status()).links[0]?.state === 'paused');
  await first.station.revokeDevice(second.device);
  await until(async () => (await first.status()).links[0]?.toSend.commits === 1);
  await first.service.close();
  const again = new Computer('一号席', first);
  await until(async () => (await again.status()).links[0]?.toSend.commits === 1);
  expect((await again.status()).links[0]).toMatchObject({ state: 'paused', lastAt: expect.any(String) });

  await again.service.setLink({ id: link.id, paused: false });
  await until(async () => (await again.status()).log.some((line) => line.code === 'log.loginClosed'));
  second.station.note('after');
  await until(async () => (await second.status()).links[0]?.problem?.code === 'sync.refused');
  await until(async () => (await again.status()).links[0]?.state === 'inSync');
  expect((await again.status()).links[0]?.toSend.commits).toBe(0);
});

it('tells of what was allowed and came to nothing, at both desks, and is over it once it is done again', async () => {
  const db = await server().database();
  const first = new Computer('一号席');
  await first.service.join(first.wish(db, await firstCode(db), { letter: 'A' }));
  const link = first.links[0] as Link;
  const second = new Computer('二号席');
  const alarmsOf = async (computer: Computer): Promise<string[]> =>
    (await computer.status()).alarms.map(({ code }) => code);
  const { code } = await first.service.invite(link.id);
  await second.service.join(second.wish(db, code));
  const { id, safety } = await waitForRequest(first);
  const admin = await db.connect();
  const runsOut = (when: string): Promise<unknown> =>
    admin.query('UPDATE xiuhua.invitation SET until = now() + $2::interval WHERE id = $1', [id, when]);
  // The code runs out just after the event was written.
  const enrol = first.station.enrol.bind(first.station);
  first.station.enrol = async (device) => {
    await enrol(device);
    await runsOut('-1 hour');
  };
  const wish = { request: id, operator: 'chen', safety, centreKey: randomBytes(32) };
  await expect(first.service.confirm(link.id, wish)).rejects.toThrow(/sync\./);
  expect(await alarmsOf(first)).toContain('alarm.notConfirmed');

  await runsOut('1 hour');
  await admin.end();
  await first.service.confirm(link.id, wish);
  expect(await alarmsOf(first)).not.toContain('alarm.notConfirmed');
  await until(() => second.welcomed);
  await second.service.joinFailed({ code: 'alarm.joinNotKept', params: { reason: 'ENOSPC' } });
  expect(await second.status()).toMatchObject({ state: 'alone', alarms: [{ code: 'alarm.joinNotKept' }] });
  second.welcomed = undefined;
  await second.service.join(second.wish(db, code));
  await until(() => second.welcomed);
});

async function waitForRequest(computer: Computer): Promise<SyncStatus['requests'][number]> {
  await until(() => computer.station.reported?.requests.length);
  const [request] = computer.station.reported?.requests ?? [];
  if (!request) throw new Error('no request');
  return request;
}
