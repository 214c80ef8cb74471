import { later } from '../rules/time';
import { addsUp } from './case/appliers';
import { atTime } from './case/atTime';
import type { CaseState } from './case/state';
import type { Settled } from './common';
import { chainOf, isLine } from './conflict/causes';
import { type Actor, Forks, type Group, stands } from './conflict/groups';
import { aggregateOf, type EventRef, type Fact } from './envelope';
import { evolve } from './evolve';

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

const isSettled = (fact: Fact): boolean => fact.type === `${aggregateOf(fact.stream)}.settled`;
const settledOf = (fact: Fact): Settled => fact.data as unknown as Settled;

function canFork(facts: readonly Fact[]): boolean {
  const [first] = facts;
  return first !== undefined && forkable.has(aggregateOf(first.stream)) && !isLine(facts);
}

/** What decisions set aside: of two about the same event the later one holds. */
function decidedAside(facts: readonly Fact[]): ReadonlySet<EventRef> {
  const aside = new Set<EventRef>();
  for (const fact of facts.filter(isSettled)) {
    const settled = settledOf(fact);
    for (const ref of settled.refs) aside.delete(ref);
    for (const ref of settled.aside) aside.add(ref);
  }
  return aside;
}

/**
 * Refs of the events without effect in the fold: what decisions (`*.settled`) set aside, and what two stations did both
 * with the same result, which counts once. They stay in the timeline. Facts in stream order.
 */
export function setAside(facts: readonly Fact[]): ReadonlySet<EventRef> {
  if (!canFork(facts)) return NONE;
  const aside = decidedAside(facts);
  return new Set([...aside, ...new Forks(facts).repeats(aside).keys()]);
}

/** What an event that is set aside leaves all the same: the pictures that it brought. */
export function leaves(state: unknown, fact: Fact): unknown {
  return aggregateOf(fact.stream) === 'case' && state ? addsUp(state as CaseState, fact) : state;
}

/** The open conflicts of a stream whose events are not in one line. Facts in stream order. */
export function conflictsOf(facts: readonly Fact[]): readonly Conflict[] {
  if (!canFork(facts)) return [];
  const forks = new Forks(facts);
  const open = forks.groups().filter((group) => !isDecided(group, facts));
  if (open.length === 0) return [];
  const aside = decidedAside(facts);
  const moved = movedBy(facts, forks, aside);
  return open.map((group) => conflictOf(group, forks, aside, moved));
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
  const forks = new Forks(facts);
  const aside = decidedAside(facts);
  const moved = movedBy(facts, forks, aside);
  const idle = forks.actors.filter(({ touch, fact }) => touch.kind !== 'beside' && !moved.has(fact.ref));
  const overruled = forks
    .groups()
    .flatMap((group) => group.members.filter((actor) => !holds(actor, group, moved)));
  return new Set([...aside, ...[...idle, ...overruled].map(({ fact }) => fact.ref)]);
}

/** A decision that knew all of the group's events: one that comes late opens it again. */
function isDecided(group: Group, facts: readonly Fact[]): boolean {
  return facts.some((fact) => {
    if (!isSettled(fact)) return false;
    const known = new Set(settledOf(fact).refs);
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
    const stood =
      aggregateOf(fact.stream) === 'case' && before ? atTime(before as CaseState, fact.at) : before;
    if (plain(state) !== plain(stood)) moved.add(fact.ref);
  }
  return moved;
}

/** It changed something, and nothing that stands against it did so later. */
function holds(actor: Actor, group: Group, moved: ReadonlySet<EventRef>): boolean {
  if (!moved.has(actor.fact.ref)) return false;
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
  forks: Forks,
  aside: ReadonlySet<EventRef>,
  moved: ReadonlySet<EventRef>,
): Conflict {
  const { members } = group;
  const holding = members.filter((actor) => holds(actor, group, moved));
  const last = holding.at(-1) ?? members.at(-1);
  const chains = [...new Set(members.map(({ fact }) => chainOf(fact)))].sort();
  const held = new Set(holding);
  const sides = chains.map((id) => sideOf(id, group, forks, aside, held));
  return {
    key: members[0]?.fact.ref ?? '',
    refs: members.map(({ fact }) => fact.ref),
    at: members.reduce((latest, { fact }) => later(latest, fact.at), ''),
    sides,
    winner: last ? chainOf(last.fact) : '',
  };
}

function sideOf(
  id: string,
  group: Group,
  forks: Forks,
  aside: ReadonlySet<EventRef>,
  held: ReadonlySet<Actor>,
): ConflictSide {
  const own = group.members.filter(({ fact }) => chainOf(fact) === id);
  const last = own.at(-1)?.fact;
  const dropped = asideFor(own, group, forks, aside);
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

/**
 * What is set aside if these are chosen: what stands against them or what they rest on, and what its author did upon that.
 * What an earlier decision set aside stays so unless it is chosen now, or nothing that is left stands against it.
 */
function asideFor(
  chosen: readonly Actor[],
  group: Group,
  { causes }: Forks,
  before: ReadonlySet<EventRef>,
): ReadonlySet<Actor> {
  const kept = new Set(
    group.members.filter(
      (actor) => chosen.includes(actor) || chosen.some((own) => causes.saw(own.at, actor.at)),
    ),
  );
  const dropped = new Set<Actor>();
  for (const actor of group.members) {
    if (kept.has(actor)) continue;
    const clashes = [...kept].some((own) => stands(group, own, actor));
    const rests = [...dropped].some(
      (other) => chainOf(other.fact) === chainOf(actor.fact) && causes.saw(actor.at, other.at),
    );
    if (clashes || rests) dropped.add(actor);
  }
  for (const actor of group.members) {
    if (kept.has(actor) || dropped.has(actor) || !before.has(actor.fact.ref)) continue;
    const left = group.members.filter((other) => !dropped.has(other) && !before.has(other.fact.ref));
    if (left.some((other) => stands(group, other, actor))) dropped.add(actor);
  }
  return dropped;
}

/** Fields that only events to be set aside had corrected. */
function keptFields(group: Group, dropped: ReadonlySet<Actor>): Record<string, unknown> | undefined {
  const written = (actors: readonly Actor[]): Record<string, unknown> =>
    Object.assign({}, ...actors.filter(({ touch }) => touch.kind === 'fields').map(({ fact }) => fact.data));
  const rest = written([...dropped].sort((a, b) => a.at - b.at));
  const spoken = new Set(Object.keys(written(group.members.filter((actor) => !dropped.has(actor)))));
  if (spoken.has('classRef')) for (const name of ['className', 'catalogue']) spoken.add(name);
  const kept = Object.entries(rest).filter(([name]) => !spoken.has(name));
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
