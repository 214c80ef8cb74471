import { CodedError } from '@shared/contract/errors';
import type { Link, SyncStatus } from '@shared/contract/sync';
import { toInstant } from '@shared/rules/time';
import type { TrustedDevice } from '@shared/sync/station';
import { Exchange, sayingOf } from '../engine/link';
import type { World } from '../engine/world';
import type { DeviceKeys } from '../identity/deviceKeys';
import type { StationPort } from '../stationPort';
import { deviceViews } from './deviceViews';
import type { Doors } from './doors';
import { Enrolling } from './enrolling';
import { type Joining, JoinTry, type Kept } from './joining';
import { LogBook } from './logBook';

/** The status is told at most this often. */
const TELL_MS = 250;

/** Who asks to be let in is looked after this often; sooner where the hub tells of news. */
const LOOK_MS = 30_000;
/** The same while a code made here waits for somebody. */
const LOOK_EAGER_MS = 4000;

export interface ServiceParts {
  readonly links: readonly Link[];
  readonly anchors: readonly TrustedDevice[];
  readonly keys: DeviceKeys;
  readonly protection: 'os' | 'file';
  readonly host: string;
  readonly program: string;
  /** Path of the log; undefined where none is kept. */
  readonly log: string | undefined;
  readonly station: Omit<StationPort, 'use'>;
  readonly doors: Doors;
  readonly world: World;
  /** Links or those to be believed from the start have changed: main writes them down. */
  keep(links: readonly Link[], anchors: readonly TrustedDevice[]): void;
  /** A desk was let in; main keeps what it was given and then calls `joinKept`. */
  welcomed(welcome: Kept): void;
}

/** All sharing of one data folder: its links, who is let in and out, and the status that screens show. */
export class SyncService {
  private links: readonly Link[];
  private anchors: readonly TrustedDevice[];
  private readonly exchanges = new Map<string, Exchange>();
  private readonly book: LogBook;
  private readonly enrolling: Enrolling;
  private joining: { trial: JoinTry; since: string; kept?: Kept | undefined } | undefined;
  private known: { street: string; device: string; devices: readonly TrustedDevice[] } | undefined;
  private counts = { quarantined: 0, parked: 0 };
  private readonly ended = new AbortController();
  private telling = false;
  private tellAgain = false;
  private lookSoon = new AbortController();

  constructor(private readonly parts: ServiceParts) {
    const { world, station, doors, keys } = parts;
    this.links = parts.links;
    this.anchors = parts.anchors;
    this.book = new LogBook(
      parts.log,
      () => world.nowMs(),
      () => this.changed(),
    );
    this.enrolling = new Enrolling({ station, doors, world, me: keys });
    station.onCommit(() => {
      for (const exchange of this.exchanges.values()) exchange.committed();
    });
  }

  start(): void {
    for (const link of this.links) this.begin(link);
    void this.lookAround();
    this.changed();
  }

  /** The store is there again: nobody waits for a failure of before. */
  storeBack(): void {
    this.known = undefined;
    for (const exchange of this.exchanges.values()) exchange.now();
    this.changed();
  }

  async close(): Promise<void> {
    this.ended.abort();
    this.lookSoon.abort();
    await this.joining?.trial.close();
    await Promise.all([...this.exchanges.values()].map((exchange) => exchange.stop()));
    this.book.flush();
  }

  async status(): Promise<SyncStatus> {
    await this.learn().catch(() => {});
    const links = this.links.flatMap(({ id }) => this.exchanges.get(id)?.status ?? []);
    const { joining } = this;
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
      joining: joining ? { safety: joining.trial.safety, since: joining.since } : null,
      alarms: [...this.book.alarms],
      ...this.counts,
      keyProtection: this.parts.protection,
      log: [...this.book.log],
    };
  }

  now(link: string | undefined): void {
    for (const [id, exchange] of this.exchanges) if (link === undefined || id === link) exchange.now();
    this.lookSoon.abort();
  }

  /** Ask to be let in. Resolves once the request lies at the hub, or, for the first desk of a street, once it is in. */
  async join(wish: Joining): Promise<void> {
    const { keys, doors, world } = this.parts;
    await this.cancelJoin();
    const { trial, first } = await JoinTry.begin(wish, keys, doors, world);
    this.joining = { trial, since: toInstant(world.nowMs()) };
    this.changed();
    if (!first) {
      void this.await(trial);
      return;
    }
    try {
      await this.enrolling.enrolSelf(wish.name, first.letter, first.street, wish.operator);
      this.joining = { ...this.joining, kept: first };
      await this.joinKept();
    } catch (error) {
      await this.cancelJoin();
      throw error;
    }
  }

  /** What the desk was given is kept: use the code up and begin to exchange. */
  async joinKept(): Promise<void> {
    const { joining } = this;
    const { kept } = joining ?? {};
    if (!joining || !kept) return;
    this.joining = undefined;
    await joining.trial.done();
    const { address, ca, mode, linkName } = kept.joining;
    const link: Link = {
      id: newId(this.links),
      name: linkName || address,
      address,
      street: kept.street,
      mode,
      attachments: 'original',
      bandwidth: 0,
      paused: false,
      ...(ca === undefined ? {} : { ca }),
    };
    const anchors = new Map([...this.anchors, ...kept.anchors].map((one) => [one.device, one]));
    this.anchors = [...anchors.values()];
    this.use([...this.links, link]);
    this.book.diary(link.id).log('info', 'log.joined', { name: link.name });
    this.begin(link);
  }

  async cancelJoin(): Promise<void> {
    const { joining } = this;
    this.joining = undefined;
    await joining?.trial.close();
    this.changed();
  }

  async invite(id: string): Promise<{ code: string; until: string }> {
    const link = this.link(id);
    const drift = this.exchanges.get(id)?.status.driftMs ?? 0;
    const made = await this.enrolling.invite(link, this.parts.world.nowMs() - drift);
    this.lookSoon.abort();
    this.changed();
    return made;
  }

  async confirm(
    id: string,
    wish: { request: string; operator: string; code?: string | undefined; centreKey: Uint8Array },
  ): Promise<void> {
    await this.enrolling.confirm(this.link(id), wish);
    this.known = undefined;
    this.book.diary(id).log('info', 'log.enrolled', {});
    this.changed();
  }

  async refuse(id: string, request: string): Promise<void> {
    await this.enrolling.refuse(this.link(id), request);
    this.changed();
  }

  async revoke(wish: { device: string; operator: string; reason: string }): Promise<void> {
    await this.enrolling.revoke(this.links, wish);
    this.known = undefined;
    this.book.diary(null).log('warn', 'log.revoked', { device: wish.device });
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
    this.changed();
  }

  dismissAlarm(key: string): void {
    this.book.dismiss(key);
  }

  retryQuarantine(): void {
    for (const exchange of this.exchanges.values()) exchange.retry();
  }

  private begin(link: Link): void {
    const { station, doors, keys, host, program, world } = this.parts;
    const exchange = new Exchange({
      link,
      station,
      connect: async (at) => doors.hub(at, (await station.state()).device),
      keys,
      anchors: this.anchors,
      program: { host, program },
      diary: this.book.diary(link.id),
      world,
      changed: () => this.changed(),
      news: () => this.lookSoon.abort(),
    });
    this.exchanges.set(link.id, exchange);
    exchange.start();
    this.changed();
  }

  private use(links: readonly Link[]): void {
    this.links = links;
    this.parts.keep(links, this.anchors);
  }

  /** Errors: `sync.noLink`. */
  private link(id: string): Link {
    const link = this.links.find((one) => one.id === id);
    if (!link) throw new CodedError('sync.noLink', { link: id });
    return link;
  }

  private async await(trial: JoinTry): Promise<void> {
    try {
      const kept = await trial.answer();
      if (!kept || this.joining?.trial !== trial) return;
      this.joining = { ...this.joining, kept };
      this.parts.welcomed(kept);
    } catch (error) {
      const { code, params } = sayingOf(error);
      this.book.diary(null).log('error', code, params);
      this.book.diary(null).alarm('join', code, params);
      if (this.joining?.trial === trial) await this.cancelJoin();
    }
  }

  /** Look now and then who asks to be let in; at once where a hub tells of news. */
  private async lookAround(): Promise<void> {
    const { world } = this.parts;
    while (!this.ended.signal.aborted) {
      for (const link of this.links) if (this.reachable(link)) await this.look(link);
      await world.sleep(this.enrolling.invitation ? LOOK_EAGER_MS : LOOK_MS, this.lookSoon.signal);
      if (this.ended.signal.aborted) return;
      // News come in bursts; one look for all of them.
      if (this.lookSoon.signal.aborted) await world.sleep(TELL_MS, this.ended.signal);
      this.lookSoon = new AbortController();
    }
  }

  private async look(link: Link): Promise<void> {
    const before = JSON.stringify(this.enrolling.requests);
    // That it cannot be asked is told by the exchange over the same link.
    await this.enrolling.look(link).catch(() => {});
    if (JSON.stringify(this.enrolling.requests) !== before) this.changed();
  }

  private reachable(link: Link): boolean {
    const state = this.exchanges.get(link.id)?.status.state;
    return state !== undefined && state !== 'paused' && state !== 'problem' && state !== 'connecting';
  }

  private async learn(): Promise<void> {
    const { station } = this.parts;
    const { street, device } = await station.state();
    this.known = { street, device, devices: await station.devices() };
    const parked = await station.parked();
    this.counts = {
      quarantined: await station.quarantinedCount(),
      parked: parked.reduce((sum, { n }) => sum + n, 0),
    };
  }

  /** Tell the store how things stand, soon, and not more often than screens can follow. */
  private changed(): void {
    this.tellAgain = true;
    if (!this.telling) void this.tell();
  }

  private async tell(): Promise<void> {
    this.telling = true;
    const { station, world } = this.parts;
    while (this.tellAgain && !this.ended.signal.aborted) {
      this.tellAgain = false;
      // Without a folder there is no store to tell; main asks for the status then.
      await station.report(await this.status()).catch(() => {});
      this.book.flush();
      await world.sleep(TELL_MS, this.ended.signal);
    }
    this.telling = false;
  }
}

function newId(links: readonly Link[]): string {
  for (let n = links.length + 1; ; n++) if (!links.some(({ id }) => id === `link${n}`)) return `link${n}`;
}
