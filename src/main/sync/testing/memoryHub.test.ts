import { lastOf } from '@shared/sync/batch';
import { chainOf, type Vector } from '@shared/sync/vector';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { batchOf, hubContract, lineOf } from './hubContract';
import { type Fault, MemoryHubServer } from './memoryHub';

hubContract('model', async () => {
  const server = new MemoryHubServer(() => 1_700_000_000_000);
  return {
    street: 's',
    async join(device) {
      server.enrol('s', device);
      return server.client('s', device);
    },
    async revoke(device) {
      server.revoke('s', device);
    },
    async setProtocolMin(protocol) {
      server.protocolMin = protocol;
    },
    alarms: async () => server.alarms('s'),
    dispose: async () => undefined,
  };
});

it('loses a call before it came, and an answer after it', async () => {
  const server = new MemoryHubServer();
  server.enrol('s', 'a');
  const hub = server.client('s', 'a');
  server.fault = () => 'before';
  await expect(hub.push(batchOf('a.1', 1, 2))).rejects.toMatchObject({ code: 'sync.unreachable' });
  server.fault = () => 'none';
  expect(await hub.vector()).toEqual({});
  server.fault = () => 'after';
  await expect(hub.push(batchOf('a.1', 1, 2))).rejects.toMatchObject({ code: 'sync.unreachable' });
  server.fault = () => 'none';
  expect(await hub.vector()).toEqual({ 'a.1': 2 });
});

const action = fc.record({
  device: fc.constantFrom('a', 'b', 'c'),
  fault: fc.constantFrom<Fault>('none', 'none', 'before', 'after', 'short'),
  act: fc.oneof(
    fc.record({ push: fc.integer({ min: 1, max: 5 }), back: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ pull: fc.integer({ min: 1, max: 500 }) }),
  ),
});

it('whatever is pushed and pulled in whatever order, every puller ends with all commits in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
      const server = new MemoryHubServer();
      const stations = ['a', 'b', 'c'].map((device) => {
        server.enrol('s', device);
        return { device, made: 0, held: {} as Record<string, number>, hub: server.client('s', device) };
      });
      const pull = async (station: (typeof stations)[number], bytes: number) => {
        const since: Vector = station.held;
        const { batches, more } = await station.hub.pull(since, { bytes });
        for (const batch of batches) {
          expect(batch.from).toBe((station.held[batch.chain] ?? 0) + 1);
          batch.lines.forEach((line, index) => {
            expect(Buffer.from(line)).toEqual(lineOf(batch.chain, batch.from + index));
          });
          station.held[batch.chain] = lastOf(batch);
        }
        return more;
      };
      for (const { device, fault, act } of actions) {
        const station = stations.find((one) => one.device === device);
        if (!station) continue;
        server.fault = () => fault;
        const from = 'push' in act ? Math.max(1, station.made + 1 - act.back) : 0;
        const done =
          'push' in act
            ? station.hub.push(batchOf(chainOf(device, 1), from, act.push))
            : pull(station, act.pull);
        await done.catch(() => undefined);
        server.fault = () => 'none';
        station.made = (await station.hub.vector())[chainOf(device, 1)] ?? 0;
      }
      const vector = await stations[0]?.hub.vector();
      for (const station of stations) {
        while (await pull(station, 200));
        expect(station.held).toEqual(vector);
      }
    }),
    { seed: 20241231, numRuns: 200 },
  );
});
