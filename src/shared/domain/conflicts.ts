import { later } from '../rules/time';
import { addsUp } from './case/appliers';
import { atTime } from './case/atTime';
import { caseStream } from './case/evolve';
import type { Settled } from './common';
import { chainOf, isLine } from './conflict/causes';
import { type ConcurrentEvent, Forks, type Group, stands } from './conflict/groups';
import { keptFields, overriddenFor, sideIn } from './conflict/sides';
import { aggregateOf, type EventRef, type Fact } from './envelope';
import { evolve } from './evolve';
import { knowsEvent } from './knowledge';
import { factAs, stateAs } from './streams';

/** One event of a conflict. */
export interface ConflictEvent {
  readonly ref: EventRef;
  readonly type: string;
  /** Does the state as it is folded now rest on it? */
  readonly effective: boolean;
  /** The case that it linked a report to, or merged a case into. */
  readonly to?: string | undefined;
}

/** What one station did, and what follows if it is chosen. */
export interface ConflictSide {
  /** `<device>.<incarnation>`: what a decision names. */
  readonly id: string;
  readonly device: string;
  readonly incarnation: number;
  /** Who acted last there, and when. */
  readonly actor: string;
  readonly at: string;
  readonly events: readonly ConflictEvent[];
  readonly effective: boolean;
  /** The events of the others that would be set aside. */
  readonly aside: readonly EventRef[];
  /** What these had written besides (更正 of other fields), which nobody speaks against: it is kept. */
  readonly keeps?: Readonly<Record<string, unknown>> | undefined;
}

/** What stations did to one case or report without knowing of each other, where it does not fit together. */
export interface Conflict {
  /** The first of its events: its name while it is open. */
  readonly key: EventRef;
  /** All events that take part, in stream order. */
  readonly refs: readonly EventRef[];
  /** When the last of them happened. */
  readonly at: string;
  readonly sides: readonly ConflictSide[];
  /** The side that holds until somebody decides: the same at every station. */
  readonly winner: string;
}

const NONE: ReadonlySet<EventRef> = new Set();
const forkable: ReadonlySet<string> = new Set(['case', 'report']);

function isSettled(fact: Fact): fact is Fact<string, Settled> {
  return fact.type === `${aggregateOf(fact.stream)}.settled` && knowsEvent(fact);
}

function canFork(facts: readonly Fact[]): boolean {
  const [first] = facts;
  return first !== undefined && forkable.has(aggregateOf(first.stream)) && !isLine(facts);
}

/** What decisions set aside: of two about the same event the later one holds. */
function overriddenByDecisions(facts: readonly Fact[]): ReadonlySet<EventRef> {
  const aside = new Set<EventRef>();
  for (const { data: settled } of facts.filter(isSettled)) {
    for (const ref of settled.refs) aside.delete(ref);
    for (const ref of settled.aside) aside.add(ref);
  }
  return aside;
}

/** A forked stream: what is decided, what is open, and what holds meanwhile. */
interface Standing {
  readonly forks: Forks;
  /** What decisions set aside. */
  readonly decided: ReadonlySet<EventRef>;
  /** What the fold sets aside: that, and of what is open the side that does not hold. */
  readonly aside: ReadonlySet<EventRef>;
  readonly open: readonly { readonly group: Group; readonly winner: string }[];
}

function standingOf(facts: readonly Fact[]): Standing {
  const forks = new Forks(facts);
  const decided = overriddenByDecisions(facts);
  const groups = forks.groups().filter((group) => !isDecided(group, facts));
  const aside = new Set(decided);
  if (groups.length === 0) return { forks, decided, aside, open: [] };
  const moved = movedBy(facts, forks, decided);
  const open = groups.map((group) => ({ group, winner: winnerOf(group, moved) }));
  for (const { group, winner } of open)
    for (const { fact, touch } of overriddenFor(sideIn(group, winner), group, forks, decided))
      if (whole.has(touch.kind) && fact.type !== 'case.merged') aside.add(fact.ref);
  return { forks, decided, aside, open };
}

/**
 * Of these the side that does not hold has no effect at all: half of it beside the other would be what nobody wanted.
 * Mergers are remembered all the same, since reports went along; fields, requests and replies fold one over the other.
 */
const whole: ReadonlySet<string> = new Set(['stage', 'part', 'undo']);

/** The side that holds until somebody decides: of the events that could move where it stands, the last. */
function winnerOf(group: Group, moved: ReadonlySet<EventRef>): string {
  const { members } = group;
  const did = members.filter(({ fact }) => moved.has(fact.ref));
  const stages = did.filter(({ touch }) => touch.kind === 'stage' || touch.kind === 'undo');
  const last = stages.at(-1) ?? did.at(-1) ?? members.at(-1);
  return last ? chainOf(last.fact) : '';
}

/**
 * Refs of the events without effect in the fold: what decisions (`*.settled`) set aside; of what is open the side that does not
 * hold; and what two stations did both with the same result, which counts once. They stay in the timeline. Facts in
 * stream order.
 */
export function overriddenEvents(facts: readonly Fact[]): ReadonlySet<EventRef> {
  if (!canFork(facts)) return NONE;
  const { forks, aside } = standingOf(facts);
  return new Set([...aside, ...forks.repeats(aside).keys()]);
}

/** What an event that is set aside leaves all the same: the pictures that it brought. */
export function leaves(state: unknown, fact: Fact): unknown {
  const before = stateAs(caseStream, fact.stream, state);
  const known = factAs(caseStream, fact);
  return before && known ? addsUp(before, known) : state;
}

/** The open conflicts of a stream whose events are not in one line. Facts in stream order. */
export function conflictsOf(facts: readonly Fact[]): readonly Conflict[] {
  if (!canFork(facts)) return [];
  const { forks, decided, aside, open } = standingOf(facts);
  if (open.length === 0) return [];
  const moved = movedBy(facts, forks, aside);
  return open.map(({ group, winner }) => conflictOf(group, winner, forks, decided, moved));
}

/** Does a stream fold anew when this fact comes, since it changes what earlier ones meant? */
export function foldsAnew(fact: Fact): boolean {
  return isSettled(fact);
}

/**
 * Refs of the events on which nothing rests: set aside by a decision, come too late for the stage that the case was in, or
 * overruled in an open conflict. For the timeline. Facts in stream order.
 */
export function withoutEffect(facts: readonly Fact[]): ReadonlySet<EventRef> {
  if (!canFork(facts)) return NONE;
  const { forks, aside, open } = standingOf(facts);
  const moved = movedBy(facts, forks, aside);
  const idle = forks.concurrent.filter(({ touch, fact }) => touch.kind !== 'beside' && !moved.has(fact.ref));
  const overruled = open.flatMap(({ group }) => group.members.filter((actor) => !holds(actor, group, moved)));
  return new Set([...aside, ...[...idle, ...overruled].map(({ fact }) => fact.ref)]);
}

/** A decision that knew all of the group's events: one that comes late opens it again. */
function isDecided(group: Group, facts: readonly Fact[]): boolean {
  return facts.some((fact) => {
    if (!isSettled(fact)) return false;
    const known = new Set(fact.data.refs);
    return group.members.every((actor) => known.has(actor.fact.ref));
  });
}

/** Marks that every event leaves, whether it changed anything or not. */
const marks: ReadonlySet<string> = new Set(['undo', 'lastAt', 'movedAt', 'lastBy', 'lastCause', 'photos']);

function plain(state: unknown): string {
  if (state === null || typeof state !== 'object') return '';
  return JSON.stringify(Object.entries(state).filter(([name]) => !marks.has(name)));
}

/** Refs of the events that changed something in the fold, and of those that repeat one. */
function movedBy(facts: readonly Fact[], forks: Forks, aside: ReadonlySet<EventRef>): Set<EventRef> {
  const repeats = forks.repeats(aside);
  const moved = new Set<EventRef>();
  let state: unknown = null;
  for (const fact of facts) {
    const first = repeats.get(fact.ref);
    if (aside.has(fact.ref) || first !== undefined) {
      if (first !== undefined && moved.has(first)) moved.add(fact.ref);
      state = leaves(state, fact);
      continue;
    }
    const before = state;
    state = evolve(before, fact);
    const kase = stateAs(caseStream, fact.stream, before);
    const stood = kase ? atTime(kase, fact.at) : before;
    if (plain(state) !== plain(stood)) moved.add(fact.ref);
  }
  return moved;
}

/** It changed something, and of what folds one over the other nothing that stands against it did so later. */
function holds(actor: ConcurrentEvent, group: Group, moved: ReadonlySet<EventRef>): boolean {
  if (!moved.has(actor.fact.ref)) return false;
  if (whole.has(actor.touch.kind)) return true;
  return !group.members.some(
    (other) => other.at > actor.at && moved.has(other.fact.ref) && stands(group, actor, other),
  );
}

function targetOf(fact: Fact): string | undefined {
  const to =
    fact.type === 'report.linked'
      ? fact.data.caseId
      : fact.type === 'case.merged'
        ? fact.data.into
        : undefined;
  return typeof to === 'string' ? to : undefined;
}

function conflictOf(
  group: Group,
  winner: string,
  forks: Forks,
  decided: ReadonlySet<EventRef>,
  moved: ReadonlySet<EventRef>,
): Conflict {
  const { members } = group;
  const held = new Set(members.filter((actor) => holds(actor, group, moved)));
  // Whoever acted first stands first.
  const chains = [...new Set(members.map(({ fact }) => chainOf(fact)))];
  return {
    key: members[0]?.fact.ref ?? '',
    refs: members.map(({ fact }) => fact.ref),
    at: members.reduce((latest, { fact }) => later(latest, fact.at), ''),
    sides: chains.map((id) => sideOf(id, group, forks, decided, held)),
    winner,
  };
}

function sideOf(
  id: string,
  group: Group,
  forks: Forks,
  aside: ReadonlySet<EventRef>,
  held: ReadonlySet<ConcurrentEvent>,
): ConflictSide {
  const own = sideIn(group, id);
  const last = own.at(-1)?.fact;
  const dropped = overriddenFor(own, group, forks, aside);
  const keeps = keptFields(group, dropped);
  return {
    id,
    device: last?.device ?? '',
    incarnation: last?.incarnation ?? 0,
    actor: last?.actor ?? '',
    at: last?.at ?? '',
    events: own.map((actor) => {
      const { ref, type } = actor.fact;
      const to = targetOf(actor.fact);
      return { ref, type, effective: held.has(actor), ...(to === undefined ? {} : { to }) };
    }),
    effective: own.some((actor) => held.has(actor)),
    aside: [...dropped].map(({ fact }) => fact.ref),
    ...(keeps ? { keeps } : {}),
  };
}
