import { createHash } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { PgHub } from '../hub/pgHub';
import { type TestDatabase, type TestLogin, testPostgres } from '../testing/postgres';
import { type HubDoor, pgDoor, takeIntoHub } from './intoHub';
import { Package } from './package';
import { acquaint, carry, noise, STREET, type Stop, Town } from './testing/town';

const server = testPostgres();
const town = new Town();
afterAll(() => town.remove());

let db: TestDatabase;
let login: TestLogin;
let a: Stop;
let b: Stop;

beforeEach(async () => {
  db = await server().database();
  await db.street(STREET);
  login = await db.login('xiuhua_courier');
  [a, b] = town.centre('desk-a', 'desk-b') as [Stop, Stop];
  await acquaint(a, b);
});

const letIn = (stop: Stop, letter: string) =>
  db.device(STREET, stop.device, { letter, signKey: stop.keys.signKey, boxKey: stop.keys.boxKey });

async function through<T>(work: (door: HubDoor) => Promise<T>, as = login): Promise<T> {
  const door = pgDoor({ address: db.address, ...as }, STREET);
  try {
    return await work(door);
  } finally {
    await door.close();
  }
}

async function bringAll(files: readonly string[]) {
  const tallies = [];
  for (const path of files) {
    const opened = await Package.open(path, undefined);
    try {
      tallies.push(await through((door) => takeIntoHub(opened, door)));
    } finally {
      opened.close();
    }
  }
  return tallies;
}

describe('a package put into a hub', () => {
  it('brings what several devices signed and attachments over several parts, once', async () => {
    const desk = await letIn(a, 'A');
    await letIn(b, 'B');
    b.station.note('theirs');
    await carry(b, a);
    const photo = a.station.attach(noise(2_300_000, 3));
    const { files } = await a.courier.exportFor({ peer: 'hub', folder: a.out, partBytes: 1_000_000 });
    expect(files.length).toBe(3);
    const tallies = await bringAll(files);
    expect(tallies.map(({ commits }) => commits).reduce((x, y) => x + y)).toBe(4);
    expect(tallies.map(({ photos }) => photos)).toEqual([0, 0, 1]);
    expect(tallies.flatMap(({ left }) => left)).toEqual([]);
    expect(await bringAll(files)).toEqual(files.map(() => ({ commits: 0, photos: 0, refused: 0, left: [] })));
    const hub = new PgHub({ address: db.address, ...desk });
    expect(await hub.vector()).toEqual(a.station.vector);
    const pieces = [];
    for (let no = 0; no < 9; no += 1) pieces.push((await hub.chunk(photo, no)) ?? new Uint8Array());
    expect(createHash('sha256').update(Buffer.concat(pieces)).digest('hex')).toBe(photo);
    await hub.close();
  });

  it('leaves out what another device of the street never signed, and is refused from a stranger', async () => {
    await letIn(a, 'A');
    b.station.note('theirs');
    await carry(b, a);
    a.station.note('mine');
    const { files } = await a.courier.exportFor({ peer: 'hub', folder: a.out });
    expect(await bringAll(files)).toMatchObject([
      { commits: 3, refused: 1, left: [{ chain: 'desk-b.1', why: 'unknownDevice', seq: 1 }] },
    ]);
    const strange = await b.courier.exportFor({ peer: 'hub', folder: b.out });
    await expect(bringAll(strange.files)).rejects.toThrow('courier.unknownSender');
  });

  it('needs a courier’s login', async () => {
    await letIn(a, 'A');
    const { files } = await a.courier.exportFor({ peer: 'hub', folder: a.out });
    const opened = await Package.open(files[0] ?? '', undefined);
    const district = await db.login('xiuhua_district');
    await expect(through((door) => takeIntoHub(opened, door), district)).rejects.toMatchObject({
      code: 'sync.refused',
    });
    opened.close();
  });
});
