import type { Commit } from '@shared/domain/envelope';
import { type ChainId, chainOf, chainParts, refParts } from '@shared/sync/vector';
import type { Identity } from '../journal/identity';
import { decodeLine, hashLine } from '../journal/line';
import type { ChainHead } from '../service/author';
import type { Chains } from './chains';
import { Copies, dropPlan, type ReissuePlan, readPlan, savePlan } from './reissue';

/** What a re-issue needs of the store it writes to. */
export interface ReissueStore {
  readonly identity: Identity;
  readonly options: { readonly dataDir: string };
  enterIncarnation(incarnation: number): ChainHead;
  takeIn(commits: readonly Commit[], lines: readonly Buffer[]): void;
  goOn(head: ChainHead): void;
}

const AT_ONCE = { commits: 500, bytes: 2 ** 31 };

/** Writes own commits again where another computer used their numbers; a kill on the way is made good at the next start. */
export class Reissuer {
  constructor(
    private readonly store: ReissueStore,
    private readonly chains: Chains,
  ) {}

  /** Write what lies behind `after` in an own chain (unless told, the running one) again, in an incarnation that is at least `incarnation`. */
  start(after: number, incarnation: number, chain?: ChainId): void {
    const { identity, options } = this.store;
    const running = chainOf(identity.device, identity.incarnation);
    if (chain !== undefined && !isOwn(chain, identity))
      throw new Error(`${chain} is no chain of this folder`);
    const plan: ReissuePlan = {
      chain: chain ?? running,
      after,
      incarnation: Math.max(incarnation, identity.incarnation + 1),
    };
    savePlan(options.dataDir, plan);
    this.carryOut(plan);
  }

  /** Go on where a kill ended it. */
  resume(): void {
    const plan = readPlan(this.store.options.dataDir);
    if (plan) this.carryOut(plan);
  }

  /** The new incarnation is durable before its first commit; the plan goes when all is written. */
  private carryOut(plan: ReissuePlan): void {
    const { store, chains } = this;
    const head = store.enterIncarnation(plan.incarnation);
    const copies = new Copies(plan.chain, plan.incarnation, head.seq, head.hash);
    this.recall(plan, copies);
    for (let { after } = plan; ; ) {
      const originals = this.read(plan.chain, after);
      const last = originals.at(-1);
      if (!last) break;
      after = last.seq;
      const made = originals.map((original) => copies.next(original));
      store.takeIn(
        made.map(({ commit }) => commit),
        made.map(({ line }) => line.subarray(0, -1)),
      );
    }
    chains.reached(plan.chain, plan.after);
    chains.reached(chainOf(store.identity.device, plan.incarnation), copies.head.seq);
    store.goOn(copies.head);
    dropPlan(store.options.dataDir);
  }

  /** What an earlier run of this plan has written already. */
  private recall(plan: ReissuePlan, copies: Copies): void {
    const chain = chainOf(this.store.identity.device, plan.incarnation);
    for (let after = 0; ; ) {
      const lines = this.chains.lines(chain, after, AT_ONCE);
      if (lines.length === 0) return;
      for (const line of lines) {
        const { copyOf } = decodeLine(Buffer.from(line), true) ?? {};
        const original = copyOf === undefined ? undefined : refParts(copyOf);
        after += 1;
        if (original?.chain === plan.chain) copies.known(original.seq, after, hashLine(line));
      }
    }
  }

  private read(chain: string, after: number): Commit[] {
    return this.chains
      .linesAcrossGaps(chain, after)
      .flatMap((line) => decodeLine(Buffer.from(line), true) ?? []);
  }
}

/** A chain that this device writes, or wrote under a former incarnation. */
function isOwn(chain: ChainId, { device, incarnation }: Identity): boolean {
  const parts = chainParts(chain);
  return parts.device === device && parts.incarnation >= 1 && parts.incarnation <= incarnation;
}
