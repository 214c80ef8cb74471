import type { Commit } from '@shared/domain/envelope';
import { isWellFormed } from '@shared/domain/knowledge';
import type { Batch, Line } from '@shared/sync/batch';
import type { Taken } from '@shared/sync/station';
import { chainOf } from '@shared/sync/vector';
import { parseHlc } from '../journal/hlc';
import { decodeLine, hashLine, NO_PREV } from '../journal/line';
import type { Chains } from './chains';

/** What of a batch is new and sound, in order, up to the first line that is not. */
export interface Sifted {
  readonly commits: readonly Commit[];
  readonly lines: readonly Buffer[];
  readonly refused?: Taken['refused'];
}

type Refusal = NonNullable<Taken['refused']>;

/**
 * Sift a batch against what is held: what is known already must be the same; what is new must follow without a gap, hold
 * the hash of the line before it, and be a commit of this chain with a sound checksum.
 */
export function sift(batch: Batch, chains: Chains): Sifted {
  const { chain, from } = batch;
  const held = chains.vector()[chain] ?? 0;
  const known = sameAsHeld(batch, held, chains);
  if (known) return { commits: [], lines: [], refused: known };
  if (from > held + 1) return { commits: [], lines: [], refused: { why: 'gap', seq: held + 1 } };
  const commits: Commit[] = [];
  const lines: Buffer[] = [];
  let prev = held === 0 ? undefined : chains.hashAt(chain, held);
  for (let seq = held + 1; seq < from + batch.lines.length; seq += 1) {
    const line = Buffer.from(batch.lines[seq - from] as Line);
    // Behind what the journal lost it may hold the very same lines already.
    const mine = chains.hasGap(chain) ? chains.hashAt(chain, seq) : undefined;
    if (mine !== undefined) {
      if (hashLine(line) !== mine) return { commits, lines, refused: { why: 'differs', seq } };
      prev = mine;
      continue;
    }
    const commit = line.includes(10) ? undefined : decodeLine(line);
    const wrong = commit ? wrongWith(commit, chain, seq, prev) : ('shape' as const);
    if (wrong || !commit) return { commits, lines, refused: { why: wrong ?? 'shape', seq } };
    commits.push(commit);
    lines.push(line);
    prev = hashLine(line);
  }
  return { commits, lines };
}

function wrongWith(
  commit: Commit,
  chain: string,
  seq: number,
  prev: string | undefined,
): Refusal['why'] | undefined {
  if (chainOf(commit.device, commit.incarnation) !== chain || commit.seq !== seq) return 'shape';
  if (!commit.events.every(isWellFormed)) return 'shape';
  // The first of a later incarnation points into a past that may have been lost.
  const expected = prev ?? (commit.incarnation === 1 ? NO_PREV : undefined);
  return expected === undefined || commit.prev === expected ? undefined : 'chain';
}

function sameAsHeld({ chain, from, lines }: Batch, held: number, chains: Chains): Refusal | undefined {
  for (let seq = from; seq < from + lines.length && seq <= held; seq += 1) {
    const line = lines[seq - from];
    if (line && hashLine(line) !== chains.hashAt(chain, seq)) return { why: 'differs', seq };
  }
  return undefined;
}

/** A clock this far ahead is wrong, not merely fast. */
export const FAR_AHEAD_MS = 5 * 60_000;

/** How far the farthest of these commits' clocks is ahead of `nowMs`, in ms; 0 where none is far. */
export function aheadOf(commits: readonly Commit[], nowMs: number): number {
  const most = commits.reduce((max, { hlc }) => Math.max(max, parseHlc(hlc).ms - nowMs), 0);
  return most > FAR_AHEAD_MS ? most : 0;
}
