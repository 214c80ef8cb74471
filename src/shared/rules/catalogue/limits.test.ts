import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLimit, type TimeUnit } from '../limit';
import { readLimits } from './limits';
import { catalogueProfileSchema } from './profile';

const profile = catalogueProfileSchema.parse(
  JSON.parse(readFileSync(resolve('resources/import-profiles/catalogue.json'), 'utf8')),
);

describe('limits in words', () => {
  it.each([
    ['4工作时', '4时'],
    ['4个工作小时', '4时'],
    ['2个工作日', '2日'],
    ['２工作日', '2日'],
    ['24小时(紧急)', '24急时'],
    ['24小时（紧急）', '24急时'],
    ['紧急24小时', '24急时'],
    ['2急日/15日', '2急日/15日'],
    ['1紧急工作日；3工作日', '1急日/3日'],
    ['两个工作日内', '2日'],
    ['十二工作时', '12时'],
    ['0.5工作日', '0.5日'],
  ])('%s is %s', (text, expected) => {
    const read = readLimits(text, '', profile);
    expect(read?.map(({ limit }) => formatLimit(limit)).join('/')).toBe(expected);
    expect(read?.some(({ assumed }) => assumed)).toBe(false);
  });

  it('says where a word leaves the unit open', () => {
    expect(readLimits('24小时', '', profile)).toEqual([
      { limit: { value: 24, unit: 'urgentHour' }, assumed: true },
    ]);
    expect(readLimits('3天', '', profile)).toMatchObject([{ limit: { unit: 'naturalDay' }, assumed: true }]);
  });

  it.each(['尽快', '', '0时', '-1日', '4', '4时/', '时', '4时/很快', '99999时'])('%s is none', (text) => {
    const read = readLimits(text, '', profile);
    // A trailing slash alone leaves nothing open.
    if (text === '4时/') expect(read).toHaveLength(1);
    else expect(read).toBeNull();
  });

  it('takes a bare number by the unit of its column', () => {
    expect(readLimits('4', '工作时', profile)?.map(({ limit }) => formatLimit(limit))).toEqual(['4时']);
    expect(readLimits('4', '元', profile)).toBeNull();
  });

  it('reads every limit that the table itself writes', () => {
    const units: TimeUnit[] = ['urgentHour', 'workHour', 'workDay', 'urgentDay', 'naturalDay'];
    const limit = fc.record({ value: fc.integer({ min: 1, max: 10_000 }), unit: fc.constantFrom(...units) });
    fc.assert(
      fc.property(fc.array(limit, { minLength: 1, maxLength: 4 }), (limits) => {
        const text = limits.map(formatLimit).join('/');
        expect(readLimits(text, '', profile)?.map((one) => one.limit)).toEqual(limits);
      }),
      { seed: 20241231 },
    );
  });
});
