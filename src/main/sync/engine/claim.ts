import { CodedError } from '@shared/contract/errors';
import { DRIFT_ALARM_MS, driftOf } from '@shared/sync/clocks';
import { type Hub, type Introduction, PROTOCOL, type Welcome } from '@shared/sync/hub';
import type { Station, StationState } from '@shared/sync/station';
import { type ChainId, chainOf, type Vector } from '@shared/sync/vector';
import { ownChains } from './push';
import type { Reissues } from './reissues';
import type { SyncReporter, World } from './world';

/** What this program is, as hubs are told. */
export interface Program {
  /** Facts of the computer as a short hash. */
  readonly host: string;
  readonly program: string;
}

export interface ClaimDependencies {
  readonly hub: Hub;
  readonly station: Station;
  readonly program: Program;
  readonly street: string;
  readonly reporter: SyncReporter;
  readonly world: World;
  readonly reissues: Reissues;
  /** Look at the chains of former incarnations too. */
  readonly formers?: boolean | undefined;
}

/** What came of introducing oneself. */
export interface Claimed {
  readonly welcome: Welcome;
  readonly driftMs: number;
  /** The incarnation that was introduced. */
  readonly incarnation: number;
}

/**
 * Introduce this station: measure the clocks, and see to it that its chains are its own. Where another computer writes the running
 * one, or the hub holds one otherwise (the running one also: further) than this folder does, a new incarnation is opened and what
 * the hub lacks is written again there. Errors: `sync.refused` (revoked), `sync.hubNew`, `sync.otherStreet`, `sync.forkedAgain`.
 */
export async function claim(dependencies: ClaimDependencies): Promise<Claimed> {
  const { hub, station } = dependencies;
  for (;;) {
    const state = await station.state();
    const { welcome, driftMs } = await introduce(dependencies, state);
    const chain = chainOf(state.device, state.incarnation);
    const theirs = await hub.vector();
    const held = theirs[chain] ?? 0;
    const own = state.vector[chain] ?? 0;
    const common = await commonEnd(hub, station, chain, Math.min(held, own));
    const foreign = welcome.claim === 'otherHost';
    const forked = foreign || held > own || common !== held;
    const formers = dependencies.formers ? await formerForks(hub, station, state, theirs) : [];
    if (!forked && formers.length === 0) return { welcome, driftMs, incarnation: state.incarnation };
    // Over and over is refused: that ends this, too.
    dependencies.reissues.count(chain, dependencies.world.monotonicMs());
    // The oldest first: what came later speaks of what came before.
    for (const fork of formers) await writeAgain(dependencies, fork, 'formerFork', welcome.newest);
    if (forked)
      await writeAgain(dependencies, { chain, common, own }, foreign ? 'otherHost' : 'fork', welcome.newest);
  }
}

/** A chain of which both hold the same up to `common`; `own` is how far this folder goes. */
interface Forked {
  readonly chain: ChainId;
  readonly common: number;
  readonly own: number;
}

async function writeAgain(
  { hub, station, reporter }: ClaimDependencies,
  { chain, common, own }: Forked,
  kind: 'fork' | 'otherHost' | 'formerFork',
  newest: number,
): Promise<void> {
  const state = await station.state();
  const next = Math.max(newest, state.incarnation) + 1;
  const again = own - common;
  await station.reissue(common, next, chain);
  reporter.alarm(`fork:${chain}`, `alarm.${kind}`, { chain, common, again });
  reporter.log('warn', `log.${kind}`, { chain, common, again });
  await hub.alarm(kind, chain, `common up to ${common}; ${again} written again as incarnation ${next}`);
}

/** Former chains of this device of which the hub holds other commits, oldest first. */
async function formerForks(
  hub: Hub,
  station: Station,
  { device, incarnation, vector }: StationState,
  theirs: Vector,
): Promise<Forked[]> {
  const forks: Forked[] = [];
  for (const chain of ownChains(device, vector)) {
    if (chain === chainOf(device, incarnation)) continue;
    const own = vector[chain] ?? 0;
    const both = Math.min(theirs[chain] ?? 0, own);
    const common = await commonEnd(hub, station, chain, both);
    if (common < both) forks.push({ chain, common, own });
  }
  return forks;
}

async function introduce(
  { hub, program, street, reporter, world }: ClaimDependencies,
  state: StationState,
): Promise<{ welcome: Welcome; driftMs: number }> {
  const me: Introduction = {
    device: state.device,
    incarnation: state.incarnation,
    host: program.host,
    program: program.program,
    protocol: PROTOCOL,
  };
  const sent = world.nowMs();
  const before = world.monotonicMs();
  const welcome = await hub.hello(me);
  // Received by the monotonic clock: a wall clock set during the trip would spoil the middle.
  const driftMs = driftOf(sent, sent + world.monotonicMs() - before, welcome.nowMs);
  tellDrift(reporter, driftMs);
  if (welcome.street !== street) throw new CodedError('sync.otherStreet', { street: welcome.street });
  if (welcome.protocolMin > PROTOCOL)
    throw new CodedError('sync.hubNew', { needed: welcome.protocolMin, protocol: PROTOCOL });
  if (welcome.claim === 'revoked') throw new CodedError('sync.refused');
  return { welcome, driftMs };
}

function tellDrift(reporter: SyncReporter, driftMs: number): void {
  if (Math.abs(driftMs) <= DRIFT_ALARM_MS) reporter.settle('clock');
  else {
    const minutes = Math.round(Math.abs(driftMs) / 60_000);
    reporter.alarm('clock', driftMs > 0 ? 'alarm.clockAhead' : 'alarm.clockBehind', { minutes });
  }
}

async function same(hub: Hub, station: Station, chain: ChainId, seq: number): Promise<boolean> {
  if (seq === 0) return true;
  const [here, there] = await Promise.all([station.hashAt(chain, seq), hub.hashAt(chain, seq)]);
  return here !== undefined && here === there;
}

/** The last number up to `most` under which both hold the same commit. Each holds the hash of the one before, so one look halves. */
export async function commonEnd(hub: Hub, station: Station, chain: ChainId, most: number): Promise<number> {
  if (await same(hub, station, chain, most)) return most;
  let good = 0;
  let bad = most;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (await same(hub, station, chain, middle)) good = middle;
    else bad = middle;
  }
  return good;
}
