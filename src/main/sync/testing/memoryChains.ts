import { createHash } from 'node:crypto';
import type { Batch, Line } from '@shared/sync/batch';
import { type ChainId, chainParts } from '@shared/sync/vector';

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

/** Chains in the order of PostgreSQL: by device, then incarnation as a number. */
export function byDevice(a: ChainId, b: ChainId): number {
  const [one, other] = [chainParts(a), chainParts(b)];
  if (one.device !== other.device) return one.device < other.device ? -1 : 1;
  return one.incarnation - other.incarnation;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
