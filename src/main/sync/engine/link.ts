import type { Link, LinkStatus, Waiting } from '@shared/contract/sync';
import { toInstant } from '@shared/rules/time';
import { periodMs } from '@shared/sync/backoff';
import { type Clocks, jumpOf } from '@shared/sync/clocks';
import type { HubDevice } from '@shared/sync/hub';
import { AttachmentQueue } from './attachments';
import type { ExchangeDependencies } from './dependencies';
import { Outage } from './outage';
import { Outbox } from './outbox';
import { SkippedChains } from './quarantine';
import { Reissues } from './reissues';
import { Round } from './round';
import { sayingOf } from './saying';

/** A hub tells of news where it can; this is how often it is asked all the same. */
export const POLL_MS = 1500;

/** Pushes of a busy desk are at least this far apart. */
export const PUSH_GAP_MS = 100;

const NOTHING: Waiting = { commits: 0, photos: 0, bytes: 0 };

/** One link to a hub, kept in exchange for as long as it lives: at once or on a period, through cuts, until it is stopped. */
export class Exchange {
  private link: Link;
  private round: Round | undefined;
  private readonly skippedChains = new SkippedChains();
  private readonly queue = new AttachmentQueue();
  private readonly reissues = new Reissues();
  private readonly ended = new AbortController();
  private running: Promise<void> | undefined;
  private readonly outage: Outage;
  private readonly outbox: Outbox;
  /** A round is running, and it knows what waits better than the outbox does. */
  private exact = false;
  private abandoned = false;
  /** Something asks for a round: somebody's wish, an own commit, the hub's news. */
  private wishes = { now: false, commit: false, news: false };
  private wake = new AbortController();
  private clocks: Clocks;
  private lastPushMs = Number.NEGATIVE_INFINITY;
  private hubDevices: readonly HubDevice[] = [];
  private shown: Omit<LinkStatus, 'id' | 'name' | 'address' | 'mode' | 'attachments' | 'bandwidth'> = {
    state: 'connecting',
    inSyncSince: null,
    lastAt: null,
    nextAt: null,
    problem: null,
    toSend: NOTHING,
    toReceive: NOTHING,
    driftMs: null,
  };

  constructor(private readonly dependencies: ExchangeDependencies) {
    this.link = dependencies.link;
    this.clocks = this.readClocks();
    this.outage = new Outage(dependencies.world);
    this.outbox = new Outbox(dependencies, this.queue, dependencies.remembered);
    this.shown = { ...this.shown, lastAt: dependencies.remembered?.lastAt ?? null };
    if (this.link.paused) this.shown = { ...this.shown, state: 'paused' };
  }

  get status(): LinkStatus {
    const { id, name, address, mode, attachments, bandwidth } = this.link;
    return { id, name, address, mode, attachments, bandwidth, ...this.shown };
  }

  /** Who may log in, as the hub told last. */
  get devices(): readonly HubDevice[] {
    return this.hubDevices;
  }

  start(): void {
    this.running ??= this.run();
    void this.count();
  }

  /** End it; what is being sent comes to its end, so that nothing is left unknown. */
  async stop(): Promise<void> {
    this.ended.abort();
    this.wakeUp();
    await this.running;
    await this.disconnect();
  }

  /** Exchange now, whatever the period or the wait after a failure says. */
  now(): void {
    this.wishes.now = true;
    this.wakeUp();
  }

  /** Somebody wants it to be tried now, whatever was given up. */
  wished(): void {
    this.reissues.clear();
    this.now();
  }

  /** The computer slept, or its network changed: a connection of before may be dead without knowing it. */
  resume(): void {
    this.abandoned = this.round !== undefined;
    void this.disconnect();
    this.now();
  }

  /** Others found the network to be back: whoever waits for it need not wait any longer. */
  networkBack(): void {
    if (this.outage.mayPass) this.now();
  }

  /** Something was committed here. */
  committed(): void {
    this.wishes.commit = true;
    if (this.link.mode.kind === 'live' && !this.outage.on && !this.link.paused) this.wakeUp();
    else void this.count();
  }

  /** Take up again what was left alone. */
  retry(): void {
    this.skippedChains.clear();
    this.queue.breaks.clear();
    this.wished();
  }

  /** Go on with a changed link. */
  async set(link: Link): Promise<void> {
    const reconnect = link.address !== this.link.address || link.ca !== this.link.ca;
    this.link = link;
    this.round?.use(link);
    this.queue.bucket = undefined;
    this.outage.over();
    if (reconnect) await this.disconnect();
    this.wished();
  }

  private async run(): Promise<void> {
    while (!this.ended.signal.aborted) {
      if (this.link.paused) {
        await this.disconnect();
        this.show({ state: 'paused', nextAt: null, problem: null });
        await this.idle(Number.POSITIVE_INFINITY, () => this.wishes.now);
        this.wishes.now = false;
        continue;
      }
      this.lookAtClocks();
      let wait: { ms: number; until: () => boolean };
      try {
        wait = await this.once();
      } catch (error) {
        wait = await this.failed(error);
      }
      if (this.ended.signal.aborted) break;
      this.show({ nextAt: this.at(wait.ms) });
      await this.idle(wait.ms, wait.until);
    }
  }

  /** One round; resolves with how long to wait for the next. */
  private async once(): Promise<{ ms: number; until: () => boolean }> {
    const live = this.link.mode.kind === 'live';
    this.wishes = { now: false, commit: false, news: false };
    const round = await this.connected();
    this.lastPushMs = this.dependencies.world.monotonicMs();
    const outcome = await round.run();
    this.exact = false;
    if (outcome.stopped) return { ms: 0, until: () => true };
    if (this.outage.on) this.dependencies.back?.();
    this.outage.over();
    if (outcome.devices) this.hubDevices = outcome.devices;
    const at = this.at(0);
    const rest = round.waiting();
    const same = round.settled;
    this.show({
      ...rest,
      state: same ? 'inSync' : 'waiting',
      inSyncSince: same ? (this.shown.inSyncSince ?? at) : null,
      ...(outcome.complete ? { lastAt: at } : {}),
      problem: null,
    });
    this.remember();
    if (outcome.again) return { ms: 0, until: () => true };
    if (live) {
      const ms = Math.min(POLL_MS, outcome.waitMs ?? POLL_MS);
      return { ms, until: () => this.wishes.now || this.wishes.commit || this.wishes.news };
    }
    const period = this.link.mode.kind === 'period' ? this.link.mode.minutes : 5;
    return {
      ms: outcome.waitMs ?? periodMs(period, this.dependencies.world.random()),
      until: () => this.wishes.now,
    };
  }

  private async connected(): Promise<Round> {
    if (this.round) return this.round;
    this.abandoned = false;
    const { station, connect, keys, anchors, program, reporter, world } = this.dependencies;
    const { skippedChains, queue, reissues } = this;
    if (this.shown.state !== 'problem') this.show({ state: 'connecting' });
    const hub = await connect(this.link);
    hub.onNews(() => {
      this.wishes.news = true;
      this.dependencies.news?.();
      if (this.link.mode.kind === 'live' && !this.outage.on) this.wakeUp();
    });
    this.round = new Round(
      { hub, station, keys, anchors, program, reporter, world, skippedChains, queue, reissues },
      this.link,
      {
        show: (part) => this.show(part),
        pressed: () => this.pressed(),
        stopped: () => this.ended.signal.aborted || this.link.paused,
        held: (device, vector) => {
          this.exact = true;
          this.outbox.heard(device, vector);
        },
        closeLogin: (device) => this.dependencies.closeLogin?.(device) ?? Promise.resolve(false),
      },
    );
    return this.round;
  }

  /** Attachments stand back for commits, for wishes, and for the end. */
  private pressed(): boolean {
    const { now, commit, news } = this.wishes;
    return this.ended.signal.aborted || now || (this.link.mode.kind === 'live' && (commit || news));
  }

  private async failed(error: unknown): Promise<{ ms: number; until: () => boolean }> {
    const { reporter } = this.dependencies;
    this.exact = false;
    await this.disconnect();
    // What failed because its connection was given up is no news.
    if (this.ended.signal.aborted || this.abandoned) return { ms: 0, until: () => true };
    const problem = sayingOf(error);
    const ms = this.outage.failed(problem.code, this.link.mode.kind === 'live');
    if (this.shown.problem?.code !== problem.code) reporter.log('error', problem.code, problem.params);
    this.show({ state: 'problem', problem, inSyncSince: null });
    void this.count();
    return { ms, until: () => this.wishes.now };
  }

  /** Count what waits while no round does. */
  private count(): Promise<void> {
    return this.outbox.follow(
      () => this.link.attachments,
      (toSend) => {
        if (this.exact) return;
        // On a period both sides differ between two exchanges, and are in step all the same.
        const late = toSend.commits + toSend.photos > 0 && this.shown.state === 'inSync';
        this.show({ toSend, ...(late ? { state: 'waiting' } : {}) });
        this.remember();
      },
      this.ended.signal,
    );
  }

  private remember(): void {
    this.dependencies.remember?.(this.outbox.memory(this.shown.toSend, this.shown.lastAt));
  }

  private async disconnect(): Promise<void> {
    const round = this.round;
    this.round = undefined;
    await round?.close();
  }

  /** Wait, at least `PUSH_GAP_MS` between two pushes, until the time has come or `until` says so. */
  private async idle(ms: number, until: () => boolean): Promise<void> {
    const { world } = this.dependencies;
    const end = world.monotonicMs() + ms;
    while (!this.ended.signal.aborted && !this.wishes.now && !until()) {
      const left = end - world.monotonicMs();
      if (left <= 0) return;
      await world.sleep(left, this.wake.signal);
      if (this.wake.signal.aborted) this.wake = new AbortController();
    }
    const gap = this.lastPushMs + PUSH_GAP_MS - world.monotonicMs();
    if (gap > 0 && ms > 0) await world.sleep(gap, this.ended.signal);
  }

  private wakeUp(): void {
    this.wake.abort();
  }

  private lookAtClocks(): void {
    const { reporter } = this.dependencies;
    const now = this.readClocks();
    const jump = jumpOf(this.clocks, now);
    this.clocks = now;
    if (jump === 0) return;
    reporter.log('warn', 'log.clockJumped', { seconds: Math.round(jump / 1000) });
    this.round?.introduceAgain();
  }

  private readClocks(): Clocks {
    const { world } = this.dependencies;
    return { wallMs: world.nowMs(), monotonicMs: world.monotonicMs() };
  }

  private at(ms: number): string | null {
    return Number.isFinite(ms) ? toInstant(this.dependencies.world.nowMs() + ms) : null;
  }

  private show(part: Partial<typeof this.shown>): void {
    const next = { ...this.shown, ...part };
    if (JSON.stringify(next) === JSON.stringify(this.shown)) return;
    this.shown = next;
    this.dependencies.changed();
  }
}
