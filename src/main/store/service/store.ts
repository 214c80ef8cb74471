import type { Ack } from '@shared/contract/contract';
import { CodedError } from '@shared/contract/errors';
import type { Health } from '@shared/contract/models';
import { isStreamOf } from '@shared/domain/aggregate';
import { CENTRE } from '@shared/domain/centre/events';
import { type Envelope, type EnvelopeInput, envelopeSchema } from '@shared/domain/commands';
import type { Commit, Fact } from '@shared/domain/envelope';
import { factsOf } from '@shared/domain/facts';
import type { Folded } from '@shared/domain/fold';
import { tablesStream } from '@shared/domain/registry/evolve';
import { stateAs } from '@shared/domain/streams';
import { storable } from '@shared/rules/text/storable';
import { type Instant, toMs } from '@shared/rules/time';
import { chainOf } from '@shared/sync/vector';
import type { Blobs } from '../blobs/blobs';
import { CallerSearches } from '../jobs/callerSearches';
import { noteGivenBack } from '../journal/givenBack';
import type { HybridClock } from '../journal/hlc';
import { type Identity, saveIdentity } from '../journal/identity';
import { type LostEnd, readLostEnds } from '../journal/lostEnd';
import type { JournalWriter, Written } from '../journal/writer';
import type { DataKeys } from '../keys/dataKeys';
import { callerHasher } from '../keys/seal';
import type { FolderLock } from '../lock';
import type { Applied, Projection } from '../projection/projection';
import type { QueryContext } from '../queries/context';
import { CallerIndex } from '../search/callers';
import { DeskTable } from '../search/table';
import { ownHead } from '../sharing/chains';
import type { ChainHead } from './author';
import { diskIsWell, rememberFolder } from './care';
import type { CentreClock } from './centreClock';
import { Changes } from './changes';
import { type ClockGuard, clockError } from './clockGuard';
import type { Committer } from './committer';
import { KeyCare } from './keyCare';
import type { Knowledge } from './knowledge';
import { foldersOf } from './open';
import { observe, prepareStore, type StoreDependencies, type StoreOptions } from './opening';
import type { Asker } from './requestDigest';
import { Sharing } from './sharing';
import type { SnapshotKeeper } from './snapshotKeeper';
import { healthOf } from './storeHealth';
import type { StreamReader } from './streams';

export type { StoreOptions } from './opening';

/** What a store tells its surroundings. */
export interface StoreEvents {
  committed(items: readonly string[]): void;
  health(): void;
}

/** Whoever joined a centre can decide nothing before its tables have come; they, and who belongs to it, need none. */
function needsRules({ command }: Envelope): boolean {
  return (
    command.type !== 'table.set' && command.type !== 'centre-key.name' && !command.type.startsWith('device.')
  );
}

const NEWLINE = Buffer.from('\n');

const SILENT: StoreEvents = { committed() {}, health() {} };

/**
 * One data folder, open: journal, projection, blobs, keys, and the commands and queries over them. Runs in the store
 * process, in the command line, and in tests alike; it knows nothing of windows.
 */
export class Store {
  events: StoreEvents = SILENT;
  private problem: CodedError | undefined;
  private flushedAt: Instant | null = null;
  private readonly changes = new Changes();
  /** Not closed yet. */
  open = true;
  /** The queue's rows in memory, for filters and searches. */
  readonly table: DeskTable;
  /** Keyed hash of a caller's normalised number; undefined where the key is not open. */
  readonly callerHash: (phone: string) => string | undefined;
  /** Who called about which reports: in memory only. */
  readonly callers: CallerIndex;
  readonly searches: CallerSearches;
  /** The store as other stations see it. */
  readonly sharing: Sharing;

  readonly clock: CentreClock;
  private readonly clockGuard: ClockGuard;
  private clockDoubted = false;
  readonly projection: Projection;
  readonly reader: StreamReader;
  readonly knowledge: Knowledge;
  readonly blobs: Blobs;
  readonly keys: DataKeys | undefined;
  readonly keyCare: KeyCare;
  private who: Identity;
  private readonly hlc: HybridClock;
  private readonly writer: JournalWriter;
  private readonly lock: FolderLock | undefined;
  private startProblem: CodedError | undefined;
  private readonly committer: Committer;
  private readonly snapshots: SnapshotKeeper;
  private readonly lostEnds: readonly LostEnd[];

  private constructor(
    readonly options: StoreOptions,
    dependencies: StoreDependencies,
  ) {
    ({
      clock: this.clock,
      clockGuard: this.clockGuard,
      projection: this.projection,
      reader: this.reader,
      knowledge: this.knowledge,
      blobs: this.blobs,
      keys: this.keys,
      identity: this.who,
      hlc: this.hlc,
      writer: this.writer,
      lock: this.lock,
      committer: this.committer,
      snapshots: this.snapshots,
      problem: this.startProblem,
    } = dependencies);
    this.problem = dependencies.problem;
    this.table = new DeskTable(this.projection.db);
    const { centreKey } = options;
    this.callerHash = centreKey && 'key' in centreKey ? callerHasher(centreKey.key) : () => undefined;
    this.callers = new CallerIndex({
      db: this.projection.db,
      facts: (stream) => this.reader.facts(stream),
      open: (sealed) => this.keys?.open(sealed),
      // Asked of the keys: a hundred thousand streams of erasures would drive all others from memory.
      isErased: (report) => this.keys?.isErased(report) ?? false,
    });
    this.keyCare = new KeyCare(this.keys, {
      mayWrite: () => this.writable,
      failed: (error, stops) => {
        if (stops) this.startProblem = error;
        this.setProblem(error);
      },
    });
    this.searches = new CallerSearches(this);
    this.snapshots.before = () => this.writePending();
    this.lostEnds = readLostEnds(options.dataDir);
    this.sharing = new Sharing(this);
  }

  /** Open a folder that has an identity. Errors: `store.locked`, `store.empty` where it has none yet. */
  static async open(options: StoreOptions): Promise<Store> {
    // They call back into the store they belong to, which exists a few lines further down.
    const self: { store?: Store } = {};
    const dependencies = await prepareStore(options, {
      apply: (batch, moved) => self.store?.own(batch, moved),
      before: () => self.store?.writePending(),
      committed: () => self.store?.tellCommitted(),
      onWriteFailed: (error) => self.store?.setProblem(error),
    });
    const store = new Store(options, dependencies);
    self.store = store;
    if (store.writable) store.remember();
    await store.nameCentreKey();
    // Not where lines were left out: the next start must find the damage again, not a snapshot that hides it.
    if (dependencies.rebuilt && store.writable) dependencies.snapshots.makeHere();
    return store;
  }

  /** Who writes here now. */
  get identity(): Identity {
    return this.who;
  }

  /** Where the own chain stands. */
  get chainHead(): ChainHead {
    return this.committer.chain;
  }

  /** May this folder be written? */
  get writable(): boolean {
    return this.lock !== undefined && !this.startProblem;
  }

  /** Why data keys cannot be opened, if they cannot. */
  get keyProblem(): CodedError | undefined {
    const { centreKey } = this.options;
    return centreKey instanceof CodedError ? centreKey : undefined;
  }

  get position(): number {
    return this.projection.head().position;
  }

  /**
   * Validate and execute a command for an actor. `by`: a person's id is bound to what it asks (see `RequestDigests`), a
   * program's to its job and row alone. Errors: `store.readOnly`, `store.key`, `store.clock`, `store.noTables`, `command.otherRequest`,
   * `command.lookAgain`, refusals, and the journal's.
   */
  async execute(input: EnvelopeInput, actor: string, by: Asker = 'program'): Promise<Ack> {
    const envelope = envelopeSchema.parse(storable(input));
    this.mustBeWritable();
    if (this.options.centreKey instanceof CodedError) throw this.options.centreKey;
    if (needsRules(envelope) && this.knowledge.rules.limits.length === 0)
      throw new CodedError('store.noTables');
    const ack = await this.committer.execute(envelope, actor, by);
    // The erasure is a fact now, and nothing opens any more; but that the key is overwritten is not to be said before it is.
    if (envelope.command.type === 'caller.erase' && !this.keyCare.erased)
      throw new CodedError('store.eraseUnfinished');
    return ack;
  }

  /**
   * Write commits of other stations, or copies of own ones, as the lines they are (without newline): durable, indexed, and on
   * the screens on return (with `later`: by `writePending`). They were sifted before. Errors as the journal's.
   */
  takeIn(commits: readonly Commit[], lines: readonly Buffer[], later = false): void {
    this.mustBeWritable();
    let places: Written[];
    try {
      places = this.writer.append(lines.map((line) => Buffer.concat([line, NEWLINE])));
    } catch (error) {
      this.setProblem(error as CodedError);
      throw error;
    }
    const before = this.position;
    const batch = commits.map((commit, i): Applied => {
      const place = places[i];
      if (!place) throw new Error('The journal wrote fewer lines than it was given');
      return { commit, place, position: before + i + 1 };
    });
    const nowMs = this.clock.nowMs();
    for (const commit of commits) observe(this.hlc, commit, nowMs);
    this.committer.took(commits.length);
    this.projection.onApplied = (commit) => {
      for (const fact of factsOf(commit)) this.advance(fact);
    };
    try {
      this.apply(batch, new Map(), later);
    } catch (error) {
      // What was rolled back must not stay folded.
      for (const commit of commits) for (const { stream } of commit.events) this.reader.forget(stream);
      throw error;
    } finally {
      this.projection.onApplied = () => {};
    }
    if (!later) this.tellCommitted();
  }

  /** Write the rows of what was taken in with `later`; decisions and snapshots need them. */
  writePending(): void {
    if (this.projection.pendingStreams === 0) return;
    this.show(this.projection.writePending());
    this.tellCommitted();
  }

  /** Write own commits again under this incarnation, and all others from now on; returns where its chain stands. */
  enterIncarnation(incarnation: number): ChainHead {
    this.mustBeWritable();
    const chain = chainOf(this.who.device, incarnation);
    this.projection.givenBack.add(chain);
    noteGivenBack(foldersOf(this.options.dataDir).journal, this.projection.givenBack);
    if (incarnation !== this.who.incarnation) {
      const next = { ...this.who, incarnation };
      saveIdentity(this.options.dataDir, next);
      this.who = next;
    }
    const head = ownHead(this.projection.db, this.reader, this.who);
    this.goOn(head);
    return head;
  }

  /** The own chain stands here now. */
  goOn(head: ChainHead): void {
    this.committer.moveTo(this.who, head);
    this.remember();
  }

  /** This centre's street is known now. Errors: `sync.otherStreet` where it is another's already. */
  setStreet(street: string): void {
    if (this.who.street === street) return;
    if (this.who.street) throw new CodedError('sync.otherStreet', { street: this.who.street });
    const next = { ...this.who, street };
    saveIdentity(this.options.dataDir, next);
    this.who = next;
  }

  /** Something that screens show has changed without a commit: a picture has come. */
  screensFollow(): void {
    this.tellCommitted();
  }

  /** What a query may look at, now, asked by `actor`; `-` is nobody, whose work is nobody's. */
  context(actor = '-'): QueryContext {
    const now = this.clock.now();
    return {
      db: this.projection.db,
      now,
      nowMs: toMs(now),
      position: this.position,
      actor,
      rules: this.knowledge.rules,
      knowledge: this.knowledge,
      table: this.table,
      callers: this.callers,
      foundBy: (search) => this.searches.foundBy(search),
      commitOf: (id) => this.fateOf(id),
      keyState: (name) => this.keys?.stateOf(name) ?? 'missing',
      get: (type, stream) => stateAs(type, stream, this.reader.load(stream).state),
      state: (stream) => this.reader.load(stream).state,
      facts: (stream) => this.reader.facts(stream),
    };
  }

  /** State of the store as screens show it. */
  health(interruptedJobs: number): Health {
    const doubt = this.clockGuard.doubt(this.clock.nowMs());
    const { options, problem, identity, position, flushedAt, lostEnds } = this;
    const { centreKey } = options;
    const clock = doubt && clockError(doubt);
    const { seq } = this.committer.chain;
    const vector = this.sharing.vector();
    const writable = this.lock !== undefined && !this.startProblem;
    const where = { identity, seq, position, flushedAt, lostEnds, vector };
    return healthOf({ writable, problem, clock, centreKey, interruptedJobs, ...where });
  }

  /** The commit of a command id; undefined where surely nothing was written under it. Errors: `store.fateUnknown`. */
  private fateOf(id: string): ReturnType<QueryContext['commitOf']> {
    const known = this.reader.commitOf(id);
    if (!known && !this.settled())
      throw new CodedError('store.fateUnknown', { reason: String(this.problem?.params.reason ?? '') });
    return known;
  }

  /** Is it certain of every refused command that it is not written, and cannot come back after a crash? Seen to where it is not. */
  settled(): boolean {
    if (!this.writer.unsettled) return true;
    if (!this.writable) return false;
    try {
      this.writer.settle();
      return true;
    } catch {
      return false;
    }
  }

  /** Is the disk well again? Tried from time to time while commands are refused, so that the warning goes by itself. */
  probeDisk(): void {
    const done = this.keyCare.finish();
    if (done && this.problem && !this.startProblem && diskIsWell(this.options.dataDir) && this.settled())
      this.setProblem(undefined);
  }

  /**
   * A folder says in its journal by which key its data are sealed, once: then another key in its place is known as such. An empty one
   * that was let into a centre learns it from there.
   */
  private async nameCentreKey(): Promise<void> {
    const { keys } = this;
    if (!keys || !this.writable || this.position === 0 || this.reader.load(CENTRE).state !== null) return;
    const id = `centre-key-${keys.wrap}-${this.identity.device}.${this.identity.incarnation}`;
    const command = { type: 'centre-key.name' as const, key: keys.wrap };
    // A disk without room is told by the next command; the key is named at the next start then.
    await this.committer.execute(envelopeSchema.parse({ id, command }), 'system', 'program').catch(() => {});
  }

  /** Is the host's clock in doubt, or no longer? Looked at from time to time, so that the desk is asked before it writes. */
  lookAtClock(): void {
    const doubted = this.clockGuard.doubt(this.clock.nowMs()) !== undefined;
    if (doubted === this.clockDoubted) return;
    this.clockDoubted = doubted;
    this.events.health();
  }

  /** Somebody says that the host's clock is right. */
  believeClock(): void {
    this.clockGuard.believe(this.clock.nowMs());
    this.lookAtClock();
    // What a start would have written waits for this too.
    void this.nameCentreKey();
  }

  /** Make a snapshot of the projection where enough has changed since the last. */
  snapshotIfDue(after: number): void {
    if (!this.lock || this.problem) return;
    this.writePending();
    this.snapshots.makeIfDue(after);
  }

  /** Resolves when no snapshot is being made. */
  snapshotMade(): Promise<void> {
    return this.snapshots.made();
  }

  /** From time to time: where the clock stands, and how far the folder has come. */
  remember(): void {
    if (!this.lock || this.problem) return;
    rememberFolder(this.options, { ...this.identity, seq: this.committer.chain.seq }, this.clock);
  }

  /** Flush what is not yet safe and give the folder back. */
  close(): void {
    this.committer.end();
    this.open = false;
    this.writePending();
    this.keyCare.follow();
    this.snapshots.close(this.lock !== undefined && !this.problem);
    if (this.lock) this.remember();
    this.writer.close();
    this.reader.close();
    this.projection.db.close();
    this.lock?.release();
  }

  private show(items: readonly string[]): void {
    this.table.touch(items);
    if (items.length > 0) this.changes.add(items);
  }

  private mustBeWritable(): void {
    if (!this.open) throw new CodedError('store.notReady');
    if (!this.writable) throw this.startProblem ?? new CodedError('store.readOnly');
  }

  private advance(fact: Fact): void {
    const { stream } = fact;
    this.reader.advance(fact);
    if (isStreamOf(tablesStream, stream)) this.knowledge.forget();
  }

  private apply(batch: readonly Applied[], moved: ReadonlyMap<string, Folded>, later = false): void {
    for (const [stream, loaded] of moved) {
      this.reader.keep(stream, loaded);
      if (isStreamOf(tablesStream, stream)) this.knowledge.forget();
    }
    this.show(this.projection.apply(batch, later));
    // What has no row in the queue is named by its stream; only a table changes what all screens show.
    for (const { stream } of batch.flatMap(({ commit }) => commit.events))
      this.changes.add(isStreamOf(tablesStream, stream) ? [] : [stream]);
    this.callers.follow(batch.flatMap(({ commit }) => commit.events));
    this.snapshots.applied(batch.length);
    this.flushedAt = this.clock.now();
    if (this.problem && !this.startProblem) this.setProblem(undefined);
  }

  /** Own commands became durable. */
  private own(batch: readonly Applied[], moved: ReadonlyMap<string, Folded>): void {
    const last = batch.at(-1)?.commit.recordedAt;
    if (last !== undefined) this.clockGuard.wrote(last);
    this.apply(batch, moved);
    this.sharing.committed(batch.map(({ commit }) => commit));
  }

  private tellCommitted(): void {
    this.events.committed(this.changes.take());
  }

  private setProblem(problem: CodedError | undefined): void {
    if (this.problem?.code === problem?.code) return;
    this.problem = problem;
    this.events.health();
  }
}
