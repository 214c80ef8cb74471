import { createHash } from 'node:crypto';
import type { Batch } from '@shared/sync/batch';
import type { Hub } from '@shared/sync/hub';
import { describe, expect, it } from 'vitest';
import { Centre, type Desk, STREET, testKeys } from '../testing/scene';
import { VirtualWorld } from '../testing/virtualWorld';
import { Pusher } from './push';

const HOUR = 3_600_000;

/** A centre whose hub goes wrong in some of its calls. */
class WrongCentre extends Centre {
  private readonly asked = new Map<string, number>();

  constructor(private readonly wrong: (hub: Hub, count: (call: string) => void) => Partial<Hub>) {
    super(new VirtualWorld());
  }

  override connect(device: string): Hub {
    const hub = super.connect(device);
    return Object.assign(
      Object.create(hub) as Hub,
      this.wrong(hub, (call) => this.turn(call)),
    );
  }

  /** How often the wrong call was made. */
  turns(call: string): number {
    return this.asked.get(call) ?? 0;
  }

  /** Whoever goes round for ever is thrown out, so that the test ends. */
  private turn(call: string): void {
    this.asked.set(call, this.turns(call) + 1);
    if (this.turns(call) > 2000) throw new Error(`${call} goes round for ever`);
  }
}

function notes(desk: Desk, count: number): void {
  for (let i = 0; i < count; i++) desk.station.note(`${i}`);
}

describe('a hub that contradicts itself', () => {
  it('about what it holds has own commits written again three times a day at most, and again when somebody asks', async () => {
    const centre = new WrongCentre(() => ({ hashAt: async () => 'something else' }));
    const a = centre.desk(1);
    notes(a, 5);
    a.exchange.start();
    await centre.world.pass(8 * HOUR);
    const again = (): number => new Set(a.station.reissues.map(({ incarnation }) => incarnation)).size;
    const atFirst = again();
    expect(atFirst).toBe(3);
    expect(a.exchange.status).toMatchObject({ state: 'problem', problem: { code: 'sync.forkedAgain' } });
    a.exchange.now();
    await centre.world.pass(12 * HOUR);
    expect(again()).toBe(atFirst);
    a.exchange.wished();
    await centre.world.pass(HOUR);
    const asked = again();
    expect(asked).toBeGreaterThan(atFirst);
    await centre.world.pass(12 * HOUR);
    expect(again()).toBe(asked);
    await a.exchange.stop();
  });

  it('about where a chain goes on is not followed back and forth', async () => {
    const centre = new Centre();
    const a = centre.desk(1);
    notes(a, 600);
    let pushes = 0;
    const hub: Hub = Object.assign(Object.create(centre.connect('device1')) as Hub, {
      push: async ({ from }: Batch) => {
        pushes += 1;
        if (pushes > 2000) throw new Error('push goes round for ever');
        return pushes % 2 === 1
          ? { ok: true, held: 500, fresh: 500 }
          : { ok: false, why: 'gap', expected: Math.min(from, 1) };
      },
    });
    const pusher = new Pusher(hub, a.station, testKeys(1), STREET);
    const sent = pusher.push(await a.station.state(), {}, () => {});
    await expect(sent).rejects.toMatchObject({
      code: 'sync.hubContradicts',
      params: { chain: 'device1.1', seq: 1 },
    });
    expect(pushes).toBeLessThan(20);
  });

  it('about what it differs in says which number, so that its administrator can look', async () => {
    const centre = new WrongCentre(() => ({ push: async () => ({ ok: false, why: 'differs', seq: 3 }) }));
    const a = centre.desk(1);
    notes(a, 5);
    a.exchange.start();
    await centre.world.pass(1000);
    expect(a.exchange.status.problem).toMatchObject({
      code: 'sync.hubContradicts',
      params: { chain: 'device1.1', seq: 3 },
    });
    expect(a.station.reissues).toEqual([]);
    await a.exchange.stop();
  });

  it('and brings for ever what it was asked to leave out is asked no more in this round', async () => {
    const centre: WrongCentre = new WrongCentre((hub, count) => ({
      pull: async () => {
        count('pull');
        return { ...(await hub.pull({}, { bytes: 1_000_000 })), more: true };
      },
    }));
    const a = centre.desk(1);
    const stranger = centre.desk(3);
    stranger.station.note();
    stranger.exchange.start();
    await centre.world.pass(1000);
    await stranger.exchange.stop();
    const before = centre.turns('pull');
    a.exchange.start();
    await centre.world.pass(60_000);
    expect(centre.turns('pull') - before).toBeLessThan(10);
    expect(a.exchange.status.problem).toBeNull();
    await a.exchange.stop();
  });

  it('and makes up ever new chains is heard to the end of a portion, not for ever', async () => {
    let made = 0;
    const centre: WrongCentre = new WrongCentre((hub, count) => ({
      vector: async () => ({ ...(await hub.vector()), [`made-up.${made + 1}`]: 1 }),
      pull: async () => {
        count('pull');
        made += 1;
        const batch = {
          chain: `made-up.${made}`,
          from: 1,
          lines: [new Uint8Array(3_000_000)],
          signature: new Uint8Array(64),
        };
        return { batches: [batch], more: true };
      },
    }));
    const a = centre.desk(1);
    a.exchange.start();
    await centre.world.pass(1000);
    expect(centre.turns('pull')).toBeLessThan(150);
    expect(a.station.quarantined.length).toBeGreaterThan(0);
    await a.exchange.stop();
  });

  it('and says that every picture came broken is sent each twice, until somebody asks again', async () => {
    let wrong = true;
    const centre: WrongCentre = new WrongCentre((hub, count) => ({
      finishAttachment: async (sha256) => {
        count('finishAttachment');
        if (!wrong) return hub.finishAttachment(sha256);
        centre.server.street(STREET).attachments.delete(sha256);
        return 'broken';
      },
    }));
    const a = centre.desk(1);
    const content = Buffer.from('a picture');
    const sha256 = createHash('sha256').update(content).digest('hex');
    a.station.attach(content);
    a.exchange.start();
    await centre.world.pass(HOUR);
    expect(centre.turns('finishAttachment')).toBe(2);
    expect(a.book.alarms.get(`attachment:${sha256}`)).toBe('alarm.attachment');
    await a.exchange.stop();
    wrong = false;
    a.exchange.retry();
    a.exchange = a.newExchange();
    a.exchange.start();
    await centre.world.pass(1000);
    expect(centre.server.street(STREET).attachments.get(sha256)?.whole).toBe(true);
    await a.exchange.stop();
  });
});
