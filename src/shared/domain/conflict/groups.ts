import type { EventRef, Fact } from '../envelope';
import { Causes } from './causes';
import { against, agree, type Touch, touchOf } from './touch';

/** A fact that can stand against others, with its place in the stream's order. */
export interface ConcurrentEvent {
  readonly at: number;
  readonly fact: Fact;
  readonly touch: Touch;
}

/** Facts of one stream that stand against each other, directly or by way of others. */
export interface Group {
  readonly members: readonly ConcurrentEvent[];
  /** Pairs of places that stand against each other, the earlier first. */
  readonly pairs: ReadonlySet<string>;
}

const pair = (a: ConcurrentEvent, b: ConcurrentEvent): string =>
  a.at < b.at ? `${a.at}-${b.at}` : `${b.at}-${a.at}`;

/** Do these two stand against each other? */
export function stands(group: Group, a: ConcurrentEvent, b: ConcurrentEvent): boolean {
  return group.pairs.has(pair(a, b));
}

/** A stream whose events are not in one line: who saw whom, what agrees and what does not. */
export class Forks {
  readonly causes: Causes;
  readonly concurrent: readonly ConcurrentEvent[];
  /** By an actor's place: the places of those that did the same without knowing of it. */
  private readonly same = new Map<number, ConcurrentEvent[]>();
  private readonly apart: (readonly [ConcurrentEvent, ConcurrentEvent])[] = [];

  /** `facts` in stream order. */
  constructor(facts: readonly Fact[]) {
    this.causes = new Causes(facts);
    this.concurrent = facts.flatMap((fact, at) => {
      const touch = touchOf(fact);
      return touch ? [{ at, fact, touch }] : [];
    });
    for (const [i, b] of this.concurrent.entries())
      for (const a of this.concurrent.slice(0, i)) {
        if (!this.causes.apart(a.at, b.at)) continue;
        if (agree(a, b)) {
          this.sameAs(a).push(b);
          this.sameAs(b).push(a);
        } else if (against(a, b)) this.apart.push([a, b]);
      }
  }

  private sameAs(actor: ConcurrentEvent): ConcurrentEvent[] {
    const known = this.same.get(actor.at);
    if (known) return known;
    const list: ConcurrentEvent[] = [];
    this.same.set(actor.at, list);
    return list;
  }

  /** What `b` did was done before `a` on its line too: `a` goes on from it, and does not stand against it. */
  private wentOn(a: ConcurrentEvent, b: ConcurrentEvent): boolean {
    return (this.same.get(b.at) ?? []).some((twin) => this.causes.saw(a.at, twin.at));
  }

  /**
   * By ref: an earlier event of the same action with the same result. Doing twice what two stations did each once would not
   * be what either wanted; the first counts. The second time on one line is answered by the second time on the other.
   */
  repeats(aside: ReadonlySet<EventRef>): Map<EventRef, EventRef> {
    const found = new Map<EventRef, EventRef>();
    for (const actor of this.concurrent) {
      const { ref } = actor.fact;
      if (aside.has(ref)) continue;
      const first = (this.same.get(actor.at) ?? []).find(
        (twin) =>
          twin.at < actor.at &&
          !aside.has(twin.fact.ref) &&
          !found.has(twin.fact.ref) &&
          !this.wentOn(actor, twin) &&
          !this.wentOn(twin, actor),
      );
      if (first) found.set(ref, first.fact.ref);
    }
    return found;
  }

  /** What stands against each other, in the order of the stream. */
  groups(): Group[] {
    const pairs = this.apart.filter(([a, b]) => !this.wentOn(a, b) && !this.wentOn(b, a));
    const root = new Map<number, number>();
    const find = (at: number): number => {
      let here = at;
      for (let up = root.get(here); up !== undefined && up !== here; up = root.get(here)) here = up;
      return here;
    };
    for (const [a, b] of pairs) {
      const [x, y] = [find(a.at), find(b.at)];
      if (!root.has(x)) root.set(x, x);
      root.set(Math.max(x, y), Math.min(x, y));
    }
    const groups = new Map<number, { members: ConcurrentEvent[]; pairs: Set<string> }>();
    for (const actor of this.concurrent) {
      if (!pairs.some((both) => both.includes(actor))) continue;
      const key = find(actor.at);
      const group = groups.get(key) ?? { members: [], pairs: new Set<string>() };
      group.members.push(actor);
      groups.set(key, group);
    }
    for (const [a, b] of pairs) groups.get(find(a.at))?.pairs.add(pair(a, b));
    return [...groups.values()];
  }
}
