import { describe, expect, it } from 'vitest';
import { Centre, type Desk, STREET, testKeys, testLink } from '../testing/scene';
import { chained, hashOf, keyNames } from './lines';
import { signedBatch } from './push';
import { QUARANTINE_MS, SkippedChains } from './quarantine';
import { Trust } from './trust';

const stopAll = (desks: readonly Desk[]): Promise<unknown> =>
  Promise.all(desks.map((desk) => desk.exchange.stop()));

describe('what does not hold', () => {
  it('a bad signature is kept aside and told of, others come in, and it is asked for again after ten minutes', async () => {
    const centre = new Centre();
    const [a, b, c] = centre.desks(3) as [Desk, Desk, Desk];
    c.station.note();
    const lines = c.station.chains.get('device3.1') ?? [];
    const forged = signedBatch(testKeys(9), STREET, 'device3.1', 1, lines);
    await centre.server.client(STREET, 'device3').push(forged);
    b.station.note();
    for (const desk of [a, b]) desk.exchange.start();
    await centre.world.pass(10_000);
    expect(a.station.vector).toEqual({ 'device1.1': 3, 'device2.1': 1 });
    expect(a.station.quarantined).toMatchObject([
      { chain: 'device3.1', from: 1, why: 'signature', seq: 1, source: 'hub' },
    ]);
    expect(a.book.alarms.get('quarantine:device3.1')).toBe('alarm.quarantine.signature');
    expect(a.exchange.status).toMatchObject({ state: 'waiting', toReceive: { commits: 1 } });
    expect(centre.server.alarms(STREET)).toContainEqual(
      expect.objectContaining({ device: 'device1', kind: 'signature', about: 'device3.1' }),
    );
    await centre.world.pass(QUARANTINE_MS - 12_000);
    expect(a.station.quarantined).toHaveLength(1);
    await centre.world.pass(12_000);
    expect(a.station.quarantined).toHaveLength(2);
    a.exchange.retry();
    await centre.world.pass(1000);
    expect(a.station.quarantined).toHaveLength(3);
    expect(centre.server.alarms(STREET).filter(({ device }) => device === 'device1')).toHaveLength(1);
    await stopAll([a, b]);
  });

  it('of an unknown device is healed once its enrolment comes', async () => {
    const centre = new Centre();
    const a = centre.desk(1);
    const b = centre.desk(2, { anchors: [a.trusted] });
    const stranger = centre.desk(3);
    a.station.enrol(a.trusted);
    a.station.enrol(b.trusted);
    stranger.station.note();
    for (const desk of [a, b, stranger]) desk.exchange.start();
    await centre.world.pass(5000);
    expect(b.station.vector['device3.1']).toBeUndefined();
    expect(b.book.alarms.get('quarantine:device3.1')).toBe('alarm.quarantine.unknownDevice');
    a.station.enrol(stranger.trusted);
    await centre.world.pass(5000);
    expect(b.station.vector['device3.1']).toBe(1);
    expect(b.book.alarms.size).toBe(0);
    expect(b.exchange.status.state).toBe('inSync');
    await stopAll([a, b, stranger]);
  });

  it('of a device whose enrolment comes in the same round is not even put aside', async () => {
    const centre = new Centre();
    const z = centre.desk(9);
    const a = centre.desk(1, { anchors: [z.trusted] });
    const b = centre.desk(2, { anchors: [z.trusted] });
    for (const desk of [z, a, b]) z.station.enrol(desk.trusted);
    a.station.note();
    z.exchange.start();
    a.exchange.start();
    await centre.world.pass(3000);
    await stopAll([z, a]);
    b.exchange.start();
    await centre.world.pass(1000);
    expect(b.station.vector).toEqual({ 'device9.1': 3, 'device1.1': 1 });
    expect(b.station.quarantined).toEqual([]);
    expect(centre.count('device2', 'pull')).toBe(1);
    await stopAll([b]);
  });

  it('of a revoked device counts up to what was agreed, even where that cuts a batch', async () => {
    const centre = new Centre();
    const [a, b, c] = centre.desks(3) as [Desk, Desk, Desk];
    for (let i = 0; i < 10; i++) c.station.note();
    c.exchange.start();
    await centre.world.pass(2000);
    await c.exchange.stop();
    a.station.revoke('device3', { 'device3.1': 4 });
    a.exchange.start();
    b.exchange.start();
    await centre.world.pass(5000);
    for (const { station } of [a, b]) expect(station.vector['device3.1']).toBe(4);
    expect(a.station.quarantined).toMatchObject([{ chain: 'device3.1', from: 5, why: 'revoked', seq: 5 }]);
    expect(a.station.quarantined[0]?.lines).toHaveLength(6);
    // What can never count is no difference, is told once, and is not asked for over and over.
    expect(a.exchange.status).toMatchObject({ state: 'inSync', toReceive: { commits: 0 } });
    const asked = centre.count('device1', 'pull');
    await centre.world.pass(3 * QUARANTINE_MS);
    expect(centre.count('device1', 'pull')).toBe(asked);
    expect([a.station.quarantined.length, b.station.quarantined.length]).toEqual([1, 1]);
    expect(a.exchange.status.state).toBe('inSync');
    a.exchange.retry();
    await centre.world.pass(2000);
    expect(centre.count('device1', 'pull')).toBeGreaterThan(asked);
    expect(a.exchange.status.state).toBe('inSync');
    await stopAll([a, b]);
  });

  it('that goes on from other commits than are held is an alarm, never an overwrite', async () => {
    const centre = new Centre();
    const [a, b] = centre.desks(2) as [Desk, Desk];
    const twin = a.station.clone();
    a.station.note('here');
    twin.note('there');
    const lines = twin.chains.get('device1.1') ?? [];
    await b.station.take({ chain: 'device1.1', from: 1, lines, signature: new Uint8Array() });
    a.station.note('more');
    a.exchange.start();
    b.exchange.start();
    await centre.world.pass(5000);
    expect(b.book.alarms.get('quarantine:device1.1')).toBe('alarm.quarantine.chain');
    expect(b.station.vector['device1.1']).toBe(3);
    expect(await b.station.hashAt('device1.1', 3)).toBe(hashOf(lines[2] as Uint8Array));
    await stopAll([a, b]);
  });

  it('keeps no hub turning: a batch that is offered again and again is asked for once', async () => {
    const centre = new Centre();
    const [a] = centre.desks(1) as [Desk];
    const stranger = centre.desk(3);
    stranger.station.note();
    stranger.exchange.start();
    a.exchange.start();
    await centre.world.pass(30_000);
    expect(centre.count('device1', 'pull')).toBeLessThanOrEqual(2);
    await stopAll([a, stranger]);
  });
});

describe('data keys', () => {
  const sealed = (key: string) => [
    { stream: 'report:1', type: 'report.received', data: {}, sealed: { key, box: 'box' } },
  ];

  it('are at the hub before the commits that speak of them, and come to whoever wants them', async () => {
    const centre = new Centre();
    const [a, b] = centre.desks(2) as [Desk, Desk];
    a.station.dataKeys.set('report:1', { name: 'report:1', id: 'k1', box: 'wrapped' });
    a.station.commit(sealed('report:1'));
    a.exchange.start();
    b.exchange.start();
    await centre.world.pass(2000);
    expect(centre.calls.indexOf('device1 putKeys')).toBeLessThan(centre.calls.indexOf('device1 push'));
    expect(b.station.dataKeys.get('report:1')).toEqual({ name: 'report:1', id: 'k1', box: 'wrapped' });
    const puts = centre.count('device1', 'putKeys');
    a.station.commit(sealed('report:1'));
    await centre.world.pass(2000);
    expect(centre.count('device1', 'putKeys')).toBe(puts);
    await stopAll([a, b]);
  });

  it('that were erased are erased at the hub, and nobody gets them any more', async () => {
    const centre = new Centre();
    const [a, b] = centre.desks(2) as [Desk, Desk];
    a.station.dataKeys.set('report:1', { name: 'report:1', id: 'k1', box: 'wrapped' });
    a.station.commit(sealed('report:1'));
    a.exchange.start();
    await centre.world.pass(2000);
    a.station.eraseCaller('report:1');
    await centre.world.pass(2000);
    b.exchange.start();
    await centre.world.pass(2000);
    expect(b.station.dataKeys.size).toBe(0);
    expect(await b.station.wantedKeys()).toEqual([]);
    await stopAll([a, b]);
  });

  it('stay at a hub that does not hold the commit that erases, until it comes there', async () => {
    const centre = new Centre();
    const [a, b] = centre.desks(2) as [Desk, Desk];
    a.station.dataKeys.set('report:1', { name: 'report:1', id: 'k1', box: 'wrapped' });
    a.station.commit(sealed('report:1'));
    // B knows of the erasure by a package, and this hub does not.
    b.station.erase('report:1');
    a.exchange.start();
    b.exchange.start();
    await centre.world.pass(70_000);
    expect(b.exchange.status).toMatchObject({ state: 'inSync', problem: null });
    const { keys, erased } = centre.server.street(STREET);
    expect([[...keys.values()].map(({ name }) => name), [...erased]]).toEqual([['report:1'], []]);
    a.station.eraseCaller('report:1');
    await centre.world.pass(2000);
    expect([[...keys.values()], [...erased]]).toEqual([[], ['report:1']]);
    await stopAll([a, b]);
  });
});

describe('lines', () => {
  const line = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

  it('name their keys once each, and what is no commit names none', () => {
    const events = [{ sealed: { key: 'a' } }, { sealed: { key: 'b' } }, {}];
    expect(keyNames([line({ events }), line({ events: [{ sealed: { key: 'a' } }] })])).toEqual(['a', 'b']);
    expect(keyNames([Buffer.from('"sealed" {'), line({ events: [] })])).toEqual([]);
  });

  it('hang together by their hashes, else a signature over the last says nothing of the first', () => {
    const one = line({ prev: '0' });
    const two = line({ prev: hashOf(one) });
    expect(chained([one, two])).toBe(true);
    expect(chained([line({ prev: '1' }), two])).toBe(false);
    const keys = testKeys(3);
    const me = { device: 'me', signKey: testKeys(1).signKey };
    const upTo = { 'd.1': 1 };
    const device = { device: 'd', name: '', letter: 'B', signKey: keys.signKey, boxKey: '' };
    const trust = new Trust([{ ...device, revoked: { at: '', upTo } }], STREET, me);
    expect(trust.judge(signedBatch(keys, STREET, 'd.1', 1, [one, two]))).toEqual({ take: 1, why: 'revoked' });
    const loose = signedBatch(keys, STREET, 'd.1', 1, [line({ prev: '1' }), two]);
    expect(trust.judge(loose)).toEqual({ take: 0, why: 'signature' });
    expect(trust.judge(signedBatch(keys, 'other', 'd.1', 1, [one]))).toEqual({ take: 0, why: 'signature' });
  });
});

describe('what is remembered of a hub that makes things up', () => {
  it('stays small, and keeps the newest', () => {
    const skippedChains = new SkippedChains();
    for (let i = 0; i < 5000; i++) {
      skippedChains.add(`made-up-${i}.1`, 0, '');
      expect(skippedChains.firstTime(`${i}`)).toBe(true);
    }
    expect(skippedChains.current(1, '').length).toBeLessThanOrEqual(1000);
    expect(skippedChains.current(1, '')).toContain('made-up-4999.1');
    expect(skippedChains.firstTime('4999')).toBe(false);
    expect(skippedChains.firstTime('0')).toBe(true);
  });
});

describe('a long catching-up', () => {
  it.each(['paused', 'stopped'] as const)('that is %s ends behind its batch, both ways', async (how) => {
    const centre = new Centre();
    const [a, b] = centre.desks(2) as [Desk, Desk];
    for (let i = 0; i < 900; i++) a.station.note('x'.repeat(20_000));
    const end = (desk: Desk): unknown =>
      how === 'paused' ? desk.exchange.set(testLink({ paused: true })) : desk.exchange.stop();
    let pushes = 0;
    centre.fate = (device, call) => {
      if (device === 'device1' && call === 'push' && ++pushes === 2) void end(a);
      return 'through';
    };
    a.exchange.start();
    await centre.world.pass(5000);
    expect(pushes).toBe(2);
    expect(a.exchange.status.state).not.toBe('inSync');
    if (how === 'paused') expect(a.exchange.status.state).toBe('paused');

    centre.fate = () => 'through';
    a.newExchange().start();
    await centre.world.pass(5000);
    const take = b.station.take.bind(b.station);
    let taken = 0;
    b.station.take = async (batch) => {
      taken += 1;
      if (taken === 2) void end(b);
      return take(batch);
    };
    b.exchange.start();
    await centre.world.pass(5000);
    expect(taken).toBe(2);
    expect(b.station.vector['device1.1']).toBeLessThan(900);
    expect([b.exchange.status.state, b.station.quarantined]).not.toEqual(['inSync', []]);
    expect(b.station.quarantined).toEqual([]);
    await stopAll([a, b]);
  });
});

describe('a long pull', () => {
  /** A desk that lacks `count` commits of 20 kB, and what happened at the hub and at its store, in order. */
  async function lacking(count: number): Promise<{ centre: Centre; a: Desk; b: Desk; seen: string[] }> {
    const centre = new Centre();
    const [a, b] = centre.desks(2) as [Desk, Desk];
    for (let i = 0; i < count; i++) a.station.note('x'.repeat(20_000));
    a.exchange.start();
    await centre.world.pass(3000);
    await a.exchange.stop();
    const seen: string[] = [];
    centre.fate = (_device, call, args) => {
      const since = args[0] as Readonly<Record<string, number>>;
      if (call === 'pull') seen.push(`ask ${since['device1.1'] ?? 0}`);
      return 'through';
    };
    const take = b.station.take.bind(b.station);
    b.station.take = async (batch) => {
      seen.push(`take ${batch.from}`);
      // As long as a store takes: whoever fetches meanwhile has had its answer.
      for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
      return take(batch);
    };
    return { centre, a, b, seen };
  }

  /** Time goes on only as fast as the slow store does. */
  async function unhurried({ world }: Centre): Promise<void> {
    for (let i = 0; i < 300; i++) await world.pass(20);
  }

  it('fetches the next portion while the store takes the last, one ahead and in order', async () => {
    const { centre, a, b, seen } = await lacking(900);
    b.exchange.start();
    await unhurried(centre);
    expect(b.station.vector).toEqual(a.station.vector);
    const takes = seen.filter((one) => one.startsWith('take')).map((one) => Number(one.slice(5)));
    expect(takes).toEqual([...takes].sort((x, y) => x - y));
    const asks = seen.filter((one) => one.startsWith('ask')).map((one) => Number(one.slice(4)));
    expect(asks.length).toBeGreaterThan(4);
    expect(new Set(asks).size).toBe(asks.length);
    // Never more than one portion beyond what is being taken.
    let taken = 0;
    for (const one of seen) {
      if (one.startsWith('take')) taken = Number(one.slice(5)) - 1;
      else expect(asks.filter((at) => at > taken && at < Number(one.slice(4))).length).toBeLessThanOrEqual(1);
    }
    expect(seen.indexOf(`ask ${asks[1]}`)).toBeLessThan(seen.indexOf(`take ${takes[1]}`));
    await stopAll([b]);
  });

  it('throws away what it fetched ahead where the portion before did not hold', async () => {
    const { centre, b } = await lacking(900);
    const street = centre.server.street(STREET);
    const held = street.chains.get('device1.1') ?? [];
    const at = held.findIndex(({ signature }, i) => i > 300 && signature !== undefined);
    const before = held.slice(0, at).findLastIndex(({ signature }) => signature !== undefined) + 1;
    held[at] = { ...(held[at] as (typeof held)[number]), signature: new Uint8Array(64) };
    b.exchange.start();
    await unhurried(centre);
    expect(b.station.quarantined[0]).toMatchObject({ chain: 'device1.1', why: 'signature' });
    expect(b.station.vector['device1.1']).toBe(before);
    expect(b.station.quarantined.map(({ why }) => why)).not.toContain('gap');
    await stopAll([b]);
  });
});
