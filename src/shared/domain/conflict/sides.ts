import type { EventRef } from '../envelope';
import { chainOf } from './causes';
import { type ConcurrentEvent, type Forks, type Group, stands } from './groups';

/** What one chain did in a group. */
export function sideIn(group: Group, id: string): readonly ConcurrentEvent[] {
  return group.members.filter(({ fact }) => chainOf(fact) === id);
}

/**
 * What is set aside if these are chosen: what stands against them or what they rest on, and what its author did upon that.
 * What an earlier decision set aside stays so unless it is chosen now, or nothing that is left stands against it.
 */
export function overriddenFor(
  chosen: readonly ConcurrentEvent[],
  group: Group,
  { causes }: Forks,
  before: ReadonlySet<EventRef>,
): ReadonlySet<ConcurrentEvent> {
  const kept = new Set(
    group.members.filter(
      (actor) => chosen.includes(actor) || chosen.some((own) => causes.saw(own.at, actor.at)),
    ),
  );
  const dropped = new Set<ConcurrentEvent>();
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
export function keptFields(
  group: Group,
  dropped: ReadonlySet<ConcurrentEvent>,
): Record<string, unknown> | undefined {
  const written = (concurrent: readonly ConcurrentEvent[]): Record<string, unknown> =>
    Object.assign(
      {},
      ...concurrent.filter(({ touch }) => touch.kind === 'fields').map(({ fact }) => fact.data),
    );
  const rest = written([...dropped].sort((a, b) => a.at - b.at));
  const spoken = new Set(Object.keys(written(group.members.filter((actor) => !dropped.has(actor)))));
  if (spoken.has('classRef')) for (const name of ['className', 'catalogue']) spoken.add(name);
  const kept = Object.entries(rest).filter(([name]) => !spoken.has(name));
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
