import { CodedError } from '@shared/contract/errors';
import type { Link, LinkStatus, Waiting } from '@shared/contract/sync';
import type { Hub, HubDevice } from '@shared/sync/hub';
import type { Station, StationState, TrustedDevice } from '@shared/sync/station';
import { chainOf, countBeyond, joinVectors, type Vector } from '@shared/sync/vector';
import type { DeviceKeys } from '../identity/deviceKeys';
import { AttachmentExchange, type AttachmentQueue, type ExchangeEnd } from './attachments';
import { claim, type Program } from './claim';
import { KeyExchange } from './keyExchange';
import { Puller, without } from './pull';
import { type Fork, ownPart, Pusher } from './push';
import type { SkippedChains } from './quarantine';
import type { Reissues } from './reissues';
import { sayingOf } from './saying';
import type { SyncReporter, World } from './world';

/** Clocks are measured, the claim and the hub's list of devices are looked at again after this long. */
const HELLO_MS = 60_000;

/** Attachments are looked for at most this often while nothing was committed. */
const LOOK_MS = 60_000;

/** Attachments whose commits are here and which are not at the hub yet are asked for at most this often. */
const AWAIT_MS = 2000;

/** So many awaited attachments are one question to the hub. */
const ASKED_AT_ONCE = 500;

/** What a hub answers that takes no more of this desk, for whatever there is to give: the other way nothing is wrong. */
const NOT_TAKEN = new Set(['sync.hubFull', 'sync.commitTooLarge']);

/** Forks met in a row before the hub is held to contradict itself. */
const MOST_FORKS = 3;

export interface RoundDependencies {
  readonly hub: Hub;
  readonly station: Station;
  readonly keys: Pick<DeviceKeys, 'signBatch' | 'signKey'>;
  readonly program: Program;
  readonly reporter: SyncReporter;
  readonly world: World;
  readonly skippedChains: SkippedChains;
  readonly queue: AttachmentQueue;
  readonly reissues: Reissues;
  readonly anchors: readonly TrustedDevice[];
}

type Shown = Partial<Pick<LinkStatus, 'state' | 'toSend' | 'toReceive' | 'driftMs'>>;

/** What a round tells and asks its link. */
export interface RoundHooks {
  show(part: Shown): void;
  pressed(): boolean;
  /** The link is paused, removed, or the program ends: a long catching-up stops behind its batch. */
  stopped?(): boolean;
  /** The hub holds this much of all chains; `device` is this one. */
  held?(device: string, vector: Vector): void;
  /** Close the login of a device at this hub; resolves with whether it was open. */
  closeLogin?(device: string): Promise<boolean>;
}

/** What a round ended with. */
export interface Outcome {
  /** Come again at once: something more pressing came up. */
  readonly again: boolean;
  /** Come again after this long, for attachments that wait for bandwidth. */
  readonly waitMs?: number | undefined;
  /** It was ended in the middle: nothing is known to be in step. */
  readonly stopped?: boolean;
  /** All commits went both ways. */
  readonly complete: boolean;
  readonly devices?: readonly HubDevice[] | undefined;
}

const STOPPED: Outcome = { again: false, complete: false, stopped: true };

/** One connection to a hub: claim, push, pull, keys, attachments, as often as it is run. Any failure ends the connection. */
export class Round {
  private readonly pusher: Pusher;
  private readonly keyExchange: KeyExchange;
  private attachments: AttachmentExchange;
  private helloAt = Number.NEGATIVE_INFINITY;
  private lookedAt = Number.NEGATIVE_INFINITY;
  private lookedPosition = -1;
  /** When something was committed here last, and when attachments under way were asked for last. */
  private grewAt = 0;
  private askedAt = 0;
  private incarnation = -1;
  private notTakenAt = Number.NEGATIVE_INFINITY;
  private forks = 0;
  private devices: readonly HubDevice[] | undefined;
  private left: { send: number; receive: number } = { send: 0, receive: 0 };

  constructor(
    private readonly dependencies: RoundDependencies,
    private link: Link,
    private readonly hooks: RoundHooks,
  ) {
    this.pusher = new Pusher(dependencies.hub, dependencies.station, dependencies.keys, link.street);
    this.keyExchange = new KeyExchange(dependencies.hub, dependencies.station);
    this.attachments = this.newAttachmentExchange();
  }

  use(link: Link): void {
    this.link = link;
    this.attachments = this.newAttachmentExchange();
    this.lookedAt = Number.NEGATIVE_INFINITY;
  }

  introduceAgain(): void {
    this.helloAt = Number.NEGATIVE_INFINITY;
  }

  async close(): Promise<void> {
    await this.dependencies.hub.close().catch(() => {});
  }

  waiting(): { toSend: Waiting; toReceive: Waiting } {
    return {
      toSend: { commits: this.left.send, ...this.attachments.pending(true) },
      toReceive: { commits: this.left.receive, ...this.photosToReceive() },
    };
  }

  /** Nothing is left that could go either way now: pictures that no hub has, or that come broken, hold nothing up. */
  get settled(): boolean {
    const { left, attachments } = this;
    return (
      left.send + left.receive + attachments.pending(true).photos + attachments.pending(false).photos === 0
    );
  }

  async run(): Promise<Outcome> {
    const { hub, station } = this.dependencies;
    let state = await station.state();
    if (state.incarnation !== this.incarnation || this.since(this.helloAt) >= HELLO_MS)
      state = await this.hello();
    let theirs = await hub.vector();
    this.hooks.held?.(state.device, theirs);
    const sent = await this.push(state, theirs);
    if (sent.fork) return this.afterFork(sent.fork);
    if (this.stopped) return STOPPED;
    this.forks = 0;
    theirs = joinVectors(theirs, sent.held);
    const counted = await this.pull(theirs);
    if (this.stopped) return STOPPED;
    state = await station.state();
    this.count(state, counted);
    // Attachments and keys are only spoken of by commits: without new ones they are looked at now and then.
    if (state.position !== this.lookedPosition || this.since(this.lookedAt) >= LOOK_MS) {
      await this.keyExchange.fetch();
      await this.keyExchange.erase();
      await this.attachments.look();
      if (state.position !== this.lookedPosition) this.grewAt = this.dependencies.world.monotonicMs();
      this.lookedPosition = state.position;
      // The first look asks for everything that is lacking; later ones only for what was added.
      if (!Number.isFinite(this.lookedAt)) this.askedAt = this.dependencies.world.monotonicMs();
      this.lookedAt = this.dependencies.world.monotonicMs();
    }
    if (this.attachments.awaited > 0 && this.since(this.askedAt) >= this.patience()) {
      await this.attachments.lookAwaited();
      this.askedAt = this.dependencies.world.monotonicMs();
    }
    return this.carry();
  }

  /** Claim again, which finds where the chains part; a hub that goes on refusing what it says to agree with is not asked for ever. */
  private afterFork({ chain, seq }: Fork): Outcome {
    this.forks += 1;
    if (this.forks > MOST_FORKS) throw new CodedError('sync.hubContradicts', { chain, seq });
    this.introduceAgain();
    return { again: true, complete: false };
  }

  private async hello(): Promise<StationState> {
    const { hub, station, world, program, reporter, reissues } = this.dependencies;
    const { street } = this.link;
    // What was written long ago changes nowhere: one look a connection, and one after every fork.
    const formers = !Number.isFinite(this.helloAt);
    const claimed = await claim({ hub, station, program, street, reporter, world, reissues, formers });
    this.incarnation = claimed.incarnation;
    this.hooks.show({ driftMs: claimed.driftMs });
    this.helloAt = world.monotonicMs();
    this.devices = await hub.devices();
    await this.closeLogins(this.devices);
    return station.state();
  }

  /** Who was shut out while this hub could not be reached still has a login at it. */
  private async closeLogins(listed: readonly HubDevice[]): Promise<void> {
    const { station, reporter, skippedChains } = this.dependencies;
    const open = new Set(listed.flatMap(({ device, revokedMs }) => (revokedMs === null ? [device] : [])));
    const me = (await station.state()).device;
    for (const { device, name, revoked } of await station.devices()) {
      if (!revoked || !open.has(device) || device === me) continue;
      try {
        if (await this.hooks.closeLogin?.(device)) reporter.log('warn', 'log.loginClosed', { device: name });
      } catch (error) {
        const { code, params } = sayingOf(error);
        if (skippedChains.firstTime(`login ${device} ${code}`)) reporter.log('error', code, params);
      }
    }
  }

  private async push(
    state: StationState,
    theirs: Vector,
  ): Promise<{ held: Vector; fork?: Fork | undefined }> {
    const own = ownPart(state.device, state.vector);
    const held: Record<string, number> = {};
    const tell = (): void =>
      this.hooks.show({
        toSend: { commits: countBeyond(own, joinVectors(theirs, held)), ...this.attachments.pending(true) },
      });
    if (countBeyond(own, theirs) === 0 || this.since(this.notTakenAt) < LOOK_MS) return { held };
    this.hooks.show({ state: 'sending' });
    tell();
    const proceeded = (chain: string, seq: number): void => {
      held[chain] = seq;
      this.hooks.held?.(state.device, joinVectors(theirs, held));
      tell();
    };
    const { fresh, fork } = await this.pusher
      .push(state, theirs, proceeded, () => this.stopped)
      .catch((error: unknown) => this.pushNotTaken(error));
    if (fresh > 0) this.dependencies.reporter.settle('notTaken');
    if (fork) this.dependencies.reporter.log('error', 'log.differs', { chain: fork.chain });
    else if (fresh > 0) this.dependencies.reporter.log('info', 'log.sent', { commits: fresh });
    return { held, fork };
  }

  /** What the hub does not take waits and is told of; everything else goes on. */
  private notTaken(error: unknown, key: string): void {
    const { code, params } = sayingOf(error);
    if (!NOT_TAKEN.has(code)) throw error;
    const told = code === 'sync.hubFull' ? 'alarm.hubFull' : 'alarm.commitTooLarge';
    this.dependencies.reporter.alarm(key, told, params);
  }

  private pushNotTaken(error: unknown): Awaited<ReturnType<Pusher['push']>> {
    this.notTaken(error, 'notTaken');
    this.notTakenAt = this.dependencies.world.monotonicMs();
    return { fresh: 0 };
  }

  private get stopped(): boolean {
    return this.hooks.stopped?.() ?? false;
  }

  /** Resolves with how much of what the hub holds can count here. */
  private async pull(theirs: Vector): Promise<Vector> {
    const { hub, station, keys, skippedChains, reporter, world, anchors } = this.dependencies;
    const { device, vector } = await station.state();
    const { street } = this.link;
    const me = { device, signKey: keys.signKey };
    const come: Record<string, number> = { ...vector };
    const stopped = (): boolean => this.stopped;
    const puller: Puller = new Puller(
      { hub, station, street, me, anchors, source: this.link.id, skippedChains, reporter, world, stopped },
      (chain, held) => {
        come[chain] = held;
        const commits = countBeyond(puller.counted(theirs), come);
        this.hooks.show({ toReceive: { commits, ...this.photosToReceive() } });
      },
    );
    const skipped = await puller.skipped();
    if (countBeyond(without(theirs, skipped), vector) === 0) return puller.counted(theirs);
    const commits = countBeyond(without(puller.counted(theirs), skipped), vector);
    if (commits > 0)
      this.hooks.show({ state: 'receiving', toReceive: { commits, ...this.photosToReceive() } });
    const { fresh, parked } = await puller.pull();
    if (fresh > 0) reporter.log('info', 'log.received', { commits: fresh });
    if (parked > 0) reporter.log('warn', 'log.parked', { events: parked });
    return puller.counted(theirs);
  }

  /** What still waits in each direction, by the vectors. */
  private count({ device, incarnation, vector }: StationState, theirs: Vector): void {
    this.left = {
      send: countBeyond(ownPart(device, vector), theirs),
      receive: countBeyond(without(theirs, [chainOf(device, incarnation)]), vector),
    };
  }

  private photosToReceive(): { photos: number; bytes: number } {
    const { photos, bytes } = this.attachments.pending(false);
    return { photos: photos + this.attachments.lacking, bytes };
  }

  private async carry(): Promise<Outcome> {
    const pressed = (): boolean => {
      this.hooks.show(this.waiting());
      return this.hooks.pressed();
    };
    const ended = await this.attachments.carry(pressed).catch((error: unknown): ExchangeEnd => {
      this.notTaken(error, 'notTaken:pictures');
      this.attachments.putOff();
      return { end: 'pressed' };
    });
    if (ended.end === 'done' && !this.attachments.isPutOff)
      this.dependencies.reporter.settle('notTaken:pictures');
    const { devices } = this;
    return {
      again: ended.end === 'pressed',
      complete: true,
      devices,
      ...(ended.end === 'wait' ? { waitMs: ended.ms } : {}),
    };
  }

  /**
   * A picture usually follows its commit within seconds; where it does not, it is asked for ever more rarely, and many together
   * more rarely than a few.
   */
  private patience(): number {
    const many = (this.attachments.awaited / ASKED_AT_ONCE) * AWAIT_MS;
    return Math.min(LOOK_MS, Math.max(AWAIT_MS, many, this.since(this.grewAt) / 4));
  }

  private newAttachmentExchange(): AttachmentExchange {
    const { hub, station, reporter, world, queue } = this.dependencies;
    return new AttachmentExchange(
      { hub, station, reporter, world },
      queue,
      this.link.attachments,
      this.link.bandwidth,
    );
  }

  private since(monotonicMs: number): number {
    return this.dependencies.world.monotonicMs() - monotonicMs;
  }
}
