import type { Commit } from '@shared/domain/envelope';
import { type ChainId, chainOf, refParts } from '@shared/sync/vector';
import { hashLine } from './line';
import type { LostNumbers } from './repairs';
import type { Place } from './segments';

/** A line's place with its number in its segment. */
type LinePlace = Place & { readonly line: number };

interface Head {
  readonly seq: number;
  readonly hash: string;
  /** From here on the chain may go on as well: copies were written of the lines that held these numbers. */
  readonly releasedFrom?: number | undefined;
}

/** Numbers that are lacking before a line; they may come further down, where they were fetched again. */
interface Gap {
  from: number;
  readonly to: number;
  /** Hash of the line before, where it is known. */
  before: string | undefined;
  /** `prev` of the line behind. */
  readonly behind: string;
  readonly place: LinePlace;
}

/**
 * Follows each chain: numbers without gaps, `prev` = hash of the line before. Lines that a copy replaced release their numbers. Where
 * the journal never held them, but what another computer wrote under these numbers, the chain goes on behind that. What a
 * repair told as lost (`lost`) is no gap.
 */
export class ChainProof {
  private readonly heads = new Map<ChainId, Head>();
  private readonly gaps = new Map<ChainId, Gap[]>();

  constructor(private readonly lost: readonly LostNumbers[]) {}

  check(commit: Commit, bytes: Buffer, place: LinePlace): 'gap' | 'chain' | undefined {
    if (commit.copyOf) this.release(commit.copyOf);
    const { seq, prev } = commit;
    const chain = chainOf(commit.device, commit.incarnation);
    const hash = hashLine(bytes);
    const filled = this.fill(chain, seq, prev, hash);
    if (filled !== undefined) return filled ? undefined : 'chain';
    const head = this.heads.get(chain);
    const next = seq === (head?.seq ?? 0) + 1;
    const again = !next && head?.releasedFrom === seq;
    this.heads.set(chain, { seq, hash, releasedFrom: again ? undefined : head?.releasedFrom });
    if (again) return undefined;
    if (next) return !head || prev === head.hash ? undefined : 'chain';
    const from = (head?.seq ?? 0) + 1;
    if (from > seq) return 'gap';
    const gap: Gap = { from, to: seq - 1, before: head?.hash, behind: prev, place };
    this.gaps.set(chain, [...(this.gaps.get(chain) ?? []), gap]);
    return undefined;
  }

  /** Gaps that nothing filled, by the place of the line behind each. */
  *rest(): Generator<LinePlace> {
    for (const { place } of this.lacking()) yield place;
  }

  /** Numbers that are lacking, but for those told as lost. */
  *lacking(): Generator<LostNumbers & { readonly place: LinePlace }> {
    for (const [chain, gaps] of this.gaps)
      for (const { from, to, place } of gaps)
        if (!this.isLost(chain, from, to)) yield { chain, from, to, place };
  }

  /** Does a line lie in a gap? True where it follows there, false where it does not, undefined where it lies in none. */
  private fill(chain: ChainId, seq: number, prev: string, hash: string): boolean | undefined {
    const gaps = this.gaps.get(chain);
    const gap = gaps?.find(({ from, to }) => from === seq && seq <= to);
    if (!gaps || !gap) return undefined;
    const follows = gap.before === undefined || gap.before === prev;
    gap.from += 1;
    gap.before = hash;
    if (gap.from <= gap.to) return follows;
    this.gaps.set(
      chain,
      gaps.filter((one) => one !== gap),
    );
    return follows && hash === gap.behind;
  }

  private isLost(chain: ChainId, from: number, to: number): boolean {
    return this.lost.some((one) => one.chain === chain && one.from <= from && one.to >= to);
  }

  /** What was written again elsewhere gives its number back; the hash before it is then that of a line passed long ago. */
  private release(ref: string): void {
    const { chain, seq } = refParts(ref);
    const head = this.heads.get(chain);
    if (!head || head.seq < seq) return;
    this.heads.set(chain, { ...head, releasedFrom: Math.min(head.releasedFrom ?? seq, seq) });
  }
}
