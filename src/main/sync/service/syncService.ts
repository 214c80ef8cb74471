import { CodedError } from '@shared/contract/errors';
import type { Link, Saying, SyncStatus } from '@shared/contract/sync';
import type { TrustedDevice } from '@shared/sync/station';
import { Exchange } from '../engine/link';
import { CourierJob } from './courierJob';
import type { ServiceDependencies } from './dependencies';
import { deviceViews } from './deviceViews';
import { Enrolling } from './enrolling';
import { EnrolmentPoller } from './enrolmentPoller';
import { HubStateCache } from './hubStateCache';
import { Joiner } from './joiner';
import type { Joining, Kept } from './joining';
import { LogBook } from './logBook';
import { StatusNotifier } from './statusNotifier';

/** All sharing of one data folder: its links, who is let in and out, and the status that screens show. */
export class SyncService {
  private links: readonly Link[];
  private anchors: readonly TrustedDevice[];
  private readonly exchanges = new Map<string, Exchange>();
  private readonly book: LogBook;
  private readonly enrolling: Enrolling;
  private readonly hubStates: HubStateCache;
  private readonly enrolmentPoller: EnrolmentPoller;
  /** What the courier does; its progress is part of the status. */
  readonly courierJob = new CourierJob(() => this.changed());
  private readonly joiner: Joiner;
  private known: { street: string; device: string; devices: readonly TrustedDevice[] } | undefined;
  private counts = { quarantined: 0, parked: 0 };
  private readonly ended = new AbortController();
  private readonly statusNotifier: StatusNotifier;

  constructor(private readonly dependencies: ServiceDependencies) {
    const { world, station, doors, keys } = dependencies;
    this.links = dependencies.links;
    this.anchors = dependencies.anchors;
    this.book = new LogBook(
      dependencies.log,
      () => world.nowMs(),
      () => this.changed(),
    );
    this.statusNotifier = new StatusNotifier(
      // Without a folder there is no store to tell; main asks for the status then.
      async () => {
        await station.report(await this.status()).catch(() => {});
        this.book.flush();
      },
      world,
      this.ended.signal,
    );
    this.enrolling = new Enrolling({ station, doors, world, me: keys, reporter: this.book.reporter(null) });
    this.joiner = new Joiner({
      keys,
      doors,
      world,
      enrolling: this.enrolling,
      reporter: this.book.reporter(null),
      welcomed: (kept) => dependencies.welcomed(kept),
      first: () => this.joinKept(),
      changed: () => this.changed(),
    });
    this.hubStates = new HubStateCache(dependencies.memory, world, this.ended.signal);
    this.enrolmentPoller = new EnrolmentPoller({
      enrolling: this.enrolling,
      world,
      reachable: () => this.links.filter((link) => this.reachable(link)),
      changed: () => this.changed(),
    });
    station.onCommit(() => {
      for (const exchange of this.exchanges.values()) exchange.committed();
    });
  }

  start(): void {
    for (const link of this.links) this.begin(link);
    void this.enrolmentPoller.run();
    this.changed();
  }

  /** The store is there again: nobody waits for a failure of before. */
  storeBack(): void {
    this.known = undefined;
    for (const exchange of this.exchanges.values()) exchange.now();
    this.changed();
  }

  /** The computer slept: connections of before are given up. */
  resume(): void {
    for (const exchange of this.exchanges.values()) exchange.resume();
    this.enrolmentPoller.soon();
  }

  async close(): Promise<void> {
    this.ended.abort();
    this.enrolmentPoller.close();
    await this.joiner.close();
    const exchanges = [...this.exchanges.values()].map((exchange) => exchange.stop());
    await Promise.all([this.courierJob.cancel(), ...exchanges]);
    this.book.flush();
    this.hubStates.flush();
  }

  /** Devices believed before any event told of them. */
  get believed(): readonly TrustedDevice[] {
    return this.anchors;
  }

  async status(): Promise<SyncStatus> {
    await this.learn().catch(() => {});
    const links = this.links.flatMap(({ id }) => this.exchanges.get(id)?.status ?? []);
    const joining = this.joiner.current;
    return {
      state: joining ? 'joining' : links.length > 0 ? 'linked' : 'alone',
      street: this.known?.street || (this.links[0]?.street ?? null),
      links,
      devices: deviceViews(
        this.known?.devices ?? [],
        [...this.exchanges.values()].flatMap((exchange) => exchange.devices),
        this.known?.device,
      ),
      requests: this.enrolling.requests,
      invitation: this.enrolling.invitation,
      joining,
      alarms: [...this.book.alarms],
      ...this.counts,
      keyProtection: this.dependencies.protection,
      courierJob: this.courierJob.current,
      log: [...this.book.log],
    };
  }

  now(link: string | undefined): void {
    for (const [id, exchange] of this.exchanges) if (link === undefined || id === link) exchange.wished();
    this.enrolmentPoller.soon();
  }

  /** Ask to be let in. Resolves once the request lies at the hub, or, for the first desk of a street, once it is in. */
  join(wish: Joining): Promise<void> {
    return this.joiner.join(wish);
  }

  /** What the desk was given is kept: use the code up and begin to exchange. */
  async joinKept(): Promise<void> {
    const kept = await this.joiner.finish();
    if (kept) this.joined(kept);
  }

  /** What the centre gave could not be kept. */
  joinFailed(why: Saying): Promise<void> {
    return this.joiner.failed(why);
  }

  cancelJoin(): Promise<void> {
    return this.joiner.cancel();
  }

  async invite(id: string): Promise<{ code: string; until: string }> {
    const link = this.link(id);
    const drift = this.exchanges.get(id)?.status.driftMs ?? 0;
    const made = await this.enrolling.invite(link, this.dependencies.world.nowMs() - drift);
    this.enrolmentPoller.soon();
    this.changed();
    return made;
  }

  async confirm(id: string, wish: Parameters<Enrolling['confirm']>[1]): Promise<void> {
    await this.enrolling.confirm(this.link(id), wish);
    this.known = undefined;
    this.book.reporter(id).log('info', 'log.enrolled', {});
    this.changed();
  }

  async refuse(id: string, request: string): Promise<void> {
    await this.enrolling.refuse(this.link(id), request);
    this.changed();
  }

  async revoke(wish: { device: string; operator: string; reason: string }): Promise<void> {
    await this.enrolling.revoke(this.links, wish);
    this.known = undefined;
    this.book.reporter(null).log('warn', 'log.revoked', { device: wish.device });
    this.changed();
  }

  async setLink(change: Partial<Link> & { id: string }): Promise<void> {
    const link = { ...this.link(change.id), ...change };
    this.use(this.links.map((one) => (one.id === link.id ? link : one)));
    await this.exchanges.get(link.id)?.set(link);
    this.changed();
  }

  async removeLink(id: string): Promise<void> {
    this.link(id);
    this.use(this.links.filter((one) => one.id !== id));
    const exchange = this.exchanges.get(id);
    this.exchanges.delete(id);
    this.enrolling.forget(id);
    await exchange?.stop();
    this.hubStates.forget(id);
    this.changed();
  }

  dismissAlarm(key: string): void {
    this.book.dismiss(key);
  }

  retryQuarantine(): void {
    for (const exchange of this.exchanges.values()) exchange.retry();
  }

  private begin(link: Link): void {
    const { station, doors, keys, host, program, world } = this.dependencies;
    const exchange = new Exchange({
      link,
      station,
      connect: async (at) => doors.hub(at, (await station.state()).device),
      keys,
      anchors: this.anchors,
      program: { host, program },
      reporter: this.book.reporter(link.id),
      world,
      changed: () => this.changed(),
      news: () => this.enrolmentPoller.soon(),
      remembered: this.hubStates.of(link.id),
      remember: (memory) => this.hubStates.put(link.id, memory),
      back: () => {
        for (const other of this.exchanges.values()) if (other !== exchange) other.networkBack();
      },
      closeLogin: (device) => this.enrolling.closeLogin(this.link(link.id), device),
    });
    this.exchanges.set(link.id, exchange);
    exchange.start();
    this.changed();
  }

  private use(links: readonly Link[]): void {
    this.links = links;
    this.dependencies.keep(links, this.anchors);
  }

  /** Errors: `sync.noLink`. */
  private link(id: string): Link {
    const link = this.links.find((one) => one.id === id);
    if (!link) throw new CodedError('sync.noLink', { link: id });
    return link;
  }

  private joined({ joining, street, anchors }: Kept): void {
    const { address, ca, mode, linkName } = joining;
    const link: Link = {
      id: newId(this.links),
      name: linkName || address,
      address,
      street,
      mode,
      attachments: 'original',
      bandwidth: 0,
      paused: false,
      ...(ca === undefined ? {} : { ca }),
    };
    this.anchors = [...new Map([...this.anchors, ...anchors].map((one) => [one.device, one])).values()];
    this.use([...this.links, link]);
    this.book.reporter(link.id).log('info', 'log.joined', { name: link.name });
    this.begin(link);
  }

  private reachable(link: Link): boolean {
    const state = this.exchanges.get(link.id)?.status.state;
    return state !== undefined && state !== 'paused' && state !== 'problem' && state !== 'connecting';
  }

  private async learn(): Promise<void> {
    const { station } = this.dependencies;
    const { street, device } = await station.state();
    this.known = { street, device, devices: await station.devices() };
    const parked = await station.parked();
    this.counts = {
      quarantined: await station.quarantinedCount(),
      parked: parked.reduce((sum, { n }) => sum + n, 0),
    };
  }

  /** Tell the store how things stand, soon. */
  private changed(): void {
    this.statusNotifier.changed();
  }
}

function newId(links: readonly Link[]): string {
  for (let n = links.length + 1; ; n++) if (!links.some(({ id }) => id === `link${n}`)) return `link${n}`;
}
