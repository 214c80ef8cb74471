import { type Commit, compareFacts, type Fact, factsOf } from '@shared/domain/envelope';
import { evolve } from '@shared/domain/evolve';
import { type Damage, walk } from '../journal/scan';
import type { Written } from '../journal/writer';
import { type Applied, Projection } from './projection';

/** Progress of a rebuild in commits; `total` is 0 while unknown. */
export type Progress = (done: number) => void | Promise<void>;

interface Folded {
  state: unknown;
  last: Fact;
  facts: Fact[];
}

/** Streams folded in memory: what a cold rebuild and the building of a new data folder insert at the end. */
export class MemoryFold {
  private readonly folded = new Map<string, Folded>();
  readonly applied: Applied[] = [];

  /** Fold a commit whose place is known. */
  add(applied: Applied): void {
    this.applied.push(applied);
    this.foldCommit(applied.commit);
  }

  /** Fold a commit's facts; one that comes late for its stream re-folds the stream. */
  foldCommit(commit: Commit): void {
    for (const fact of factsOf(commit)) this.fold(fact);
  }

  /** Register the places of commits that were folded before they were written. */
  place(commits: readonly Commit[], places: readonly Written[]): void {
    commits.forEach((commit, i) => {
      const place = places[i];
      if (place) this.applied.push({ commit, place, position: this.applied.length + 1 });
    });
  }

  state(stream: string): unknown {
    return this.folded.get(stream)?.state ?? null;
  }

  /** State with what the next event of the stream needs. */
  load(stream: string): { state: unknown; rank: number; last: string | null } {
    const folded = this.folded.get(stream);
    return folded
      ? { state: folded.state, rank: folded.last.rank, last: folded.last.ref }
      : { state: null, rank: 0, last: null };
  }

  get streams(): string[] {
    return [...this.folded.keys()];
  }

  private fold(fact: Fact): void {
    const folded = this.folded.get(fact.stream);
    if (!folded) {
      this.folded.set(fact.stream, { state: evolve(null, fact), last: fact, facts: [fact] });
      return;
    }
    folded.facts.push(fact);
    if (compareFacts(folded.last, fact) < 0) {
      folded.last = fact;
      folded.state = evolve(folded.state, fact);
      return;
    }
    folded.facts.sort(compareFacts);
    folded.last = folded.facts.at(-1) ?? fact;
    folded.state = folded.facts.reduce<unknown>((state, one) => evolve(state, one), null);
  }
}

/** Insert everything that was folded into an empty projection, in one transaction. */
export function insertFold(projection: Projection, fold: MemoryFold): void {
  projection.db.transaction(() => {
    for (const applied of fold.applied) {
      projection.index(applied);
      for (const event of applied.commit.events) projection.note(event);
    }
    projection.writeStreams(fold.streams);
    projection.moveHead(fold.applied.at(-1));
  });
}

/** Build a projection from the whole journal: fold in memory first, then insert the result. Damaged lines are reported and left out. */
export async function rebuild(
  journalDir: string,
  stateOf: (stream: string) => unknown,
  onProgress: Progress = () => {},
): Promise<{ projection: Projection; fold: MemoryFold; damages: Damage[] }> {
  const fold = new MemoryFold();
  const damages: Damage[] = [];
  let position = 0;
  for (const walked of walk(journalDir, { onDamage: (damage) => damages.push(damage) })) {
    position += 1;
    const { segment, offset, end } = walked;
    fold.add({ commit: walked.commit, position, place: { segment, offset, length: end - offset } });
    if (position % 5000 === 0) await onProgress(position);
  }
  // While inserting, states come from the fold; afterwards from the journal, on demand.
  let folding = true;
  const projection = await Projection.create((stream) => (folding ? fold.state(stream) : stateOf(stream)));
  insertFold(projection, fold);
  folding = false;
  await onProgress(position);
  return { projection, fold, damages };
}
