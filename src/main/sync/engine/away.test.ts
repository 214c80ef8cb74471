import { CodedError } from '@shared/contract/errors';
import { SHORT_OUTAGE_MS } from '@shared/sync/backoff';
import { describe, expect, it } from 'vitest';
import { Centre, type Desk, STREET, testLink } from '../testing/scene';
import type { LastHubState } from './outbox';

const stopAll = (desks: readonly Desk[]): Promise<unknown> =>
  Promise.all(desks.map((desk) => desk.exchange.stop()));

/** A desk that is in step, and whose line was cut then. */
async function cutOff(link = testLink()): Promise<{ centre: Centre; a: Desk; cut(on: boolean): void }> {
  const centre = new Centre();
  const a = centre.desk(1, { link });
  a.station.note();
  a.station.attach(Buffer.alloc(1000, 1));
  a.exchange.start();
  await centre.world.pass(3000);
  expect(a.exchange.status.state).toBe('inSync');
  let gone = true;
  centre.fate = () => (gone ? 'cut' : 'through');
  await centre.world.pass(3000);
  return {
    centre,
    a,
    cut: (on) => {
      gone = on;
    },
  };
}

describe('while a hub is away', () => {
  it('every own commit and picture is counted, and nothing is left of that once it is back', async () => {
    const { centre, a, cut } = await cutOff();
    expect(a.exchange.status).toMatchObject({ state: 'problem', toSend: { commits: 0, photos: 0 } });
    a.station.note();
    await centre.world.pass(1500);
    expect(a.exchange.status).toMatchObject({ state: 'problem', toSend: { commits: 1, photos: 0 } });
    a.station.note();
    a.station.attach(Buffer.alloc(700, 2));
    a.station.attach(Buffer.alloc(300, 3));
    await centre.world.pass(2000);
    expect(a.exchange.status.toSend).toEqual({ commits: 4, photos: 2, bytes: 1000 });
    cut(false);
    await centre.world.pass(20_000);
    expect(a.exchange.status).toMatchObject({
      state: 'inSync',
      toSend: { commits: 0, photos: 0, bytes: 0 },
    });
    await stopAll([a]);
  });

  it('what waits is remembered: a start without a network says so at once', async () => {
    const { centre, a } = await cutOff();
    a.station.note();
    a.station.attach(Buffer.alloc(500, 4));
    await centre.world.pass(2000);
    await a.exchange.stop();
    const remembered = a.memory as LastHubState;
    expect(remembered).toEqual({
      vector: { 'device1.1': 2 },
      photos: 1,
      bytes: 500,
      lastAt: expect.stringMatching(/^2024-12-31T/),
    });
    a.station.note();
    const again = a.newExchange(remembered);
    again.start();
    await centre.world.pass(10);
    expect(again.status).toMatchObject({
      toSend: { commits: 3, photos: 1, bytes: 500 },
      lastAt: remembered.lastAt,
    });
    a.station.attach(Buffer.alloc(50, 5));
    await centre.world.pass(2000);
    expect(again.status.toSend).toEqual({ commits: 4, photos: 2, bytes: 550 });
    await stopAll([a]);
  });

  it('on a period or paused, what waits is counted too, and what policy keeps back is not', async () => {
    const link = testLink({ mode: { kind: 'period', minutes: 5 }, attachments: 'reduced' });
    const centre = new Centre();
    const a = centre.desk(1, { link });
    a.exchange.start();
    await centre.world.pass(1000);
    const { inSyncSince } = a.exchange.status;
    a.station.attach(Buffer.alloc(500, 4));
    a.station.attach(Buffer.alloc(50, 5), true);
    await centre.world.pass(2000);
    const toSend = { commits: 2, photos: 1, bytes: 50 };
    expect(a.exchange.status).toMatchObject({ state: 'waiting', toSend, inSyncSince });
    await a.exchange.set({ ...link, paused: true });
    await centre.world.pass(2000);
    a.station.note();
    await centre.world.pass(2000);
    expect(a.exchange.status).toMatchObject({ state: 'paused', toSend: { ...toSend, commits: 3 } });
    await stopAll([a]);
  });
});

describe('after a cut', () => {
  it.each([5, 60, 300, 590])('of %i s a live link is in step again within 16 s', async (seconds) => {
    const { centre, a, cut } = await cutOff();
    a.station.note();
    await centre.world.pass(seconds * 1000);
    cut(false);
    await centre.world.pass(16_000);
    expect(a.exchange.status.state).toBe('inSync');
    await stopAll([a]);
  });

  it('the hub is asked ever more rarely, and from the tenth minute on once a minute at most', async () => {
    const { centre, a } = await cutOff();
    let tries = 0;
    centre.fate = (_device, call) => {
      if (call === 'hello') tries += 1;
      return 'cut';
    };
    await centre.world.pass(SHORT_OUTAGE_MS);
    const short = tries;
    expect(short).toBeGreaterThan(40);
    await centre.world.pass(SHORT_OUTAGE_MS);
    expect(tries - short).toBeLessThan(short / 2);
    await stopAll([a]);
  });

  it('a computer that woke up asks at once, over a new connection', async () => {
    const { centre, a, cut } = await cutOff();
    cut(false);
    a.exchange.resume();
    await centre.world.pass(50);
    expect(a.exchange.status.state).toBe('inSync');
    const hellos = centre.count('device1', 'hello');
    a.exchange.resume();
    await centre.world.pass(50);
    expect(centre.count('device1', 'hello')).toBe(hellos + 1);
    expect(a.exchange.status).toMatchObject({ state: 'inSync', problem: null });
    await stopAll([a]);
  });

  it('a call that hangs in a dead connection is given up when the computer wakes, and is no problem to tell of', async () => {
    const centre = new Centre();
    let hangs = false;
    let fail = (_error: Error): void => {};
    const connect = centre.connect.bind(centre);
    centre.connect = (device) => {
      const hub = connect(device);
      const vector = hub.vector.bind(hub);
      return Object.assign(hub, {
        vector: () => (hangs ? new Promise<never>((_resolve, reject) => (fail = reject)) : vector()),
        close: async () => fail(new CodedError('sync.unreachable')),
      });
    };
    const a = centre.desk(1);
    a.exchange.start();
    await centre.world.pass(2000);
    hangs = true;
    await centre.world.pass(30_000);
    hangs = false;
    a.station.note();
    a.exchange.resume();
    await centre.world.pass(200);
    expect(a.exchange.status).toMatchObject({ state: 'inSync', problem: null, toSend: { commits: 0 } });
    expect(centre.count('device1', 'push')).toBe(1);
    expect(a.book.lines.filter((line) => line.includes('unreachable'))).toEqual([]);
    await stopAll([a]);
  });

  it('that another link found to be over nobody waits any longer, but where only an administrator can mend it', async () => {
    const { centre, a, cut } = await cutOff();
    await centre.world.pass(60_000);
    cut(false);
    a.exchange.networkBack();
    await centre.world.pass(50);
    expect(a.exchange.status.state).toBe('inSync');
    centre.server.revoke(STREET, 'device1');
    await centre.world.pass(3000);
    expect(a.exchange.status.problem?.code).toBe('sync.refused');
    const before = centre.count('device1', 'hello');
    a.exchange.networkBack();
    await centre.world.pass(50);
    expect(centre.count('device1', 'hello')).toBe(before);
    await stopAll([a]);
  });
});

describe('a process that was killed while it exchanged', () => {
  it('goes on where it was: the one after it sends the rest, and nothing twice', async () => {
    const centre = new Centre();
    const [a, b] = centre.desks(2) as [Desk, Desk];
    for (let i = 0; i < 3000; i++) a.station.note();
    b.exchange.start();
    let pushes = 0;
    let killed = false;
    // The killed one's calls neither end nor fail: nobody is there who could hear of them.
    const never = new Promise<never>(() => {});
    const lost = a.exchange;
    const push = centre.connect.bind(centre);
    centre.connect = (device) => {
      const hub = push(device);
      if (device !== 'device1' || killed) return hub;
      const deliver = hub.push.bind(hub);
      return Object.assign(hub, {
        push: async (batch: Parameters<typeof deliver>[0]) => {
          const answer = await deliver(batch);
          pushes += 1;
          if (pushes < 3) return answer;
          killed = true;
          return never;
        },
      });
    };
    lost.start();
    await centre.world.pass(1000);
    expect(killed).toBe(true);
    a.newExchange().start();
    await centre.world.pass(5000);
    expect(b.station.digest()).toBe(a.station.digest());
    expect(centre.count('device1', 'push')).toBe(7);
    expect(a.exchange.status.state).toBe('inSync');
    await stopAll([a, b]);
  });
});

describe('a device that was shut out while this hub could not be reached', () => {
  it('has its login closed as soon as the hub answers, once, and it is written down', async () => {
    const centre = new Centre();
    const closed: string[] = [];
    const a = centre.desk(1, {
      closeLogin: async (device) => {
        closed.push(device);
        centre.server.revoke(STREET, device);
        return true;
      },
    });
    const [b, c] = [centre.desk(2), centre.desk(3)];
    for (const desk of [a, b, c]) a.station.enrol(desk.trusted);
    a.station.revoke('device2', {});
    a.exchange.start();
    await centre.world.pass(130_000);
    expect(closed).toEqual(['device2']);
    expect(a.book.lines).toContain('warn log.loginClosed {"device":"device2"}');
    await stopAll([a]);
  });

  it('and whose login cannot be closed keeps nothing else from going on; it is tried again', async () => {
    const centre = new Centre();
    let tries = 0;
    const a = centre.desk(1, {
      closeLogin: async () => {
        tries += 1;
        throw new CodedError('sync.refused');
      },
    });
    const b = centre.desk(2);
    for (const desk of [a, b]) a.station.enrol(desk.trusted);
    a.station.revoke('device2', {});
    a.exchange.start();
    await centre.world.pass(130_000);
    expect(tries).toBeGreaterThan(1);
    expect(a.exchange.status).toMatchObject({ state: 'inSync', problem: null });
    expect(a.book.lines.filter((line) => line.startsWith('error'))).toHaveLength(1);
    await stopAll([a]);
  });
});
