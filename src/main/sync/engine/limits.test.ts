import { CodedError } from '@shared/contract/errors';
import { MAX_COMMIT_BYTES } from '@shared/sync/batch';
import type { Hub } from '@shared/sync/hub';
import { describe, expect, it } from 'vitest';
import { Centre, type Desk } from '../testing/scene';

const stopAll = (desks: readonly Desk[]): Promise<unknown> =>
  Promise.all(desks.map((desk) => desk.exchange.stop()));

describe('what a hub cannot hand out', () => {
  it('that is larger than any desk takes is passed over and told of, and the others come in', async () => {
    const centre = new Centre();
    const passing = (device: string): Hub => {
      const hub = centre.connect(device);
      const whole = hub.pull.bind(hub);
      const pull: Hub['pull'] = async (since, limit) => {
        const skip = [...(limit.skip ?? []), 'device3.1'];
        const { batches } = await whole(since, { ...limit, skip });
        const held = limit.skip?.includes('device3.1');
        const tooLarge = held ? [] : [{ chain: 'device3.1', seq: 2, bytes: 560_000_000 }];
        return { batches, more: false, tooLarge };
      };
      return Object.assign(hub, { pull });
    };
    const [a, b, c] = centre.desks(3, { connect: passing }) as [Desk, Desk, Desk];
    for (const text of ['one', 'two']) c.station.note(text);
    b.station.note();
    for (const desk of [a, b, c]) desk.exchange.start();
    await centre.world.pass(5000);
    expect(a.station.vector).toEqual({ 'device1.1': 3, 'device2.1': 1 });
    expect(a.station.quarantined).toMatchObject([{ chain: 'device3.1', why: 'tooLarge', seq: 2, lines: [] }]);
    expect(a.book.alarms.get('quarantine:device3.1')).toBe('alarm.quarantine.tooLarge');
    expect(a.exchange.status.problem).toBeNull();
    await stopAll([a, b, c]);
  });
});

describe('what a hub does not take', () => {
  it('a commit of its own that is too large stops its chain alone: what others wrote comes in', async () => {
    const centre = new Centre();
    const [a, b] = centre.desks(2) as [Desk, Desk];
    a.station.note('x'.repeat(MAX_COMMIT_BYTES));
    a.station.note();
    b.station.note();
    for (const desk of [a, b]) desk.exchange.start();
    await centre.world.pass(5000);
    expect(a.station.vector['device2.1']).toBe(1);
    expect(b.station.vector['device1.1']).toBe(2);
    expect(a.book.alarms.get('notTaken')).toBe('alarm.commitTooLarge');
    expect(a.exchange.status).toMatchObject({ state: 'waiting', problem: null, toSend: { commits: 2 } });
    await stopAll([a, b]);
  });

  it('a hub that is full is told of and tried again, and gives what it has all the while', async () => {
    const centre = new Centre();
    let full = true;
    const filled = (device: string): Hub => {
      const hub = centre.connect(device);
      const push = hub.push.bind(hub);
      return Object.assign(hub, {
        push: async (batch: Parameters<Hub['push']>[0]) => {
          if (full && device === 'device1') throw new CodedError('sync.hubFull', { what: 'commits' });
          return push(batch);
        },
      });
    };
    const [a, b] = centre.desks(2, { connect: filled }) as [Desk, Desk];
    b.station.note();
    for (const desk of [a, b]) desk.exchange.start();
    await centre.world.pass(5000);
    expect(a.station.vector['device2.1']).toBe(1);
    expect([...a.book.alarms]).toEqual([['notTaken', 'alarm.hubFull']]);
    full = false;
    await centre.world.pass(65_000);
    expect(b.station.vector['device1.1']).toBe(2);
    expect([...a.book.alarms]).toEqual([]);
    await stopAll([a, b]);
  });

  it('pictures that a hub has no room for wait: commits go both ways, and pictures come', async () => {
    const centre = new Centre();
    let full = true;
    const filled = (device: string): Hub => {
      const hub = centre.connect(device);
      const putChunk = hub.putChunk.bind(hub);
      return Object.assign(hub, {
        putChunk: async (...chunk: Parameters<Hub['putChunk']>) => {
          if (full && device === 'device1') throw new CodedError('sync.hubFull', { what: 'attachments' });
          return putChunk(...chunk);
        },
      });
    };
    const [a, b] = centre.desks(2, { connect: filled }) as [Desk, Desk];
    const [mine, theirs] = [a.station.attach(Buffer.from('mine')), b.station.attach(Buffer.from('theirs'))];
    for (const desk of [a, b]) desk.exchange.start();
    await centre.world.pass(5000);
    a.station.note();
    await centre.world.pass(5000);
    expect([a.station.vector, b.station.vector]).toEqual([a.station.vector, a.station.vector]);
    expect(a.station.blobFiles.has(theirs)).toBe(true);
    expect([...a.book.alarms]).toEqual([['notTaken:pictures', 'alarm.hubFull']]);
    full = false;
    await centre.world.pass(130_000);
    expect(b.station.blobFiles.has(mine)).toBe(true);
    expect([...a.book.alarms]).toEqual([]);
    await stopAll([a, b]);
  });
});
