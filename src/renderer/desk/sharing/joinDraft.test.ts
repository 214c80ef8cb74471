import { shellCalls } from '@shared/contract/shell';
import { describe, expect, it } from 'vitest';
import { type JoinDraft, joinInput, missingOf } from './joinDraft';

const full: JoinDraft = {
  address: ' hub.example:5432/xiuhua ',
  code: ' 7KQ2-M9XD ',
  name: '受理二号台',
  linkName: '',
  ca: '',
  live: true,
  minutes: 5,
};

describe('the form that joins a centre', () => {
  it('gives what the contract takes', () => {
    const { input } = shellCalls['sync.join'];
    expect(input.parse(joinInput(full))).toEqual({
      address: 'hub.example:5432/xiuhua',
      code: '7KQ2-M9XD',
      name: '受理二号台',
      linkName: '',
      mode: { kind: 'live' },
    });
    const ca = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----';
    expect(input.parse(joinInput({ ...full, live: false, minutes: 15, ca: `${ca}\n` }))).toMatchObject({
      mode: { kind: 'period', minutes: 15 },
      ca,
    });
  });

  it.each([
    ['address', { address: '  ' }],
    ['code', { code: '7KQ2' }],
    ['name', { name: '' }],
    ['ca', { ca: 'hello' }],
  ] as const)('says what is missing: %s', (what, change) => {
    expect(missingOf({ ...full, ...change })).toBe(what);
    expect(missingOf(full)).toBeUndefined();
  });
});
