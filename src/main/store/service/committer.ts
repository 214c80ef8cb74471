import type { Ack } from '@shared/contract/contract';
import { CodedError } from '@shared/contract/errors';
import type { Envelope } from '@shared/domain/commands';
import type { DecideContext } from '@shared/domain/context';
import { decide } from '@shared/domain/decide';
import type { Commit } from '@shared/domain/envelope';
import type { Folded } from '@shared/domain/fold';
import { resultOf } from '@shared/domain/result';
import type { Identity } from '../journal/identity';
import { encodeLine, hashLine } from '../journal/line';
import type { JournalWriter, Written } from '../journal/writer';
import type { DataKeys } from '../keys/dataKeys';
import type { Applied } from '../projection/projection';
import { Author, type CaseNumbers, type ChainHead, derivedIds } from './author';
import type { Asker, RequestDigests } from './requestDigest';
import { BatchStreams, type StreamSource } from './streams';

/** What a committer works with; the store's dependencies, passed in so that tests and the bulk builder can bring their own. */
export interface CommitterDependencies {
  readonly author: Author;
  readonly writer: JournalWriter;
  readonly keys: DataKeys | undefined;
  readonly numbers: CaseNumbers;
  readonly streams: StreamSource;
  /** Tells whether a known id asks again for what it asked for; without it every known id is answered. */
  readonly digests?: RequestDigests | undefined;
  commitOf(id: string): { commit: Commit; position: number } | undefined;
  context(actor: string, numbers: CaseNumbers): DecideContext;
  /** May anything be stamped with this time? Errors: `store.clock`. */
  mayStamp?(now: string): void;
  /** Called before a batch is decided: rows that wait are written. */
  before?(): void;
  /** Called with what has become durable, before anybody is answered. */
  apply(batch: readonly Applied[], moved: ReadonlyMap<string, Folded>): void;
  /** Called after the answers: tell the screens. */
  committed(): void;
  onWriteFailed(error: CodedError): void;
}

interface Waiting {
  readonly envelope: Envelope;
  readonly actor: string;
  readonly by: Asker;
  readonly resolve: (ack: Ack) => void;
  readonly reject: (error: unknown) => void;
}

interface Decided {
  readonly waiting: Waiting;
  readonly commit: Commit;
  readonly line: Buffer;
}

/** Commands that share one flush at most: bounds what a crash can leave unanswered and how long the loop is held. */
const BATCH = 256;

/**
 * Turns commands into durable commits. There is no waiting window: a flush begins as soon as a command is there, and what
 * arrives meanwhile shares the next one. A command is answered only after its line is flushed and the projection has it.
 */
export class Committer {
  private readonly queue: Waiting[] = [];
  private scheduled = false;
  private ended = false;
  private author: Author;

  constructor(
    private readonly dependencies: CommitterDependencies,
    private head: ChainHead,
    private position: number,
  ) {
    this.author = dependencies.author;
  }

  /** The device's chain as it is durable. */
  get chain(): ChainHead {
    return this.head;
  }

  /** Commits of other stations were written behind the last one. */
  took(commits: number): void {
    this.position += commits;
    // Numbers that were given elsewhere may be among them.
    this.dependencies.numbers.forget();
  }

  /** The chain goes on elsewhere: in a new incarnation, behind copies that were written again. */
  moveTo(identity: Identity, head: ChainHead): void {
    this.author = this.author.as(identity);
    this.head = head;
    this.dependencies.numbers.enter(identity.incarnation);
  }

  /** Hand in a command. Errors: a refusal's code, `command.otherRequest`, `command.lookAgain`, or the journal's. */
  execute(envelope: Envelope, actor: string, by: Asker = 'program'): Promise<Ack> {
    if (this.ended) return Promise.reject(new CodedError('store.notReady'));
    return new Promise((resolve, reject) => {
      this.queue.push({ envelope, actor, by, resolve, reject });
      this.schedule();
    });
  }

  /** Write what waits, then take nothing more: the folder is about to be given back. */
  end(): void {
    while (this.queue.length > 0) this.runBatch(this.queue.splice(0, BATCH));
    this.ended = true;
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    // After the messages that already arrived have been read, and before anything that has yet to.
    setImmediate(() => {
      this.scheduled = false;
      this.runBatch(this.queue.splice(0, BATCH));
      // One batch at a time: its answers go out, and questions come in, before the next.
      if (this.queue.length > 0) this.schedule();
    });
  }

  private runBatch(batch: readonly Waiting[]): void {
    const { dependencies } = this;
    dependencies.before?.();
    const streams = new BatchStreams(dependencies.streams);
    const first = new Map<string, Waiting>();
    const twins: Waiting[] = [];
    const decided: Decided[] = [];
    let head = this.head;
    for (const waiting of batch) {
      if (first.has(waiting.envelope.id)) {
        twins.push(waiting);
        continue;
      }
      first.set(waiting.envelope.id, waiting);
      const one = this.decideOne(waiting, streams, head);
      if (!one) continue;
      streams.advance(one.commit);
      head = { seq: one.commit.seq, hash: hashLine(one.line) };
      decided.push(one);
    }
    if (decided.length > 0) this.makeDurable(decided, streams, head);
    // The same id twice in one batch: the second is asked again and finds the first's answer.
    for (const { envelope, actor, by, resolve, reject } of twins)
      void this.execute(envelope, actor, by).then(resolve, reject);
  }

  /** Decide one command on top of the batch; answers at once what needs no writing. */
  private decideOne(waiting: Waiting, streams: BatchStreams, head: ChainHead): Decided | undefined {
    const { envelope, actor, by } = waiting;
    try {
      const known = this.dependencies.commitOf(envelope.id);
      if (known) {
        this.dependencies.digests?.mustRepeat(known.commit, envelope, actor, by);
        waiting.resolve(ackOf(known.commit, known.position));
        return undefined;
      }
      const context = this.dependencies.context(actor, this.dependencies.numbers);
      this.dependencies.mayStamp?.(context.now);
      const decision = decide(envelope, streams, derivedIds, context);
      if (!decision.ok) throw new CodedError(decision.refusal.code, decision.refusal.params);
      if (decision.events.length === 0) {
        const { position } = this;
        waiting.resolve({
          id: envelope.id,
          position,
          seq: head.seq,
          events: 0,
          result: decision.result ?? {},
        });
        return undefined;
      }
      this.dependencies.keys?.prepare(Author.keysOf(decision.events));
      const commit = this.author.commit(envelope, actor, decision.events, context.now, head, streams, by);
      return { waiting, commit, line: encodeLine(commit) };
    } catch (error) {
      waiting.reject(error);
      return undefined;
    }
  }

  private makeDurable(decided: readonly Decided[], streams: BatchStreams, head: ChainHead): void {
    let places: Written[];
    try {
      // A key must outlive a crash if anything that it sealed does.
      this.dependencies.keys?.flush();
      places = this.dependencies.writer.append(decided.map((one) => one.line));
    } catch (error) {
      this.dependencies.numbers.forget();
      this.dependencies.onWriteFailed(error as CodedError);
      for (const { waiting } of decided) waiting.reject(error);
      return;
    }
    const applied = decided.map((one, i): Applied => {
      const place = places[i];
      if (!place) throw new Error('The journal wrote fewer lines than it was given');
      return { commit: one.commit, place, position: this.position + i + 1 };
    });
    this.head = head;
    this.position += applied.length;
    this.dependencies.apply(applied, streams.moved());
    for (const [i, { waiting, commit }] of decided.entries())
      waiting.resolve(ackOf(commit, applied[i]?.position ?? 0));
    this.dependencies.committed();
  }
}

/** The answer to a command from its commit: the first time, and ever after. */
export function ackOf(commit: Commit, position: number): Ack {
  return {
    id: commit.id,
    position,
    seq: commit.seq,
    events: commit.events.length,
    result: resultOf(commit.events),
  };
}
