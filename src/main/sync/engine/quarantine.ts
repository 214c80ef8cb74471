import type { ChainId } from '@shared/sync/vector';

/** A chain that does not hold is asked for again after this long, for it may have been mended at the hub. */
export const QUARANTINE_MS = 10 * 60_000;

/** Chains and tellings that are remembered: a hub that makes up ever new ones does not fill the memory. */
const MOST = 1000;

/** Chains that this link leaves alone: until the list of devices changes, somebody asks for a retry, or ten minutes pass. */
export class SkippedChains {
  private chains = new Map<ChainId, { readonly untilMs: number; readonly mark: string }>();
  private closed = new Set<ChainId>();
  private readonly told = new Set<string>();

  /** `mark`: the list of devices that it was judged by. */
  add(chain: ChainId, nowMs: number, mark: string): void {
    this.chains.set(chain, { untilMs: nowMs + QUARANTINE_MS, mark });
    keepNewest(this.chains);
  }

  /** What comes beyond the end of a revoked device's chain was seen and told of: it is not asked for again by itself. */
  close(chain: ChainId): void {
    this.closed.add(chain);
    keepNewest(this.closed);
  }

  isClosed(chain: ChainId): boolean {
    return this.closed.has(chain);
  }

  /** Chains still to be left alone; the others are forgotten. `nowMs`: a clock that nobody can set. */
  current(nowMs: number, mark: string): ChainId[] {
    for (const [chain, { untilMs, mark: then }] of this.chains)
      if (nowMs >= untilMs || then !== mark) this.chains.delete(chain);
    return [...this.chains.keys()].sort();
  }

  /** Is this told for the first time over this link? */
  firstTime(what: string): boolean {
    if (this.told.has(what)) return false;
    this.told.add(what);
    keepNewest(this.told);
    return true;
  }

  clear(): void {
    this.chains = new Map();
    this.closed = new Set();
  }
}

function keepNewest(kept: Map<string, unknown> | Set<string>): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST) return;
    kept.delete(oldest);
  }
}
