import type { z } from 'zod';
import type { Deed } from '../rules/whoMay';
import type { DecideContext, DerivedIds, Streams } from './context';
import { aggregateOf, type Decision, type Fact, type StoredEvent, type StreamId } from './envelope';
import { EventReader, type EventTypes, type FactOf } from './eventType';

/** The streams of one aggregate: what their names begin with, which events they hold, and what these fold to. */
export interface StreamType<S> {
  /** `case` for `case:9f0a…`; more than one where several kinds of streams fold alike. */
  readonly prefixes: readonly string[];
  readonly events: EventTypes;
  /** Fold one fact. What this program does not know (a type, a version, a value of a list) leaves the state as it is. */
  evolve(state: S | null, fact: Fact): S | null;
}

/**
 * Streams with these prefixes and events. `evolve` gets facts of its own types alone, in their latest version; null before the first
 * one that it takes.
 */
export function streamType<S, E extends EventTypes>(
  prefixes: readonly string[],
  events: E,
  evolve: (state: S | null, fact: FactOf<E>) => S | null,
): StreamType<S> {
  const readers = new Map(Object.entries(events).map(([name, type]) => [name, new EventReader(type)]));
  return {
    prefixes,
    events,
    evolve: (state, fact) => {
      const reader = readers.get(fact.type);
      return reader?.reads(fact) ? evolve(state, fact as FactOf<E>) : state;
    },
  };
}

/** Is this a stream of the type? */
export function isStreamOf(type: StreamType<unknown>, id: StreamId): boolean {
  return type.prefixes.includes(aggregateOf(id));
}

/** What a decision may look at, and when what it is about happened. */
export interface DecideScope {
  readonly streams: Streams;
  readonly ids: DerivedIds;
  readonly ctx: DecideContext;
  /** When it happened: what was said, else now. */
  readonly at: string;
  /** When it happened, where somebody said so. */
  readonly said: string | undefined;
  /** Why it is recorded so late (补录原因), where somebody said so. */
  readonly lateReason: string | undefined;
}

/** Who may send a command. */
export interface CommandRights {
  /** Which deed of the table “who may” it is; `desk.work` where nothing is said. */
  readonly deed?: Deed;
  /**
   * `program`: no page sends it, the store's own jobs do. `confirmed`: main brings it, once it has asked a person, since it cannot
   * be taken back. Without either a page may.
   */
  readonly sentBy?: 'program' | 'confirmed';
}

/** The schema of a command: an object whose `type` names it. */
export type CommandSchema = z.ZodObject<{ type: z.ZodLiteral<string> }>;
type TypeOf<C extends readonly CommandSchema[]> = z.infer<C[number]>['type'];

interface Definition<C extends readonly CommandSchema[]> {
  /** The word for it in texts and tests. */
  readonly name: string;
  readonly stream: StreamType<unknown>;
  /** Its commands (wishes); none where only others write its events. */
  readonly commands: C;
  /** The event types that the commit of a command may begin with: a commit does not name its command, this tells its kind again. */
  readonly begins: { readonly [T in TypeOf<C>]: readonly string[] };
  readonly rights?: { readonly [T in TypeOf<C>]?: CommandRights };
  /** Events, or a refusal. Pure but for `streams`, which folds on demand. */
  decide(command: z.infer<C[number]>, scope: DecideScope): Decision;
  /** What the answer to a command names of an event that was written: the same after a restart as the first time. */
  result?(event: Pick<StoredEvent, 'stream' | 'type' | 'data'>): Record<string, unknown>;
}

/** An aggregate (聚合): streams of one kind with all that may happen to them. See `docs/adding-a-capability.md`. */
export type Aggregate<C extends readonly CommandSchema[] = readonly CommandSchema[]> = Definition<C>;

/** Describe an aggregate; see {@link Definition}. */
export function defineAggregate<const C extends readonly CommandSchema[]>(
  definition: Definition<C>,
): Aggregate<C> {
  return definition;
}
