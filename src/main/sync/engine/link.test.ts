import { CodedError } from '@shared/contract/errors';
import { describe, expect, it } from 'vitest';
import { Centre, type Desk, STREET, testLink } from '../testing/scene';

const stopAll = (desks: readonly Desk[]): Promise<unknown> =>
  Promise.all(desks.map((desk) => desk.exchange.stop()));

function notes(desk: Desk, count: number): void {
  for (let i = 0; i < count; i++) desk.station.note(`${i}`);
}

describe('a live link', () => {
  it('carries commits both ways, in bounded batches, and says so', async () => {
    const centre = new Centre();
    const [a, b] = centre.desks(2) as [Desk, Desk];
    notes(a, 1200);
    notes(b, 3);
    a.exchange.start();
    b.exchange.start();
    await centre.world.pass(5000);
    expect(a.station.vector).toEqual({ 'device1.1': 1202, 'device2.1': 3 });
    expect(b.station.digest()).toBe(a.station.digest());
    expect(centre.count('device1', 'push')).toBe(3);
    expect(a.exchange.status).toMatchObject({ state: 'inSync', problem: null, toSend: { commits: 0 } });
    expect(a.exchange.status.inSyncSince).not.toBeNull();
    expect(a.states.slice(0, 3)).toEqual(['connecting', 'sending', 'inSync']);
    expect(b.states).toContain('receiving');
    await stopAll([a, b]);
  });

  it('pushes at once what is committed, at most every 100 ms, and pulls when the hub tells', async () => {
    const centre = new Centre();
    const [a, b] = centre.desks(2) as [Desk, Desk];
    a.exchange.start();
    b.exchange.start();
    await centre.world.pass(4000);
    a.station.note();
    await centre.world.pass(101);
    expect(b.station.vector).toEqual(a.station.vector);
    const pushes = centre.count('device1', 'push');
    for (let i = 0; i < 50; i++) {
      a.station.note();
      await centre.world.pass(10);
    }
    await centre.world.pass(200);
    expect(centre.count('device1', 'push') - pushes).toBeLessThanOrEqual(7);
    expect(b.station.vector).toEqual(a.station.vector);
    await stopAll([a, b]);
  });

  it('finds out by asking where the hub tells nothing', async () => {
    const centre = new Centre();
    centre.server.quiet = true;
    const [a, b] = centre.desks(2) as [Desk, Desk];
    a.exchange.start();
    b.exchange.start();
    await centre.world.pass(4000);
    a.station.note();
    await centre.world.pass(1600);
    expect(b.station.vector).toEqual(a.station.vector);
    await stopAll([a, b]);
  });

  it('sends only the own device’s chains', async () => {
    const centre = new Centre();
    const [a, b] = centre.desks(2) as [Desk, Desk];
    notes(a, 5);
    for (const [chain, lines] of a.station.chains)
      await b.station.take({ chain, from: 1, lines, signature: new Uint8Array() });
    b.exchange.start();
    await centre.world.pass(2000);
    expect(centre.count('device2', 'push')).toBe(0);
    expect(b.exchange.status.toSend.commits).toBe(0);
    await stopAll([b]);
  });

  it('pauses, goes on, and comes at once when asked', async () => {
    const centre = new Centre();
    const a = centre.desk(1, { link: testLink({ paused: true }) });
    a.station.note();
    a.exchange.start();
    await centre.world.pass(60_000);
    expect(a.exchange.status.state).toBe('paused');
    expect(centre.calls).toEqual([]);
    await a.exchange.set(testLink());
    await centre.world.pass(10);
    expect(a.exchange.status.state).toBe('inSync');
    await stopAll([a]);
  });
});

describe('a link on a period', () => {
  it('comes on its time and when asked, not with every commit', async () => {
    const centre = new Centre();
    const link = testLink({ mode: { kind: 'period', minutes: 5 } });
    const a = centre.desk(1, { link });
    a.exchange.start();
    await centre.world.pass(1000);
    a.station.note();
    await centre.world.pass(4 * 60_000);
    expect(centre.count('device1', 'push')).toBe(0);
    await centre.world.pass(2 * 60_000);
    expect(centre.count('device1', 'push')).toBe(1);
    a.station.note();
    a.exchange.now();
    await centre.world.pass(200);
    expect(centre.count('device1', 'push')).toBe(2);
    await stopAll([a]);
  });
});

describe('a hub that does not answer', () => {
  it('is asked ever more rarely, and at once again when somebody wishes; success forgets the failures', async () => {
    const centre = new Centre();
    centre.fate = () => 'cut';
    const a = centre.desk(1);
    let tries = 0;
    centre.fate = (_device, call) => {
      if (call === 'hello') tries += 1;
      return 'cut';
    };
    a.exchange.start();
    await centre.world.pass(10 * 60_000);
    expect(a.exchange.status).toMatchObject({ state: 'problem', problem: { code: 'sync.unreachable' } });
    expect(tries).toBeGreaterThan(12);
    expect(tries).toBeLessThan(200);
    expect(a.book.lines.filter((line) => line.includes('sync.unreachable'))).toHaveLength(1);
    centre.fate = () => 'through';
    a.exchange.now();
    await centre.world.pass(100);
    expect(a.exchange.status).toMatchObject({ state: 'inSync', problem: null });
    await stopAll([a]);
  });

  it('that refuses is left in peace for longer, and it is said why', async () => {
    const centre = new Centre();
    const a = centre.desk(1);
    centre.server.revoke(STREET, 'device1');
    a.exchange.start();
    await centre.world.pass(60_000);
    expect(a.exchange.status.problem?.code).toBe('sync.refused');
    expect(centre.count('device1', 'hello')).toBeLessThanOrEqual(4);
    await stopAll([a]);
  });

  it('that is too old or too new is told of with its numbers', async () => {
    const centre = new Centre();
    centre.server.protocolMin = 9;
    const a = centre.desk(1);
    a.exchange.start();
    await centre.world.pass(100);
    expect(a.exchange.status.problem).toMatchObject({ code: 'sync.hubNew', params: { needed: 9 } });
    centre.server.protocolMin = 1;
    centre.server.schema = 0;
    a.exchange.now();
    await centre.world.pass(100);
    expect(a.exchange.status.problem?.code).toBe('sync.hubOld');
    await stopAll([a]);
  });

  it('costs no error but its code: an unknown failure is a problem like others', async () => {
    const centre = new Centre();
    const a = centre.desk(1, {
      connect: () => {
        throw new CodedError('sync.badAddress', { address: 'x' });
      },
    });
    a.exchange.start();
    await centre.world.pass(100);
    expect(a.exchange.status.problem).toEqual({ code: 'sync.badAddress', params: { address: 'x' } });
    await stopAll([a]);
  });
});

describe('clocks', () => {
  it('that are off by more than a minute are told of until they are right, and work goes on', async () => {
    const centre = new Centre();
    const hubMs = centre.world.wallOffsetMs;
    centre.server.now = () => centre.world.monotonicMs() + hubMs;
    const a = centre.desk(1);
    centre.world.wallOffsetMs += 7 * 60_000;
    a.station.note();
    a.exchange.start();
    await centre.world.pass(1000);
    expect(a.exchange.status.driftMs).toBe(7 * 60_000);
    expect(a.book.alarms.get('clock')).toBe('alarm.clockAhead');
    expect(centre.count('device1', 'push')).toBe(1);
    centre.world.wallOffsetMs -= 10 * 60_000;
    await centre.world.pass(2000);
    expect(a.book.lines.some((line) => line.includes('log.clockJumped {"seconds":-600}'))).toBe(true);
    expect(a.book.alarms.get('clock')).toBe('alarm.clockBehind');
    centre.world.wallOffsetMs = hubMs;
    await centre.world.pass(2000);
    expect(a.exchange.status.driftMs).toBe(0);
    expect(a.book.alarms.has('clock')).toBe(false);
    await stopAll([a]);
  });
});
