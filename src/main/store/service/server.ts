import { Caller, type CallKind, type Wire } from '@shared/contract/caller';
import { merged } from '@shared/contract/capability';
import {
  type ActionInput,
  type FeedName,
  type FileKind,
  type FilePreview,
  type FileSaid,
  wallFeeds,
} from '@shared/contract/contract';
import { CodedError } from '@shared/contract/errors';
import type { Health } from '@shared/contract/models';
import { type Served, serve } from '@shared/contract/rpc';
import type { Envelope } from '@shared/domain/commands';
import { ageOf } from '../queries/sync';
import { actionHandlers } from './actions';
import type { ActionContext } from './actions/context';
import { answerQuery } from './answerQuery';
import { Changes } from './changes';
import { commandFrom } from './commandPort';
import { FeedHub, Throttle } from './feeds';
import { Jobs } from './jobs';
import { NewFolder } from './newFolder';
import { previews } from './previews';
import { actionOf, allows } from './rights';
import { type Role, type Session, Sessions } from './sessions';
import { SharingPort } from './sharingPort';
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

const handlers = merged<(input: never, context: ActionContext) => unknown>(Object.values(actionHandlers));

/** Serves a store to ports. The store may be absent at first: while it opens, and while a new folder is built. */
export class StoreServer {
  readonly feeds = new FeedHub();
  private store: Store | undefined;
  private jobs: Jobs | undefined;
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
  private readonly newFolder: NewFolder;
  private readonly changes = new Changes();
  private settle: () => void = () => {};
  private readonly settled = new Promise<void>((resolve) => {
    this.settle = resolve;
  });
  private readonly tellChange = new Throttle(100, () => this.publishChange());
  private readonly tellHealth = new Throttle(500, () => this.feeds.publish('health', this.health()));

  constructor(
    build: (kind: 'demo' | 'empty') => Promise<void>,
    private readonly askForWorkshop: (stuck: boolean) => void = () => {},
    join: (input: ActionInput<'data.join'>) => Promise<void> = async () => {},
  ) {
    this.newFolder = new NewFolder({
      build,
      join,
      hasStore: () => this.store !== undefined,
      wait: (state) => this.wait(state),
      progress: (message) => this.feeds.publish('job', message),
    });
  }

  /** Serve this store from now on. */
  use(store: Store): void {
    this.store = store;
    this.settle();
    this.jobs = new Jobs(store, (message) => this.feeds.publish('job', message), this.askForWorkshop);
    store.sharing.onCommit(() => this.feeds.publish('committed', {}));
    store.events = {
      committed: (items) => {
        this.changes.add(items);
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
    this.jobs.resume();
  }

  /** There is no store to serve, and why. */
  wait(state: Partial<Health>): void {
    this.waiting = state;
    this.settle();
    this.feeds.publish('health', this.health());
  }

  connectWorkshop(wire: Wire): void {
    this.jobs?.pictures.connect(new Caller(wire));
  }

  /** What the parse process read of a file becomes a preview. `said`: what the desk says about it. Errors: `store.notReady`, the kind's. */
  preview<K extends FileKind>(kind: K, file: unknown, said: FileSaid<K>): FilePreview<K> {
    // The parse process reads by the same kind: its list says what of it arrives here.
    return previews[kind](file as never, said, { store: this.theStore(), jobs: this.theJobs() });
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
    return this.store.health(this.jobs?.imports.interrupted() ?? 0);
  }

  private async call(kind: CallKind, name: string, input: unknown, session: Session): Promise<unknown> {
    if (kind === 'query') {
      return answerQuery(name, input, {
        status: () => ({ health: this.health(), sharing: this.sharing.status }),
        store: async () => {
          await this.awaitStore();
          return { ...this.theStore().context(session.actor), jobs: this.jobs };
        },
      });
    }
    await this.awaitStore();
    if (kind === 'command') {
      return commandFrom(input as Envelope, session, { store: this.theStore(), sessions: this.sessions });
    }
    if (SharingPort.knows(name)) return this.sharing.call(name, input);
    return this.action(name, input, session);
  }

  /** A page may be quicker than the store: its calls wait while the store opens, and fail only where there is none. */
  private async awaitStore(): Promise<void> {
    if (!this.store && this.waiting.state === undefined) await this.settled;
  }

  private action(name: string, input: unknown, session: Session): unknown {
    const entry = actionOf(name);
    const handler = handlers[name];
    if (!entry || !handler) throw new CodedError('rpc.unknown', { name });
    const actor = entry.deed === null ? '' : this.sessions.mustDo(entry.deed, session);
    return handler(entry.input.parse(input) as never, this.actionContext(session, actor));
  }

  private actionContext(session: Session, actor: string): ActionContext {
    const server = this;
    const { sessions, newFolder } = this;
    return {
      session,
      actor,
      sessions,
      newFolder,
      get store() {
        return server.theStore();
      },
      get jobs() {
        return server.theJobs();
      },
    };
  }

  private follow(feed: FeedName, send: (message: unknown) => void, role: Role): () => void {
    if (role === 'wall' && !wallFeeds.includes(feed)) return () => {};
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
    const changed = this.changes.take();
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

  private theJobs(): Jobs {
    if (!this.jobs) throw new CodedError('store.notReady');
    return this.jobs;
  }
}
