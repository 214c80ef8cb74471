import type { ChainId } from './vector';

/** Most commits and bytes in one batch; a commit is never split, so that a single larger one is a batch of its own. */
export const BATCH_COMMITS = 500;
export const BATCH_BYTES = 1_000_000;

/**
 * Most bytes of one commit, and of a batch that is one large commit: what a hub takes (`xiuhua.quota`), and what a desk sends and
 * takes in. What is larger could not be handed out again.
 */
export const MAX_COMMIT_BYTES = 16 * 1024 * 1024;

/** The exact bytes of one commit: its line in the journal without the newline. */
export type Line = Uint8Array;

/**
 * Commits of one chain in order, numbered from `from` on. `signature` is the author's Ed25519 signature over
 * `signedText` of the last of them: since each commit holds the hash of the one before, it speaks for all up to there.
 */
export interface Batch {
  readonly chain: ChainId;
  readonly from: number;
  readonly lines: readonly Line[];
  readonly signature: Uint8Array;
}

/** Number of a batch's last commit. */
export function lastOf(batch: Pick<Batch, 'from' | 'lines'>): number {
  return batch.from + batch.lines.length - 1;
}

/** What a batch's signature is over: street, chain, number and SHA-256 (hex) of its last line. */
export function signedText(street: string, chain: ChainId, seq: number, hash: string): string {
  return ['xiuhua batch 1', street, chain, String(seq), hash].join('\n');
}

/** Bytes of these lines. */
export function bytesOf(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}

/** How many of the first `lines` go into the next batch: bounded by count and bytes, at least one where there is one. */
export function batchLength(
  lines: readonly Line[],
  limit: { commits: number; bytes: number } = { commits: BATCH_COMMITS, bytes: BATCH_BYTES },
): number {
  let bytes = 0;
  let count = 0;
  for (const line of lines) {
    if (count > 0 && (count >= limit.commits || bytes + line.length > limit.bytes)) break;
    bytes += line.length;
    count += 1;
  }
  return count;
}
