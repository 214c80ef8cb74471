import type { Batch } from '@shared/sync/batch';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Centre, type Desk, STREET, testLink } from '../testing/scene';
import { VirtualWorld } from '../testing/virtualWorld';

function notes(desk: Desk, count: number): void {
  for (let i = 0; i < count; i++) desk.station.note(`${i}`);
}

type Act = { kind: 'commit' | 'attach' | 'restart' | 'pass'; desk: number; amount: number };

const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom('commit', 'commit', 'attach', 'restart', 'pass'),
  desk: fc.integer({ min: 0, max: 2 }),
  amount: fc.integer({ min: 1, max: 2000 }),
});

/** Three desks whose lines are cut at random come together once the lines hold. */
async function converge(seed: number, acts: readonly Act[], cutOf: number): Promise<void> {
  const centre = new Centre(new VirtualWorld(seed));
  const desks = centre.desks(3);
  let cuts = true;
  centre.fate = () => {
    if (!cuts) return 'through';
    const chance = centre.world.random();
    return chance < cutOf / 2 ? 'cut' : chance < cutOf ? 'lost' : 'through';
  };
  for (const desk of desks) desk.exchange.start();
  for (const { kind, desk, amount } of acts) {
    const one = desks[desk] as Desk;
    if (kind === 'commit') notes(one, amount % 40);
    else if (kind === 'attach') one.station.attach(Buffer.from(`${seed} ${desk} ${amount}`));
    else if (kind === 'restart') {
      await one.exchange.stop();
      one.newExchange().start();
    }
    await centre.world.pass(amount);
  }
  cuts = false;
  for (const desk of desks) desk.exchange.now();
  await centre.world.pass(90_000);
  await Promise.all(desks.map((desk) => desk.exchange.stop()));
  const [first, ...others] = desks as [Desk, ...Desk[]];
  for (const { station, book } of others) {
    expect(station.vector).toEqual(first.station.vector);
    expect(station.digest()).toBe(first.station.digest());
    expect([...station.blobFiles.keys()].sort()).toEqual([...first.station.blobFiles.keys()].sort());
    expect([...book.alarms]).toEqual([]);
  }
  expect(desks.flatMap(({ station }) => [...station.reissues, ...station.quarantined])).toEqual([]);
  expect(desks.map(({ exchange }) => exchange.status.state)).toEqual(['inSync', 'inSync', 'inSync']);
}

describe('lines that are cut', () => {
  it('keep nobody apart once they hold: three desks, any cuts, lost answers and restarts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2 ** 31 }),
        fc.array(act, { minLength: 3, maxLength: 25 }),
        fc.double({ min: 0, max: 0.4, noNaN: true }),
        converge,
      ),
      { seed: 20241231, numRuns: 25 },
    );
  });

  it('after a lost answer ask what is held, and send none of it again', async () => {
    const centre = new Centre();
    const a = centre.desk(1);
    notes(a, 1200);
    let lost = 0;
    const sent: number[] = [];
    centre.fate = (_device, call, args) => {
      if (call !== 'push') return 'through';
      sent.push((args[0] as Batch).from);
      lost += 1;
      return lost === 2 ? 'lost' : 'through';
    };
    a.exchange.start();
    await centre.world.pass(60_000);
    expect(sent).toEqual([1, 501, 1001]);
    expect(await centre.server.client(STREET, 'device1').vector()).toEqual({ 'device1.1': 1200 });
    await a.exchange.stop();
  });

  it('at half of a push cost at most one batch', async () => {
    const centre = new Centre();
    const a = centre.desk(1);
    notes(a, 5000);
    let cut = true;
    let pushed = 0;
    centre.fate = (_device, call) => {
      if (call === 'push') {
        pushed += 1;
        if (pushed === 6 && cut) return 'cut';
      }
      return 'through';
    };
    a.exchange.start();
    await centre.world.pass(300);
    cut = false;
    await a.exchange.stop();
    a.newExchange().start();
    await centre.world.pass(5000);
    expect(pushed).toBe(11);
    expect(centre.count('device1', 'push')).toBe(10);
    await a.exchange.stop();
  });

  it('at half of a pull cost at most what was under way', async () => {
    const centre = new Centre();
    const [a, b] = centre.desks(2) as [Desk, Desk];
    const text = 'x'.repeat(20_000);
    for (let i = 0; i < 1000; i++) a.station.note(text);
    a.exchange.start();
    await centre.world.pass(3000);
    await a.exchange.stop();
    const taken: number[] = [];
    const take = b.station.take.bind(b.station);
    b.station.take = (batch) => {
      taken.push(batch.from);
      return take(batch);
    };
    let pulls = 0;
    centre.fate = (_device, call) => (call === 'pull' && ++pulls === 3 ? 'lost' : 'through');
    b.exchange.start();
    await centre.world.pass(30_000);
    expect(b.station.vector).toEqual(a.station.vector);
    expect(pulls).toBeGreaterThan(4);
    expect(new Set(taken).size).toBe(taken.length);
    await b.exchange.stop();
  });

  it('end with a process that stops while it sends: nothing is left half done', async () => {
    const centre = new Centre();
    const a = centre.desk(1, { link: testLink({ mode: { kind: 'period', minutes: 1 } }) });
    notes(a, 3000);
    a.exchange.start();
    await a.exchange.stop();
    const held = (await centre.server.client(STREET, 'device1').vector())['device1.1'] ?? 0;
    expect(held % 500).toBe(0);
  });
});
