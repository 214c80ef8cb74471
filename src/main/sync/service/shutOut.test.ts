import { CodedError } from '@shared/contract/errors';
import { describe, expect, it } from 'vitest';
import { Centre, STREET } from '../testing/scene';
import { type Gate, shutOut } from './shutOut';

/** A gate at the model of a hub, at which the device pushes once more just before its login is closed. */
async function scene(): Promise<{ gate: Gate; device: string; last: () => number }> {
  const centre = new Centre();
  const [first, second] = centre.desks(2);
  if (!first || !second) throw new Error('two desks');
  const { device } = second.station;
  const hub = centre.connect(first.station.device);
  const gate: Gate = {
    name: 'hub',
    close: async (one) => {
      second.station.note('before');
      second.station.note('at the last moment');
      const lines = await second.station.lines(`${device}.1`, 0);
      const batch = { chain: `${device}.1`, from: 1, lines, signature: new Uint8Array(64) };
      await centre.connect(device).push(batch);
      centre.server.revoke(STREET, one);
    },
    vector: () => hub.vector(),
  };
  return { gate, device, last: () => second.station.vector[`${device}.1`] ?? 0 };
}

describe('shutting a device out', () => {
  it('asks how far the hubs hold it only once it can send nothing more', async () => {
    const { gate, device, last } = await scene();
    const behind: Gate = {
      name: 'other',
      close: async () => {},
      vector: async () => ({ [`${device}.1`]: 1 }),
    };
    const vector = await shutOut([gate, behind], device);
    expect(last()).toBeGreaterThan(1);
    expect(vector[`${device}.1`]).toBe(last());
  });

  it('is refused where a hub does not answer, with the logins of all others closed', async () => {
    const { gate, device } = await scene();
    const closed: string[] = [];
    const away: Gate = {
      name: '区平台',
      close: async () => {
        throw new CodedError('sync.unreachable');
      },
      vector: async () => ({}),
    };
    const spied: Gate = {
      ...gate,
      close: async (one) => {
        await gate.close(one);
        closed.push(one);
      },
    };
    await expect(shutOut([away, spied], device)).rejects.toMatchObject({
      code: 'sync.revokeNeedsHub',
      params: { name: '区平台' },
    });
    expect(closed).toEqual([device]);
  });

  it('without any hub names nothing beyond what is held here', async () => {
    expect(await shutOut([], 'desk')).toEqual({});
  });
});
