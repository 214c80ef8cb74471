import { totalmem } from 'node:os';
import type { WatchLimits } from '../watchdog';

const MB = 1_048_576;

/** A parse that takes longer is given up: 300,000 rows take a minute. */
const WALL_MS = 180_000;

/** What any sheet may take, and what each byte of its file adds: real sheets need 80 to 130 bytes for one of theirs. */
const BASE_BYTES = 768 * MB;
const BYTES_PER_BYTE = 256;

/** 300,000 rows of 24 columns took 2.7 GB. */
const MOST_BYTES = 3072 * MB;

/** Heap of a parse process, in MB: a second bound from inside it, which does not count buffers. */
export const PARSE_HEAP_MB = 3072;

/**
 * What the parse of a file of this size may take. In proportion to the file, so that a small one cannot take much, and never
 * more than half of the machine's memory.
 */
export function parseLimits(fileBytes: number, machineBytes: number = totalmem()): WatchLimits {
  const rssBytes = Math.min(BASE_BYTES + BYTES_PER_BYTE * fileBytes, MOST_BYTES, machineBytes / 2);
  return { wallMs: WALL_MS, rssBytes: Math.max(BASE_BYTES, rssBytes) };
}
