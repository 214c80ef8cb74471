import { readFileSync } from 'node:fs';
import { CodedError } from '@shared/contract/errors';
import type { Line } from '@shared/sync/batch';
import { type ChainId, chainOf } from '@shared/sync/vector';
import { blobPath } from '../blobs/blobs';
import { hashLine } from '../journal/line';
import { readRepairs, saveRepairs } from '../journal/repairs';
import { walk } from '../journal/scan';
import { foldersOf } from '../service/open';
import type { Store } from '../service/store';

/** What came from a copied folder, or another desk's: commits and pictures. */
export interface Fetched {
  readonly commits: number;
  readonly blobs: number;
}

/**
 * Take from another folder of the same centre whatever this one lacks: each line is proved by its checksum, its number and the
 * hash of the line before it, each picture by its name. The other folder is only read. Errors: `repair.otherCentre` where no line
 * of it is held here, the journal's.
 */
export async function fetchFromFolder(store: Store, from: string): Promise<Fetched> {
  const { chains, known } = await linesOfFolder(store, from);
  if (chains.size > 0 && !known) throw new CodedError('repair.otherCentre', { path: from });
  let commits = 0;
  for (const [chain, lines] of chains) {
    const held = store.sharing.vector()[chain] ?? 0;
    const batch: Line[] = [];
    for (let seq = held + 1; lines.has(seq); seq += 1) batch.push(lines.get(seq) ?? new Uint8Array());
    if (batch.length === 0) continue;
    const { fresh } = await store.sharing.take(
      { chain, from: held + 1, lines: batch, signature: new Uint8Array() },
      'repair',
    );
    commits += fresh;
  }
  return { commits, blobs: await fetchBlobs(store, from) };
}

/** Lines of another folder by chain and number; `known`: at least one of them is held here, so that both are of one centre. */
async function linesOfFolder(
  store: Store,
  from: string,
): Promise<{ chains: Map<ChainId, Map<number, Line>>; known: boolean }> {
  const chains = new Map<ChainId, Map<number, Line>>();
  let known = false;
  for (const { commit, bytes } of walk(foldersOf(from).journal)) {
    const chain = chainOf(commit.device, commit.incarnation);
    const lines = chains.get(chain) ?? new Map<number, Line>();
    chains.set(chain, lines);
    if (!known) known = (await store.sharing.hashAt(chain, commit.seq)) === hashLine(bytes);
    // Bytes of their own: a whole segment lies behind each.
    if (!lines.has(commit.seq)) lines.set(commit.seq, new Uint8Array(bytes));
  }
  return { chains, known };
}

async function fetchBlobs(store: Store, from: string): Promise<number> {
  let count = 0;
  for (let after = ''; ; ) {
    const needs = await store.sharing.blobs('lacking', after, 500);
    if (needs.length === 0) return count;
    for (const { sha256 } of needs) {
      after = sha256;
      try {
        if (store.blobs.put(readFileSync(blobPath(from, sha256))) === sha256) count += 1;
      } catch {
        // It is not there either.
      }
    }
  }
}

/**
 * What is still lacking is lost everywhere: told so once and for all, and own commits that lie behind a gap are written again
 * under the running incarnation's successor, so that other stations can have them.
 */
export async function giveUp(
  store: Store,
  lacking: readonly { chain: ChainId; from: number; to: number }[],
): Promise<void> {
  const { journal } = foldersOf(store.options.dataDir);
  const known = readRepairs(journal);
  saveRepairs(journal, { ...known, lost: [...known.lost, ...lacking] });
  const { device } = store.identity;
  const own = lacking.filter(({ chain }) => chain.startsWith(`${device}.`));
  for (const chain of new Set(own.map((one) => one.chain))) {
    const { incarnation } = store.identity;
    await store.sharing.reissue(store.sharing.vector()[chain] ?? 0, incarnation + 1, chain);
  }
}
