import { createHash } from 'node:crypto';
import type { Batch, Line } from '@shared/sync/batch';
import { type ChainId, chainOf, chainParts } from '@shared/sync/vector';
import { z } from 'zod';

/** A commit as the model holds it; `signature` on the last one of each push. */
export interface HeldCommit {
  readonly line: Line;
  readonly hash: string;
  readonly signature: Uint8Array | undefined;
}

/** The batches of a chain behind `since`, cut at signatures. */
export function unitsBeyond(chain: ChainId, held: readonly HeldCommit[], since: number): Batch[] {
  const units: Batch[] = [];
  let lines: Line[] = [];
  held.slice(since).forEach(({ line, signature }, index) => {
    lines.push(line);
    if (!signature) return;
    units.push({ chain, from: since + index + 2 - lines.length, lines, signature });
    lines = [];
  });
  return units;
}

/** The names whose keys a commit erases; none where it is no commit of this place. */
export function erasedNames(chain: ChainId, seq: number, line: Line): string[] {
  const text = Buffer.from(line).toString('utf8');
  if (!text.includes('caller.erased')) return [];
  const commit = erasing.safeParse(jsonOf(text));
  if (!commit.success || commit.data.seq !== seq) return [];
  if (chainOf(commit.data.device, commit.data.incarnation) !== chain) return [];
  return commit.data.events.flatMap(({ type, stream, data }) =>
    type === 'caller.erased' && stream?.startsWith('erasure:') && data?.key ? [data.key] : [],
  );
}

const erasing = z.object({
  device: z.string(),
  incarnation: z.number(),
  seq: z.number(),
  events: z.array(
    z.object({
      type: z.string().optional(),
      stream: z.string().optional(),
      data: z.object({ key: z.string().optional() }).optional(),
    }),
  ),
});

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Chains in the order of PostgreSQL: by device, then incarnation as a number. */
export function byDevice(a: ChainId, b: ChainId): number {
  const [one, other] = [chainParts(a), chainParts(b)];
  if (one.device !== other.device) return one.device < other.device ? -1 : 1;
  return one.incarnation - other.incarnation;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
