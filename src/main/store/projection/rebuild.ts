import { type Fact, compareFacts, factsOf } from '@shared/domain/envelope';
import { evolve } from '@shared/domain/evolve';
import { type Damage, walk } from '../journal/scan';
import { type Applied, Projection } from './projection';

/** Progress of a rebuild in commits; `total` is 0 while unknown. */
export type Progress = (done: number) => void | Promise<void>;

/** Streams folded in memory: what a cold rebuild and the building of a new data folder insert at the end. */
export class MemoryFold {
  private readonly states = new Map<string, unknown>();
  private readonly lasts = new Map<string, Fact>();
  private readonly facts = new Map<string, Fact[]>();
  readonly applied: Applied[] = [];

  /** Fold a commit's facts; one that comes late for its stream re-folds the stream. */
  add(applied: Applied): void {
    this.applied.push(applied);
    for (const fact of factsOf(applied.commit)) this.fold(fact);
  }

  state(stream: string): unknown {
    return this.states.get(stream) ?? null;
  }

  get streams(): string[] {
    return [...this.states.keys()];
  }

  private fold(fact: Fact): void {
    const all = this.facts.get(fact.stream);
    if (all) all.push(fact);
    else this.facts.set(fact.stream, [fact]);
    const last = this.lasts.get(fact.stream);
    if (!last || compareFacts(last, fact) < 0) {
      this.lasts.set(fact.stream, fact);
      this.states.set(fact.stream, evolve(this.states.get(fact.stream) ?? null, fact));
      return;
    }
    const ordered = [...(all ?? [fact])].sort(compareFacts);
    this.facts.set(fact.stream, ordered);
    this.states.set(
      fact.stream,
      ordered.reduce<unknown>((state, one) => evolve(state, one), null),
    );
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
