import { describe, expect, it } from 'vitest';
import { Centre, type Desk, STREET } from '../testing/scene';

const stopAll = (desks: readonly Desk[]): Promise<unknown> =>
  Promise.all(desks.map((desk) => desk.exchange.stop()));

function notes(desk: Desk, count: number): void {
  for (let i = 0; i < count; i++) desk.station.note(`${i}`);
}

describe('a chain that somebody else wrote too', () => {
  it('of a cloned disk goes on in a new incarnation; nothing is lost and nothing is there twice', async () => {
    const centre = new Centre();
    const [a, b] = centre.desks(2) as [Desk, Desk];
    notes(a, 10);
    a.exchange.start();
    b.exchange.start();
    await centre.world.pass(2000);
    const clone = centre.desk(1, { station: a.station.clone(), host: 'elsewhere' });
    notes(a, 3);
    clone.station.commit([{ stream: 'case:1', type: 'case.noted', data: {} }], 'of-the-clone-1');
    clone.station.commit([{ stream: 'case:1', type: 'case.noted', data: {} }], 'of-the-clone-2');
    await centre.world.pass(2000);
    clone.exchange.start();
    await centre.world.pass(3000);
    expect(clone.station.reissues).toEqual([{ chain: 'device1.1', after: 12, incarnation: 2 }]);
    expect(clone.book.alarms.get('fork:device1.1')).toBe('alarm.otherHost');
    expect(a.station.vector).toEqual({ 'device1.1': 15, 'device1.2': 2 });
    expect(new Set([a, b, clone].map((desk) => desk.station.digest())).size).toBe(1);
    expect([...a.station.commits()].filter(({ id }) => id === 'of-the-clone-1')).toHaveLength(1);
    expect(centre.server.alarms(STREET).some(({ kind }) => kind === 'otherHost')).toBe(true);
    await stopAll([a, b, clone]);
  });

  it('by a restored backup on the same host: the common end is found and the rest written again', async () => {
    const centre = new Centre();
    const a = centre.desk(1);
    notes(a, 700);
    const backup = a.station.clone();
    notes(a, 50);
    a.exchange.start();
    await centre.world.pass(3000);
    await a.exchange.stop();
    for (let i = 0; i < 4; i++)
      backup.commit([{ stream: 'case:1', type: 'case.noted', data: {} }], `after-restore-${i}`);
    const restored = centre.desk(1, { station: backup });
    restored.exchange.start();
    await centre.world.pass(3000);
    expect(restored.station.reissues).toEqual([{ chain: 'device1.1', after: 700, incarnation: 2 }]);
    expect(restored.book.alarms.get('fork:device1.1')).toBe('alarm.fork');
    expect(restored.station.vector).toEqual({ 'device1.1': 750, 'device1.2': 4 });
    expect(centre.server.alarms(STREET).map(({ kind }) => kind)).toContain('fork');
    await stopAll([restored]);
  });

  it('that the hub only holds further than the folder is simply pulled, in a new incarnation', async () => {
    const centre = new Centre();
    const a = centre.desk(1);
    notes(a, 20);
    const backup = a.station.clone();
    notes(a, 5);
    a.exchange.start();
    await centre.world.pass(3000);
    await a.exchange.stop();
    const restored = centre.desk(1, { station: backup });
    restored.exchange.start();
    await centre.world.pass(3000);
    expect(restored.station.reissues).toEqual([{ chain: 'device1.1', after: 20, incarnation: 2 }]);
    expect(restored.station.vector).toEqual({ 'device1.1': 25 });
    expect(restored.station.digest()).toBe(a.station.digest());
    await stopAll([restored]);
  });

  it('of a former incarnation: what the hub holds otherwise is written again and reaches the others', async () => {
    const centre = new Centre();
    const [a, c] = centre.desks(2) as [Desk, Desk];
    notes(a, 5);
    const other = a.station.clone();
    notes(a, 2);
    a.exchange.start();
    c.exchange.start();
    await centre.world.pass(2000);
    await a.exchange.stop();
    other.commit([{ stream: 'case:1', type: 'case.noted', data: {} }], 'of-before');
    other.incarnation = 2;
    other.note();
    const b = centre.desk(1, { station: other });
    b.exchange.start();
    await centre.world.pass(3000);
    expect(other.reissues).toEqual([{ chain: 'device1.1', after: 7, incarnation: 3 }]);
    expect(b.book.alarms.get('fork:device1.1')).toBe('alarm.formerFork');
    expect(c.station.vector).toEqual({ 'device1.1': 9, 'device1.2': 1, 'device1.3': 1 });
    expect([...c.station.commits()].filter(({ id }) => id === 'of-before')).toMatchObject([
      { copyOf: 'device1.1.8' },
    ]);
    expect(c.station.digest()).toBe(other.digest());
    expect(b.exchange.status).toMatchObject({ state: 'inSync', toSend: { commits: 0 } });
    expect(centre.server.alarms(STREET).map(({ kind }) => kind)).toContain('formerFork');
    await stopAll([b, c]);
  });

  it('in several incarnations at once is mended in one go, the oldest first', async () => {
    const centre = new Centre();
    const [a, c] = centre.desks(2) as [Desk, Desk];
    const other = a.station.clone();
    a.exchange.start();
    c.exchange.start();
    a.station.commit([{ stream: 'case:1', type: 'case.noted', data: {} }], 'theirs-1');
    await centre.world.pass(1000);
    await a.exchange.stop();
    a.station.incarnation = 2;
    a.station.commit([{ stream: 'case:1', type: 'case.noted', data: {} }], 'theirs-2');
    a.newExchange().start();
    await centre.world.pass(1000);
    await a.exchange.stop();
    other.commit([{ stream: 'case:1', type: 'case.noted', data: {} }], 'mine-1');
    other.incarnation = 2;
    other.commit([{ stream: 'case:1', type: 'case.noted', data: {} }], 'mine-2');
    const b = centre.desk(1, { station: other });
    b.exchange.start();
    await centre.world.pass(3000);
    expect(other.reissues.map(({ chain }) => chain)).toEqual(['device1.1', 'device1.2']);
    const ids = [...c.station.commits()].map(({ id }) => id);
    for (const id of ['theirs-1', 'theirs-2', 'mine-1', 'mine-2'])
      expect(ids.filter((one) => one === id)).toHaveLength(1);
    expect(c.station.digest()).toBe(other.digest());
    await stopAll([b, c]);
  });
});
