import type { EventRef, Fact } from '../envelope';

/**
 * Who saw whom in one stream: the ancestors of each fact. Facts are told by their place in the stream's order. An author has
 * seen what its `basis` names and what that had seen, and everything that its own chain wrote before. A reference
 * to a fact that has not come yet counts as not seen until it comes.
 */
export class Causes {
  private readonly index: ReadonlyMap<EventRef, number>;
  private readonly seen: readonly Uint32Array[];

  /** `facts` in stream order: whoever was seen stands before who saw it. */
  constructor(facts: readonly Fact[]) {
    this.index = new Map(facts.map((fact, i) => [fact.ref, i]));
    const words = Math.ceil(facts.length / 32);
    const lastOf = new Map<string, number>();
    const seen: Uint32Array[] = [];
    for (const [i, fact] of facts.entries()) {
      const bits = new Uint32Array(words);
      for (const parent of this.parents(fact, i, lastOf.get(chainOf(fact)))) {
        const above = seen[parent];
        if (above)
          for (let word = 0; word < words; word += 1) bits[word] = (bits[word] ?? 0) | (above[word] ?? 0);
        bits[parent >> 5] = (bits[parent >> 5] ?? 0) | (1 << (parent & 31));
      }
      seen.push(bits);
      lastOf.set(chainOf(fact), i);
    }
    this.seen = seen;
  }

  private parents(fact: Fact, i: number, own: number | undefined): number[] {
    const named = (fact.basis ?? '').split(' ').flatMap((ref) => {
      const at = this.index.get(ref);
      return at !== undefined && at < i ? [at] : [];
    });
    return own === undefined ? named : [...named, own];
  }

  /** Had the author of the fact at `later` seen the one at `earlier`? */
  saw(later: number, earlier: number): boolean {
    return (((this.seen[later]?.[earlier >> 5] ?? 0) >>> (earlier & 31)) & 1) === 1;
  }

  /** Neither had seen the other. */
  apart(a: number, b: number): boolean {
    return a !== b && !this.saw(Math.max(a, b), Math.min(a, b));
  }
}

/** The author's chain of commits: `<device>.<incarnation>`. */
export function chainOf(fact: Pick<Fact, 'device' | 'incarnation'>): string {
  return `${fact.device}.${fact.incarnation}`;
}

/** Did each fact's author see the one before it? Then nobody acted without knowing of another. Facts in stream order. */
export function isLine(facts: readonly Fact[]): boolean {
  return facts.every((fact, i) => {
    const before = facts[i - 1];
    if (!before || chainOf(before) === chainOf(fact)) return true;
    return fact.basis === before.ref || (fact.basis ?? '').split(' ').includes(before.ref);
  });
}
