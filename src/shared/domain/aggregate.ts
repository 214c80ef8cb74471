import type { z } from 'zod';
import type { Deed } from '../rules/whoMay';
import type { DecideContext, DerivedIds, Streams } from './context';
import { aggregateOf, type Decision, type Fact, type StoredEvent, type StreamId } from './envelope';
import { EventReader, type EventTypes, type FactOf } from './eventType';

/** The streams of one aggregate: what their names begin with, which events they hold, and what these fold to. */
export interface StreamType<S, E extends EventTypes = EventTypes> {
  /** `case` for `case:9f0a…`; more than one where several kinds of streams fold alike. */
  readonly prefixes: readonly string[];
  readonly events: E;
  /** Is this a fact of these events, in its latest version, with nothing in it that this program does not know? */
  reads(fact: Fact): boolean;
  /** Fold one fact. What this program does not know (a type, a version, a value of a list) leaves the state as it is. */
  evolve(state: S | null, fact: Fact): S | null;
}

/** How each fact changes the state of its stream, by its type; `state` is null before the first fact that was taken. */
export type Appliers<S, E extends EventTypes> = {
  readonly [T in keyof E & string]: (state: S | null, fact: FactOf<E, T>) => S | null;
};

/** An applier of each event type, of whatever form: for a fold that calls them itself. */
type AppliersOf<E extends EventTypes> = {
  readonly [T in keyof E & string]: (...given: never[]) => unknown;
};

/** The applier of a fact that changes nothing in the fold: it is kept for the timeline. */
export function unchanged<S>(state: S): S {
  return state;
}

/**
 * Streams with these prefixes and events. Each event type has its applier: one that nobody folds does not compile. An applier gets
 * facts of its own type alone, in their latest version.
 */
export function streamType<S, E extends EventTypes>(
  prefixes: readonly string[],
  events: E,
  appliers: Appliers<S, E>,
): StreamType<S, E> {
  return streamTypeBy<S, E>(prefixes, events, appliers, (state, fact) => applied(appliers, state, fact));
}

function applied<S, E extends EventTypes, T extends keyof E & string>(
  appliers: Appliers<S, E>,
  state: S | null,
  fact: FactOf<E, T>,
): S | null {
  return appliers[fact.type](state, fact);
}

/**
 * The same where one function folds all facts and calls the appliers itself, since more is done around each. The appliers are named
 * here all the same, so that the compiler misses none.
 */
export function streamTypeBy<S, E extends EventTypes>(
  prefixes: readonly string[],
  events: E,
  _appliers: AppliersOf<E>,
  evolve: (state: S | null, fact: FactOf<E>) => S | null,
): StreamType<S, E> {
  const readers = new Map(Object.entries(events).map(([name, type]) => [name, new EventReader(type)]));
  const reads = (fact: Fact): boolean => readers.get(fact.type)?.reads(fact) ?? false;
  return {
    prefixes,
    events,
    reads,
    evolve: (state, fact) => (reads(fact) ? evolve(state, fact as FactOf<E>) : state),
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

interface Definition<C extends readonly CommandSchema[], N extends string, S, E extends EventTypes> {
  /** The word for it in texts and tests. */
  readonly name: N;
  readonly stream: StreamType<S, E>;
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

/**
 * An aggregate (聚合): streams of one kind with all that may happen to them. `C`: its commands, `N`: its name, `S`: what its streams fold
 * to, `E`: its events. See `docs/adding-a-capability.md`.
 */
export type Aggregate<
  C extends readonly CommandSchema[] = readonly CommandSchema[],
  N extends string = string,
  S = unknown,
  E extends EventTypes = EventTypes,
> = Definition<C, N, S, E>;

/** Describe an aggregate; see {@link Definition}. */
export function defineAggregate<
  const C extends readonly CommandSchema[],
  const N extends string,
  S,
  E extends EventTypes,
>(definition: Definition<C, N, S, E>): Aggregate<C, N, S, E> {
  return definition;
}
