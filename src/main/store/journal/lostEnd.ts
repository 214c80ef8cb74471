import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type ChainId, chainOf, type Vector } from '@shared/sync/vector';
import { z } from 'zod';
import { writeFileSafely } from '../files';
import type { TornEnd } from './scan';

/** Commits at the end of a chain that may have been acknowledged, or were, and are not in the journal any more. */
const lostEndSchema = z.object({
  /** Whose commits: undefined where the bytes do not tell; then it is taken to be this device's. */
  chain: z.string().optional(),
  /** The highest number that is lacking, as far as anything tells. */
  to: z.number().int().optional(),
  /** Where the bytes lie, below the data folder; undefined where there were none, and the witness alone tells. */
  file: z.string().optional(),
  /** This device has begun a new incarnation since: its numbers are not given a second time. */
  renewed: z.boolean().optional(),
});
export type LostEnd = z.infer<typeof lostEndSchema>;

const fileSchema = z.object({ v: z.literal(1), ends: z.array(lostEndSchema) });

const path = (dataDir: string): string => join(dataDir, 'lost.json');

/** Ends that were lost and not told as such by a repair yet; one that cannot be read is still told of, without particulars. */
export function readLostEnds(dataDir: string): LostEnd[] {
  if (!existsSync(path(dataDir))) return [];
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path(dataDir), 'utf8'))).ends;
  } catch {
    return [{}];
  }
}

export function saveLostEnds(dataDir: string, ends: readonly LostEnd[]): void {
  writeFileSafely(path(dataDir), `${JSON.stringify({ v: 1, ends }, null, 1)}\n`);
}

/** Note, before it is cut off, an end that may have been acknowledged. */
export function noteLostEnd(
  dataDir: string,
  { torn, file }: { readonly torn: TornEnd; readonly file: string },
): void {
  const end = { file: `aside/${basename(file)}`, ...namedIn(torn.bytes) };
  saveLostEnds(dataDir, [...readLostEnds(dataDir), end]);
}

/** What the witness knows and the journal does not: numbers of this device up to `to`. Noted once. */
export function noteLostNumbers(dataDir: string, chain: ChainId, to: number): void {
  const known = readLostEnds(dataDir);
  if (known.some((one) => one.chain === chain && (one.to ?? 0) >= to)) return;
  // Bytes that do not tell whose they are (zeros) are these.
  const at = known.findIndex((one) => one.chain === undefined && !one.renewed);
  const others = known.filter((_, i) => i !== at);
  saveLostEnds(dataDir, [...others, { ...known[at], chain, to }]);
}

const HEAD = /"device":"([0-9a-zA-Z-]+)","incarnation":(\d+),"seq":(\d+),/g;

/** Whose commits broken bytes are, as far as they can be read: the last of them. */
export function namedIn(bytes: Buffer): Pick<LostEnd, 'chain' | 'to'> {
  const last = [...bytes.toString('latin1').matchAll(HEAD)].at(-1);
  if (!last?.[1]) return {};
  return { chain: chainOf(last[1], Number(last[2])), to: Number(last[3]) };
}

/** Those that did not come back since, by exchange with others. What cannot be told by its numbers stays until a repair tells it. */
export function stillLost(ends: readonly LostEnd[], held: Vector): LostEnd[] {
  return ends.filter(({ chain, to }) => chain === undefined || to === undefined || (held[chain] ?? 0) < to);
}
