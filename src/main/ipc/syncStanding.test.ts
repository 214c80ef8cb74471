import { syncStatusSchema } from '@shared/contract/sync';
import { describe, expect, it } from 'vitest';
import { testLink } from '../sync/testing/scene';
import { standing, troubleOf } from './syncStanding';

const at = '2024-12-31T09:00:00.000+08:00';

describe('how sharing stands without its process', () => {
  it('is alone where nothing is shared, and never where something is', () => {
    expect(standing([], undefined)).toMatchObject({ state: 'alone', alarms: [] });
    const links = [testLink(), testLink({ id: 'other', paused: true })];
    const starting = standing(links, undefined);
    expect(starting.links.map(({ state }) => state)).toEqual(['connecting', 'paused']);
    expect(starting).toMatchObject({ state: 'linked', alarms: [] });
    for (const status of [starting, standing(links, { ...troubleOf(undefined), at })])
      expect(syncStatusSchema.parse(status)).toEqual(status);
  });

  it('says that the key store refuses the key, on every link and as an alarm', () => {
    const status = standing([testLink({ paused: true })], { ...troubleOf('store.key'), at });
    expect(status).toMatchObject({
      state: 'linked',
      keyProtection: 'none',
      links: [{ state: 'problem', inSyncSince: null, problem: { code: 'alarm.seedRefused' } }],
      alarms: [{ key: 'start', code: 'alarm.seedRefused', at }],
    });
    expect(troubleOf('EAGAIN').code).toBe('alarm.notStarted');
  });

  it('says that the links cannot be read, though none of them is known', () => {
    const status = standing([], { code: 'alarm.linksUnreadable', params: {}, at });
    expect(status).toMatchObject({ state: 'off', alarms: [{ code: 'alarm.linksUnreadable' }] });
  });
});
