import { Caller, type CallKind, type Wire } from '@shared/contract/caller';
import type { CataloguePreview } from '@shared/contract/catalogue';
import { type ActionInput, type ActionName, actions, type FeedName } from '@shared/contract/contract';
import { CodedError } from '@shared/contract/errors';
import type { Health } from '@shared/contract/models';
import { type Served, serve } from '@shared/contract/rpc';
import type { UnitSheetPreview } from '@shared/contract/sheets';
import { deedOf, type Envelope, senderOf } from '@shared/domain/commands';
import type { Fact } from '@shared/domain/envelope';
import { CatalogueImports, type IncomingCatalogue } from '../jobs/catalogue';
import { Imports, type IncomingSheet } from '../jobs/imports';
import { Pictures } from '../jobs/pictures';
import { Rules } from '../jobs/rules';
import { type IncomingUnitSheet, previewUnitSheet } from '../jobs/unitSheet';
import { answerQuery } from './ask';
import { FeedHub, Throttle } from './feeds';
import { actionDeeds, allows, isJobs } from './rights';
import { type Role, type Session, Sessions } from './sessions';
import { ageOf, SharingPort } from './sharingPort';
import type { Store } from './store';
import { Timers } from './timers';

const STARTING: Health = {
  state: 'starting',
  problem: null,
  device: '',
  incarnation: 0,
  seq: 0,
  position: 0,
  demo: false,
  keys: 'none',
  flushedAt: null,
  interruptedJobs: 0,
  lost: null,
};

/** Serves a store to ports. The store may be absent at first: while it opens, and while a new folder is built. */
export class StoreServer {
  readonly feeds = new FeedHub();
  private store: Store | undefined;
  private imports: Imports | undefined;
  private catalogues: CatalogueImports | undefined;
  private pictures: Pictures | undefined;
  private rules: Rules | undefined;
  private timers: Timers | undefined;
  private readonly sessions = new Sessions(() => this.store?.knowledge.rules.operators ?? []);
  private readonly sharing = new SharingPort(
    () => this.theStore(),
    (status) => {
      this.feeds.publish('sync', status);
      this.feeds.publish('syncAge', ageOf(status));
    },
  );
  private waiting: Partial<Health> = {};
  private building = false;
  private changed = new Set<string>();
  private settle: () => void = () => {};
  private readonly settled = new Promise<void>((resolve) => {
    this.settle = resolve;
  });
  private readonly tellChange = new Throttle(100, () => this.publishChange());
  private readonly tellHealth = new Throttle(500, () => this.feeds.publish('health', this.health()));

  constructor(
    private readonly buildData: (kind: 'demo' | 'empty') => Promise<void>,
    private readonly askForWorkshop: (stuck: boolean) => void = () => {},
    private readonly joinCentre: (input: ActionInput<'data.join'>) => Promise<void> = async () => {},
  ) {}

  /** Serve this store from now on. */
  use(store: Store): void {
    this.store = store;
    this.settle();
    this.catalogues = new CatalogueImports(store);
    this.imports = new Imports(store, (message) => this.feeds.publish('job', message));
    this.pictures = new Pictures(store, this.askForWorkshop);
    store.sharing.onCommit(() => this.feeds.publish('committed', {}));
    this.rules = new Rules(store, (message) => this.feeds.publish('job', message));
    store.events = {
      committed: (items) => {
        for (const item of items) this.changed.add(item);
        this.tellChange.call();
        this.tellHealth.call();
        this.timers?.arm();
      },
      health: () => this.tellHealth.call(),
    };
    this.timers = new Timers(store, (lightsMoved) => this.publishClock(lightsMoved));
    this.timers.start();
    // Whoever was told that there is no store asks again; whoever asked while it opened has been waiting for this.
    const waited = this.waiting.state !== undefined;
    this.waiting = {};
    this.feeds.publish('health', this.health());
    this.publishClock(waited);
    if (waited) this.publishChange();
    this.resumeRules();
  }

  /** Go on with what was being counted when the program ended, or when the host's clock was in doubt. */
  private resumeRules(): void {
    this.rules?.resume().catch((error: unknown) => console.error(`clocks not reckoned: ${String(error)}`));
  }

  /** There is no store to serve, and why. */
  wait(state: Partial<Health>): void {
    this.waiting = state;
    this.settle();
    this.feeds.publish('health', this.health());
  }

  connectWorkshop(wire: Wire): void {
    this.pictures?.connect(new Caller(wire));
  }

  /** A parsed sheet from the parse process becomes a preview. */
  preview(sheet: IncomingSheet): ReturnType<Imports['preview']> {
    return this.theImports().preview(sheet);
  }

  /** A parsed catalogue becomes a preview. */
  previewCatalogue(parsed: IncomingCatalogue): CataloguePreview {
    return this.theCatalogues().preview(parsed);
  }

  /** A unit's filled sheet becomes a preview; `unit` says whose it is where the sheet does not. */
  previewUnitSheet(sheet: IncomingUnitSheet, unit: string | undefined): UnitSheetPreview {
    return previewUnitSheet(sheet, this.theStore().context(), unit);
  }

  /** Serve a port in a role. `window`: main's number for the window that it goes to. */
  serve(wire: Wire, role: Role, window?: number): void {
    const session = this.sessions.begin(role, window);
    wire.onClose(() => this.sessions.end(session));
    const served: Served = {
      allows: (kind, name) => allows(role, kind, name),
      call: (kind, name, input) => this.call(kind, name, input, session),
      follow: (feed, send) => this.follow(feed as FeedName, send, role),
    };
    serve(wire, served);
  }

  async close(): Promise<void> {
    this.timers?.stop();
    this.tellChange.stop();
    this.tellHealth.stop();
    this.store?.close();
  }

  health(): Health {
    if (!this.store) return { ...STARTING, ...this.waiting };
    return this.store.health(this.imports?.interrupted() ?? 0);
  }

  private async call(kind: CallKind, name: string, input: unknown, session: Session): Promise<unknown> {
    if (kind === 'query' && name === 'health') return this.health();
    if (kind === 'query' && name === 'sync.age') return ageOf(this.sharing.status);
    // A page may be quicker than the store: its questions wait while the store opens, and fail only where there is none.
    if (!this.store && this.waiting.state === undefined) await this.settled;
    if (kind === 'query') {
      return answerQuery(name, input, this.theStore().context(session.actor), this.imports, this.rules);
    }
    if (kind === 'command') return this.command(input as Envelope, session);
    if (SharingPort.knows(name)) return this.sharing.call(name, input);
    return this.action(name, input, session);
  }

  /** `asked`: main has asked a person about it. */
  private async command(input: Envelope, session: Session, asked = false): Promise<unknown> {
    const store = this.theStore();
    const type = String(input?.command?.type);
    if (senderOf(type) !== (asked ? 'confirmed' : 'page'))
      throw new CodedError('rpc.forbidden', { name: type });
    // Under a job's id or name somebody could have a row of an import pass for done, or a report withdrawn with it.
    if (isJobs(input?.id) || isJobs(input?.cause)) throw new CodedError('rpc.forbidden', { name: 'id' });
    const actor = this.sessions.mustDo(deedOf(type), session);
    const ack = await store.execute(input, actor, 'person');
    if (typeof ack.result.reveal !== 'string') return ack;
    return { ...ack, result: { ...ack.result, ...revealed(store, ack.result.reveal) } };
  }

  private action(name: string, input: unknown, session: Session): unknown {
    if (!Object.hasOwn(actions, name)) throw new CodedError('rpc.unknown', { name });
    const known = name as ActionName;
    const deed = actionDeeds[known];
    const actor = deed ? this.sessions.mustDo(deed, session) : '';
    const parsed = actions[known].input.parse(input);
    const run = this.errands[known] as (input: unknown, by: { actor: string; session: Session }) => unknown;
    return run(parsed, { actor, session });
  }

  private readonly errands: {
    [N in ActionName]: (input: ActionInput<N>, by: { actor: string; session: Session }) => unknown;
  } = {
    'picture.put': (input) => {
      if (!this.pictures) throw new CodedError('store.notReady');
      return this.pictures.put(input);
    },
    'session.set': ({ operator }, { session }) => {
      this.sessions.choose(session, operator);
      return {};
    },
    'caller.find': ({ phone }, { actor }) => this.theStore().searches.find(phone, actor),
    'session.may': ({ window, deed }) => this.sessions.view(window, deed),
    'command.confirmed': ({ window, envelope }) =>
      this.command(envelope as Envelope, this.sessions.atWindow(window), true),
    'clock.confirm': () => {
      this.theStore().believeClock();
      this.resumeRules();
      return {};
    },
    'import.start': ({ token }, { actor }) => this.theImports().start(token, actor),
    'import.finish': ({ job }, { actor }) => this.theImports().finish(job, actor),
    'import.withdraw': ({ job }, { actor }) => this.theImports().withdraw(job, actor),
    'import.cancel': ({ job }) => {
      this.theImports().cancel(job);
      return {};
    },
    'import.asideRow': ({ job, row }, { actor }) => this.theImports().asideRow(job, row, actor),
    'import.settleRow': ({ job, row, how, orderNo, receivedAt }, { actor }) =>
      this.theImports().settle(job, row, { how, orderNo, receivedAt }, actor),
    'rules.check': ({ table, rows }) => this.theRules().check(table, rows),
    'rules.set': (input, { actor }) => this.theRules().set(input, actor),
    'rules.reckon': (_input, { actor }) => this.theRules().reckon(actor),
    'rules.cancel': () => {
      this.theRules().cancel();
      return {};
    },
    'rules.readYear': ({ name, text }) => this.theRules().readYear(name, text),
    'catalogue.take': ({ token }, { actor }) => this.theCatalogues().take(token, actor),
    'data.join': async (input) => {
      if (this.store) throw new CodedError('sync.notEmpty');
      await this.joinCentre(input);
      return {};
    },
    'data.build': async ({ kind }) => {
      if (this.store || this.building) throw new CodedError('store.notReady');
      this.building = true;
      try {
        await this.buildData(kind);
      } catch (error) {
        // Whoever watches it build is told that it has ended, and may try again.
        const ended = {
          job: 'build',
          kind: 'demo',
          phase: 'commands',
          done: 0,
          total: 0,
          ended: true,
        } as const;
        this.feeds.publish('job', ended);
        this.wait({ state: 'empty', problem: null });
        throw error;
      } finally {
        this.building = false;
      }
      return {};
    },
  };

  private follow(feed: FeedName, send: (message: unknown) => void, role: Role): () => void {
    if (role === 'wall' && feed === 'sync') return () => {};
    const stop = this.feeds.follow(feed, send);
    // Whoever begins to follow learns at once how things stand.
    if (feed === 'health') send(this.health());
    if (feed === 'sync') send(this.sharing.status);
    if (feed === 'syncAge') send(ageOf(this.sharing.status));
    if (feed === 'clock' && this.store) send(this.clockMessage(false));
    return stop;
  }

  private publishChange(): void {
    const store = this.store;
    if (!store) return;
    const changed = [...this.changed];
    this.changed = new Set();
    this.feeds.publish('change', { position: store.position, changed, now: store.clock.now() });
  }

  private publishClock(lightsMoved: boolean): void {
    if (this.store) this.feeds.publish('clock', this.clockMessage(lightsMoved));
  }

  private clockMessage(lightsMoved: boolean): { now: string; hostMs: number; lightsMoved: boolean } {
    const { clock } = this.theStore();
    const nowMs = clock.nowMs();
    return { now: clock.now(), hostMs: clock.hostMsOf(nowMs), lightsMoved };
  }

  private theStore(): Store {
    if (!this.store) throw new CodedError('store.notReady');
    return this.store;
  }

  private theRules(): Rules {
    if (!this.rules) throw new CodedError('store.notReady');
    return this.rules;
  }

  private theCatalogues(): CatalogueImports {
    if (!this.catalogues) throw new CodedError('store.notReady');
    return this.catalogues;
  }

  private theImports(): Imports {
    if (!this.imports) throw new CodedError('store.notReady');
    return this.imports;
  }
}

/** The caller and the words as given, opened; `erased` where the key was erased, `missing` where there is none here that opens them. */
function revealed(store: Store, stream: string): Record<string, unknown> {
  const received = store.reader.facts(stream).find((fact: Fact) => fact.type === 'report.received');
  if (!received?.sealed) return { caller: {} };
  const opened = store.keys?.open(received.sealed);
  if (opened) {
    const { hash: _, ...caller } = opened;
    return { caller };
  }
  const erased = store.keys?.isErased(received.sealed.key) === true;
  return erased ? { caller: {}, erased } : { caller: {}, missing: true };
}
