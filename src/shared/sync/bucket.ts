/** How much may be sent now: refilled with time up to one second's worth; below zero where more was spent than there was. */
export interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/** A full bucket. `rate`: bytes a second. */
export function fullBucket(rate: number, nowMs: number): Bucket {
  return { tokens: rate, atMs: nowMs };
}

function refilled(bucket: Bucket, rate: number, nowMs: number): Bucket {
  const passed = Math.max(0, nowMs - bucket.atMs);
  return { tokens: Math.min(rate, bucket.tokens + (rate * passed) / 1000), atMs: nowMs };
}

/** Take bytes out; a piece larger than what is there goes into debt, which later waits pay. */
export function spend(bucket: Bucket, rate: number, bytes: number, nowMs: number): Bucket {
  const { tokens, atMs } = refilled(bucket, rate, nowMs);
  return { tokens: tokens - bytes, atMs };
}

/** How long to wait before the next piece may go, in ms; 0: at once. A rate of 0 knows no limit. */
export function waitMs(bucket: Bucket, rate: number, nowMs: number): number {
  if (rate <= 0) return 0;
  const { tokens } = refilled(bucket, rate, nowMs);
  return tokens >= 0 ? 0 : Math.ceil((-tokens * 1000) / rate);
}
