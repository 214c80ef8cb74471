import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Courier } from './courier';
import { acquaint, bring, cardOf, carry, exported, preview, type Stop, Town } from './testing/town';

const town = new Town();
afterAll(() => town.remove());

/** A desk that was just let in: it holds nothing yet and knows only who let it in. */
function justJoined(by: readonly Stop[]): Stop {
  const stop = town.stop('desk-new');
  const anchors = by.map(cardOf);
  const courier = new Courier(stop.station, stop.keys, join(stop.out, 'state'), 'test', () => anchors);
  return { ...stop, courier };
}

describe('a desk that was just let in', () => {
  it('takes the first package of who let it in without a telephone, and then stands by the events', async () => {
    const [a] = await town.pair();
    a.station.note();
    const fresh = justJoined([a]);
    const [file = ''] = await exported(a, fresh);
    expect(await preview(fresh, file)).toMatchObject({ blocked: null, problems: [] });
    await bring(fresh, file);
    expect(fresh.station.digest()).toBe(a.station.digest());
    expect(fresh.aside).toEqual([]);
  });

  it('is asked about anybody else, with the digits that are to be compared', async () => {
    const [a, b] = await town.pair();
    b.station.note();
    const fresh = justJoined([b]);
    const [file = ''] = await exported(a, fresh);
    expect((await preview(fresh, file)).blocked).toEqual({
      code: 'courier.unknownSender',
      params: { name: 'desk-a', safety: a.courier.safety() },
    });
    await expect(fresh.courier.open({ path: file, trust: b.courier.safety() })).rejects.toThrow(
      'courier.safetyDiffers',
    );
    const opened = await fresh.courier.open({ path: file, trust: a.courier.safety() });
    expect(opened).toMatchObject({ kind: 'package', preview: { blocked: null } });
  });

  it('believes events more than what it was told when it joined', async () => {
    const [a, b] = await town.pair();
    await carry(b, a).catch(() => {});
    const fresh = justJoined([a, b]);
    a.station.revoke('desk-b', {});
    await acquaint(a, fresh);
    b.station.note();
    const [file = ''] = await exported(b, fresh);
    expect((await preview(fresh, file)).blocked).toMatchObject({ code: 'courier.revokedSender' });
  });

  it('reads a receipt of who let it in', async () => {
    const [a, b] = await town.pair();
    a.station.note();
    const [taken] = await carry(a, b);
    const fresh = justJoined([b]);
    expect(await fresh.courier.open({ path: taken?.receipt ?? '' })).toMatchObject({
      kind: 'receipt',
      peer: 'desk-b',
    });
  });
});
