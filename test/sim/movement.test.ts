import type { Hub } from '@shared/sync/hub';
import { afterAll, describe, expect, it } from 'vitest';
import { type Meeting, modelMeeting } from './hubs';
import { Movement } from './movement';
import { stepsOf } from './plan';
import { Simulation } from './simulation';
import { Ground, LEADER, Site, START_MS, type TrueTime } from './site';

const ground = new Ground();
afterAll(() => ground.remove());

/** The model, with a hub that goes wrong in some of its calls. */
function wrongMeeting(wrong: (hub: Hub) => Partial<Hub>): (time: TrueTime) => Promise<Meeting> {
  return async (time) => {
    const meeting = modelMeeting(time);
    return {
      ...meeting,
      connect: (device) => {
        const hub = meeting.connect(device);
        return Object.assign(Object.create(hub) as Hub, wrong(hub));
      },
    };
  };
}

const steps = stepsOf('commit@0:563329 round@0:1 round@1:1');

describe('a revocation that was written and that nobody was told of', () => {
  it('is answered under its own id; under another one nothing is left to write, however often it is asked', async () => {
    const site = await Site.begin(ground, { ms: START_MS }, 0);
    const revoke = (id: string) =>
      site.store.execute(
        { id, command: { type: 'device.revoke', device: 'sim-2', upTo: {}, reason: '停用' } },
        LEADER,
      );
    site.disk.arm(1, 'after');
    await expect(revoke('the-first')).rejects.toMatchObject({ code: 'store.fateUnknown' });
    await site.crash();
    await site.open();
    expect(await revoke('the-second')).toMatchObject({ events: 0 });
    expect(await revoke('the-first')).toMatchObject({ events: 1 });
    await site.close();
    ground.drop(site.folder);
  });
});

describe('what does not come to rest', () => {
  it('is told with what moved in the last rounds, and who holds what', async () => {
    const half = wrongMeeting((hub) => ({ pull: (_since, limit) => hub.pull({}, { ...limit, bytes: 1 }) }));
    const failed = Simulation.run({ seed: 1, stations: 2, steps }, ground, half);
    await expect(failed).rejects.toThrow(
      /no rest: s1 ok, s2 ok\nround 10:\n {2}s2 pulls sim-1\.1 1 to \d+\n/,
    );
    await expect(failed).rejects.toThrow(/\nsim-1\.1: s1 up to \d+, s2 up to \d+\n/);
  });

  it('within one exchange is ended by the count of its calls, and told by name', async () => {
    const movement = new Movement();
    const hub = movement.counted('hub of s1', { vector: (): number => 1 });
    const forever = async (): Promise<void> => {
      for (;;) hub.vector();
    };
    await expect(forever()).rejects.toThrow(/an exchange has no end: hub of s1\.vector 5001 times; at last/);
    movement.begin();
    expect(hub.vector()).toBe(1);
  });

  it('is not what only asks: a round in which nothing went either way is quiet', async () => {
    const movement = new Movement();
    const meeting = modelMeeting({ ms: 0 });
    await meeting.enrol('sim-1');
    const hub = movement.noted('s1', meeting.connect('sim-1'));
    await hub.vector();
    await hub.pull({}, { bytes: 1000 });
    expect(movement.endRound()).toBe(true);
    await hub.alarm('fork', 'sim-1.1', 'again');
    expect(movement.endRound()).toBe(false);
    expect(movement.told(new Map())).toContain('s1 raises fork about sim-1.1: again');
  });
});
