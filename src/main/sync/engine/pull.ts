import { CodedError } from '@shared/contract/errors';
import { type Batch, bytesOf, lastOf, MAX_COMMIT_BYTES } from '@shared/sync/batch';
import type { Hub, TooLarge } from '@shared/sync/hub';
import type { Quarantined, Station, TrustedDevice } from '@shared/sync/station';
import {
  type ChainId,
  chainOf,
  chainParts,
  countBeyond,
  joinVectors,
  type Vector,
} from '@shared/sync/vector';
import type { SkippedChains } from './quarantine';
import { Trust } from './trust';
import type { SyncReporter, World } from './world';

/** Bytes asked for at once: a few batches, so that a cut costs little and memory stays small. */
export const PULL_BYTES = 4_000_000;

/** Portions in a row that bring nothing new before a round ends: what is left alone takes one each. */
const MOST_IDLE = 50;

/** Batches of unknown devices are kept in memory up to this; those beyond are set aside at once, and asked for again later. */
const MOST_DEFERRED_BYTES = 64_000_000;

/** Whose station and keys these are, and where it all comes from. */
export interface PullDependencies {
  readonly hub: Hub;
  readonly station: Station;
  readonly street: string;
  readonly me: { readonly device: string; readonly signKey: string };
  /** Devices believed before any event told of them. */
  readonly anchors: readonly TrustedDevice[];
  readonly source: string;
  readonly skippedChains: SkippedChains;
  readonly reporter: SyncReporter;
  readonly world: World;
  /** Somebody wants this to end: it does, behind the batch that is being taken. */
  stopped?(): boolean;
}

/** What a hub answers to a pull. */
type Portion = Awaited<ReturnType<Hub['pull']>>;

/** A portion that is fetched while the one before is taken in: what it was asked with, which only later turns out to be right. */
interface Ahead {
  readonly since: Vector;
  readonly skip: readonly ChainId[];
  readonly portion: Promise<Portion>;
}

/** What a pull brought. */
export interface Pulled {
  readonly fresh: number;
  readonly parked: number;
  readonly batches: number;
}

/** Brings in what the hub holds of others' chains (and of this device's former ones), each batch proved before it is taken. */
export class Puller {
  private trust: Trust | undefined;
  private deferred: Batch[] = [];
  private total = { fresh: 0, parked: 0, batches: 0 };

  constructor(
    private readonly dependencies: PullDependencies,
    private readonly proceeded: (chain: ChainId, held: number) => void = () => {},
  ) {}

  /** Chains that are not asked for now: the running one, which only this station writes, those left alone, and those at their end. */
  async skipped(): Promise<ChainId[]> {
    const { station, skippedChains, world } = this.dependencies;
    this.trust ??= await this.readTrust();
    const state = await station.state();
    const { trust } = this;
    const ended = Object.entries(state.vector).flatMap(([chain, held]) =>
      skippedChains.isClosed(chain) && held >= trust.most(chain) ? [chain] : [],
    );
    const left = skippedChains.current(world.monotonicMs(), trust.mark);
    return [...new Set([chainOf(state.device, state.incarnation), ...left, ...ended])];
  }

  /** What of a hub's vector can ever be taken, as far as devices are known by now. */
  counted(theirs: Vector): Vector {
    return this.trust?.counted(theirs) ?? theirs;
  }

  /** Pull until the hub has nothing more. */
  async pull(): Promise<Pulled> {
    const { station } = this.dependencies;
    this.trust = await this.readTrust();
    let idle = 0;
    for (let ahead: Ahead | undefined; ; ) {
      const since = (await station.state()).vector;
      const skip = [...(await this.skipped()), ...this.deferred.map(({ chain }) => chain)];
      const asked = ahead && fits(ahead, since, skip) ? ahead : this.fetch(since, skip);
      const { batches, more, tooLarge = [] } = await asked.portion;
      ahead = more ? this.fetch(reached(since, batches), skip) : undefined;
      const before = this.total.fresh;
      for (const batch of batches) {
        if (this.dependencies.stopped?.()) return this.total;
        await this.consider(batch);
      }
      for (const one of tooLarge) await this.passOver(one);
      await this.retryDeferred();
      if (!more || batches.length + tooLarge.length === 0) break;
      // All that came was refused and yet asked for: without this a hub could keep us turning.
      idle = this.total.fresh === before ? idle + 1 : 0;
      if (idle > MOST_IDLE || (idle > 0 && !(await this.settled(batches, asked.skip)))) break;
    }
    for (const batch of this.deferred.splice(0)) await this.refuse(batch, 'unknownDevice', batch.from);
    return this.total;
  }

  /** Ask for a portion. One at most is on its way while another is taken in: memory holds two. */
  private fetch(since: Vector, skip: readonly ChainId[]): Ahead {
    const portion = this.dependencies.hub.pull(since, { bytes: PULL_BYTES, skip });
    // Where it turns out not to fit, nobody waits for it any more.
    portion.catch(() => {});
    return { since, skip, portion };
  }

  /** Every chain of these batches is now skipped, and some of them were not before: a hub that brings what was not asked for brings it for ever. */
  private async settled(batches: readonly Batch[], before: readonly ChainId[]): Promise<boolean> {
    const skip = new Set([...(await this.skipped()), ...this.deferred.map(({ chain }) => chain)]);
    return (
      batches.every(({ chain }) => skip.has(chain)) && batches.some(({ chain }) => !before.includes(chain))
    );
  }

  private async readTrust(): Promise<Trust> {
    const { station, street, me, anchors } = this.dependencies;
    return new Trust(await station.devices(), street, me, anchors);
  }

  private async consider(whole: Batch): Promise<void> {
    this.total.batches += 1;
    if (this.isLeft(whole.chain)) return;
    const large = whole.lines.findIndex((line) => line.length > MAX_COMMIT_BYTES);
    // Its signature speaks for what is too large as well: what stands before it comes with no word of its own.
    if (large >= 0) {
      const { chain, from, lines } = whole;
      return this.passOver({ chain, seq: from + large, bytes: lines[large]?.length ?? 0 });
    }
    return this.judge(whole);
  }

  private async judge(batch: Batch): Promise<void> {
    const { take, why } = (this.trust as Trust).judge(batch);
    if (why === 'unknownDevice' && this.hasRoomFor(batch)) {
      this.deferred.push(batch);
      return;
    }
    if (take > 0) await this.take(take === batch.lines.length ? batch : cutTo(batch, take));
    if (why !== undefined) await this.refuse(batch, why, batch.from + take);
  }

  private hasRoomFor(batch: Batch): boolean {
    return (
      [...this.deferred, batch].reduce((sum, { lines }) => sum + bytesOf(lines), 0) <= MOST_DEFERRED_BYTES
    );
  }

  /** A batch of this chain was put off or refused: those behind it would only be gaps. */
  private isLeft(chain: ChainId): boolean {
    const { skippedChains, world } = this.dependencies;
    return (
      this.deferred.some((batch) => batch.chain === chain) ||
      skippedChains.current(world.monotonicMs(), (this.trust as Trust).mark).includes(chain)
    );
  }

  /** What came may have told of devices that were unknown: what was put off is looked at again, until nothing changes. */
  private async retryDeferred(): Promise<void> {
    for (;;) {
      const trust = await this.readTrust();
      if (trust.mark === this.trust?.mark) return;
      this.trust = trust;
      const waiting = this.deferred.splice(0);
      for (const batch of waiting) await this.consider(batch);
    }
  }

  private async take(batch: Batch): Promise<void> {
    const { station, source, reporter } = this.dependencies;
    const taken = await station.take(batch, source);
    this.total.fresh += taken.fresh;
    this.total.parked += taken.parked;
    this.proceeded(batch.chain, taken.held);
    if (taken.aheadMs > 0) {
      const { device } = chainParts(batch.chain);
      reporter.alarm(`ahead:${device}`, 'alarm.eventsAhead', { device, minutes: minutes(taken.aheadMs) });
    }
    if (taken.refused) await this.refuse(batch, taken.refused.why, taken.refused.seq);
    else if (taken.fresh > 0) reporter.settle(`quarantine:${batch.chain}`);
  }

  /** A commit that no desk takes: nothing of it is kept, and what follows it waits. */
  private async passOver({ chain, seq }: TooLarge): Promise<void> {
    if (this.isLeft(chain)) return;
    await this.refuse({ chain, from: seq, lines: [], signature: new Uint8Array() }, 'tooLarge', seq);
  }

  /** Keep aside what does not hold, say so here and at the hub, and leave the chain alone for a while. */
  private async refuse(batch: Batch, why: Quarantined['why'], seq: number): Promise<void> {
    const { station, hub, source, skippedChains, reporter, world } = this.dependencies;
    const { chain, from, lines } = batch;
    skippedChains.add(chain, world.monotonicMs(), (this.trust as Trust).mark);
    if (why === 'revoked') skippedChains.close(chain);
    const aside = lines.slice(Math.max(0, seq - from));
    await station.quarantine({ chain, from: Math.max(from, seq), why, seq, lines: aside, source });
    const { device } = chainParts(chain);
    reporter.alarm(`quarantine:${chain}`, `alarm.quarantine.${why}`, { chain, device, seq });
    reporter.log('error', 'log.quarantined', { chain, seq, why });
    if (!skippedChains.firstTime(`${chain} ${seq} ${why}`)) return;
    // The hub's administrator is told once; that telling fails must not keep the rest from coming in.
    await hub.alarm(why, chain, `from ${seq}: ${why}`).catch((error: unknown) => {
      if (!(error instanceof CodedError) || error.code === 'sync.unreachable') throw error;
    });
  }
}

/** How far `since` comes with these batches, if all of them hold. */
function reached(since: Vector, batches: readonly Batch[]): Vector {
  return joinVectors(since, Object.fromEntries(batches.map((batch) => [batch.chain, lastOf(batch)])));
}

/** Is what was asked for ahead what would be asked for now? What came over another link meanwhile costs nothing. */
function fits({ since, skip }: Ahead, now: Vector, skipNow: readonly ChainId[]): boolean {
  if ([...skip].sort().join() !== [...skipNow].sort().join()) return false;
  return countBeyond(without(since, skip), now) === 0;
}

/** The first commits of a batch whose signature was proved as a whole; alone it proves nothing to others. */
function cutTo(batch: Batch, count: number): Batch {
  return { ...batch, lines: batch.lines.slice(0, count), signature: new Uint8Array() };
}

function minutes(ms: number): number {
  return Math.round(Math.abs(ms) / 60_000);
}

/** How far chains would come along if everything held: what the waiting counts are made of. */
export function without(vector: Vector, chains: readonly ChainId[]): Vector {
  return Object.fromEntries(Object.entries(vector).filter(([chain]) => !chains.includes(chain)));
}
