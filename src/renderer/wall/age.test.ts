import { MINUTE_MS, toMs } from '@shared/rules/time';
import { describe, expect, it } from 'vitest';
import { dataAge } from './age';

const now = toMs('2026-03-02T16:14:30.000+08:00');
const at = '2026-03-02T16:00:12.000+08:00';

describe('the age of what the wall shows', () => {
  it('is nothing to tell where the station works alone', () => {
    expect(dataAge(undefined, now, now)).toBeUndefined();
    expect(dataAge({ state: 'alone', at: null }, now, now)).toBeUndefined();
  });

  it('tells the minute while in sync, so that nothing ticks', () => {
    expect(dataAge({ state: 'inSync', at }, toMs(at) + 3000, toMs(at) + 3000)).toEqual({
      state: 'inSync',
      at: '16:00',
      minutes: 0,
      loud: false,
    });
  });

  it('tells the second at which data stand, and is loud after two minutes', () => {
    expect(dataAge({ state: 'behind', at }, now, now)).toEqual({
      state: 'behind',
      at: '16:00:12',
      minutes: 14,
      loud: true,
    });
    const soon = toMs(at) + 2 * MINUTE_MS - 1;
    expect(dataAge({ state: 'behind', at }, soon, soon)).toMatchObject({ minutes: 1, loud: false });
    expect(dataAge({ state: 'behind', at }, soon + 1, soon + 1)).toMatchObject({ minutes: 2, loud: true });
  });

  it('is told by the clock on the wall, which in the demo is another one', () => {
    const centre = toMs('2024-12-31T16:14:30.000+08:00');
    expect(dataAge({ state: 'behind', at }, now, centre)).toMatchObject({ at: '16:00:12', minutes: 14 });
  });

  it('says at once where there never was an exchange', () => {
    expect(dataAge({ state: 'behind', at: null }, now, now)).toMatchObject({ at: undefined, loud: true });
    expect(dataAge({ state: 'inSync', at: null }, now, now)).toMatchObject({ loud: false });
  });
});
