import { createHash, randomUUID } from 'node:crypto';
import type { Envelope } from '@shared/domain/commands';
import type { DerivedIds } from '@shared/domain/context';
import type { Commit, NewEvent, StoredEvent } from '@shared/domain/envelope';
import { versionFor } from '@shared/domain/knowledge';
import { maskText } from '@shared/rules/intake/personal';
import { dayOf, toMs } from '@shared/rules/time';
import type { HybridClock } from '../journal/hlc';
import type { Identity } from '../journal/identity';
import { NO_PREV } from '../journal/line';
import type { DataKeys } from '../keys/dataKeys';
import type { Asker, RequestDigests } from './requestDigest';
import type { BatchStreams } from './streams';

/** Where the device's own chain stands. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

export const FIRST_HEAD: ChainHead = { seq: 0, hash: NO_PREV };

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 20);
}

/** Ids computed from what comes from outside: report = hash of channel and outside number. */
export const derivedIds: DerivedIds = {
  reportOf: (channel, outsideNo) => `report:${shortHash(`${channel}|${outsideNo}`)}`,
  caseOf: (reportId) => `case:${shortHash(reportId)}`,
};

/** A fresh random stream id. */
export function randomStreamId(aggregate: string): string {
  return `${aggregate}:${randomUUID()}`;
}

/**
 * Readable case numbers (案号): day, letter of the device, running number of the day: `20241231-A0042`. From its second
 * incarnation on a folder puts the incarnation behind the letter, `20241231-A2-0042`: a clone or a restored backup does not
 * know what was given elsewhere after it was copied, and must repeat none of it. Numbers of refused commands are not used up.
 */
export class CaseNumbers {
  private readonly days = new Map<string, number>();

  /** `lastOf`: the highest running number behind a prefix that is known here, 0 where there is none. */
  constructor(
    private readonly letter: string,
    private readonly lastOf: (prefix: string) => number,
    private incarnation = 1,
  ) {}

  next(at: string): string {
    const day = dayOf(at).replaceAll('-', '');
    const prefix = `${day}-${this.letter}${this.incarnation === 1 ? '' : `${this.incarnation}-`}`;
    const n = (this.days.get(prefix) ?? this.lastOf(prefix)) + 1;
    this.days.set(prefix, n);
    return `${prefix}${String(n).padStart(4, '0')}`;
  }

  /** Numbers belong to this incarnation from now on. */
  enter(incarnation: number): void {
    this.incarnation = incarnation;
  }

  /**
   * Forget what was handed out since the last durable commit, and whenever commits come in from elsewhere: the next number is
   * asked of the projection again.
   */
  forget(): void {
    this.days.clear();
  }
}

/** Makes commits of decisions: envelope, rank and basis of each event, sealing of what is personal. */
export class Author {
  constructor(
    private readonly identity: Identity,
    private readonly clock: HybridClock,
    private readonly keys: DataKeys | undefined,
    private readonly digests?: RequestDigests,
  ) {}

  /** The same author under another identity: the chain goes on in a new incarnation. */
  as(identity: Identity): Author {
    return new Author(identity, this.clock, this.keys, this.digests);
  }

  /** The incarnation that it writes in. */
  get incarnation(): number {
    return this.identity.incarnation;
  }

  /** The names of the data keys that these events need. */
  static keysOf(events: readonly NewEvent[]): string[] {
    return events.flatMap((event) => (event.secret ? [event.secret.keyId] : []));
  }

  /**
   * The commit of a decision, to be the next of the chain. What a person asked is kept as a digest beside it, so that the same
   * id with other words is noticed (`by`).
   */
  commit(
    envelope: Envelope,
    actor: string,
    events: readonly NewEvent[],
    now: string,
    head: ChainHead,
    streams: BatchStreams,
    by: Asker = 'program',
  ): Commit {
    const { id, onBehalfOf, via, saidBy, lateReason, cause, basis } = envelope;
    const ranks = new Map<string, number>();
    const stored = events.map((event) => this.stored(event, now, basis, ranks, streams));
    const digest = by === 'person' ? this.digests?.of(envelope, actor, stored) : undefined;
    return {
      device: this.identity.device,
      incarnation: this.identity.incarnation,
      seq: head.seq + 1,
      hlc: this.clock.next(toMs(now)),
      id,
      actor,
      ...(onBehalfOf ? { onBehalfOf } : {}),
      ...(via ? { via } : {}),
      // Whoever fills a sheet in writes his number behind his name.
      ...(saidBy ? { saidBy: maskText(saidBy) } : {}),
      ...(lateReason ? { lateReason: maskText(lateReason) } : {}),
      recordedAt: now,
      ...(cause ? { cause } : {}),
      ...(digest ? { digest } : {}),
      prev: head.hash,
      events: stored,
    };
  }

  private stored(
    event: NewEvent,
    now: string,
    basis: Envelope['basis'],
    ranks: Map<string, number>,
    streams: BatchStreams,
  ): StoredEvent {
    const before = streams.load(event.stream);
    const rank = (ranks.get(event.stream) ?? before.rank) + 1;
    ranks.set(event.stream, rank);
    const stored: StoredEvent = {
      stream: event.stream,
      type: event.type,
      v: versionFor(event.type, event.data),
      rank,
      // What the actor had seen: all that no other event has answered yet.
      basis: basis?.[event.stream] ?? (before.heads === '' ? null : before.heads),
      at: event.at ?? now,
      data: event.data,
    };
    if (event.secret && this.keys) stored.sealed = this.keys.seal(event.secret.keyId, event.secret.value);
    return stored;
  }
}
