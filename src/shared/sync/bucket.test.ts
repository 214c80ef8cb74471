import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullBucket, spend, waitMs } from './bucket';

describe('the bandwidth of attachments', () => {
  it('lets one second’s worth go at once and pays for more by waiting', () => {
    const spent = spend(fullBucket(1000, 0), 1000, 3000, 0);
    expect(waitMs(spent, 1000, 0)).toBe(2000);
    expect(waitMs(spent, 1000, 1500)).toBe(500);
    expect(waitMs(spent, 1000, 2000)).toBe(0);
    expect(waitMs(spent, 0, 0)).toBe(0);
  });

  it('never lets more go than rate × time, one second’s worth and one piece', () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 300_000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 1_000_000 }), pieces, (rate, sizes) => {
        let [bucket, now, sent] = [fullBucket(rate, 0), 0, 0];
        for (const size of sizes) {
          now += waitMs(bucket, rate, now);
          expect(sent).toBeLessThanOrEqual(rate + (rate * now) / 1000 + 1);
          bucket = spend(bucket, rate, size, now);
          sent += size;
        }
      }),
      { seed: 20241231 },
    );
  });

  it('is not refilled by a clock that went back', () => {
    const spent = spend(fullBucket(1000, 5000), 1000, 2000, 5000);
    expect(waitMs(spent, 1000, 0)).toBe(1000);
  });
});
