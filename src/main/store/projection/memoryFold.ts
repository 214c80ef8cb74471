import { isStreamOf } from '@shared/domain/aggregate';
import type { Commit, Fact } from '@shared/domain/envelope';
import { factsOf } from '@shared/domain/facts';
import { type Folded, foldAll, foldOn, NOTHING } from '@shared/domain/fold';
import { reportStream } from '@shared/domain/report/evolve';
import { linkedCase } from '@shared/domain/report/state';
import { stateAs } from '@shared/domain/streams';
import { effectiveOf, refOf } from '@shared/sync/twins';
import { type ChainId, chainOf } from '@shared/sync/vector';
import type { CopyPlace } from '../journal/givenBack';
import type { Written } from '../journal/writer';
import type { IndexedCommit, Superseded } from './commitIndex';
import { EventRowFold } from './eventRows';
import type { Projection } from './projection';
import { joinTwins, type Member } from './twins';

/** What the projection keeps of a commit; the commit itself is not held, so that a long journal folds in bounded memory. */
interface Indexed extends IndexedCommit, Member {
  /** It has no effect: another commit carries out its command, or holds its number. */
  superseded: boolean;
}

/** Streams folded in memory: what a cold rebuild and the building of a new data folder insert at the end. */
export class MemoryFold {
  private readonly folded = new Map<string, Folded>();
  private readonly indexed: Indexed[] = [];
  private readonly byId = new Map<string, Indexed>();
  /** Commits of commands that have more than one, in their order. */
  private readonly twins = new Map<string, Indexed[]>();
  private readonly places: Written[] = [];
  private readonly eventRows = new EventRowFold();
  private readonly links = new Map<string, Set<string>>();
  /** Streams in which an event came after others that it precedes or did not know of: they are folded again in their order. */
  readonly late = new Set<string>();

  /** Fold a commit's facts. Its place may follow later, by `place`. */
  add(commit: Commit, place?: Written): void {
    const { id, seq, copyOf } = commit;
    const streams = [...new Set(commit.events.map((event) => event.stream))];
    const chain = chainOf(commit.device, commit.incarnation);
    const entry: Indexed = { id, streams, chain, seq, copyOf, numberReleased: false, superseded: false };
    this.indexed.push(entry);
    if (place) this.places.push(place);
    const known = this.byId.get(id);
    this.eventRows.read(commit.events, known === undefined);
    if (known) {
      // Which of them counts is only known when all are: their streams are folded again then.
      const twins = this.twins.get(id) ?? [known];
      this.twins.set(id, [...twins, entry]);
      for (const stream of [...known.streams, ...streams]) this.late.add(stream);
      return;
    }
    this.byId.set(id, entry);
    for (const fact of factsOf(commit)) this.fold(fact);
  }

  /** Commits that were written again. */
  copies(): CopyPlace[] {
    return this.indexed.filter(({ copyOf }) => copyOf !== undefined);
  }

  /**
   * All commits were added: choose which of those of one command counts. `givenBack`: chains in which this folder wrote commits
   * again, whose originals release their numbers. Streams in `late` are to be folded again without those that are superseded.
   */
  chooseTwins(givenBack: ReadonlySet<ChainId>): void {
    for (const twins of this.twins.values()) {
      twins.forEach((twin, i) => {
        joinTwins(twins.slice(0, i), twin, givenBack);
      });
      const effective = effectiveOf(twins);
      for (const twin of twins) twin.superseded = twin !== effective;
    }
  }

  /**
   * Commits whose number another one holds already, which never released it: they are left out, and their lines (from 0) are
   * returned to be told. Asked after `chooseTwins`; their streams are in `late` then.
   */
  leaveOutDoubles(): number[] {
    const holders = new Set<string>();
    const doubles: number[] = [];
    this.indexed.forEach((entry, line) => {
      if (entry.numberReleased) return;
      const ref = refOf(entry);
      if (!holders.has(ref)) {
        holders.add(ref);
        return;
      }
      doubles.push(line);
      entry.numberReleased = true;
      entry.superseded = true;
      for (const stream of entry.streams) this.late.add(stream);
    });
    return doubles;
  }

  /** Has the nth line (from 0) no effect? */
  isSuperseded(line: number): boolean {
    return this.indexed[line]?.superseded === true;
  }

  /** Where the nth line (from 0) lies. */
  placeOf(line: number): Written | undefined {
    return this.places[line];
  }

  /** Register the places of commits that were folded before they were written. */
  place(places: readonly Written[]): void {
    this.places.push(...places);
  }

  state(stream: string): unknown {
    return this.folded.get(stream)?.state ?? null;
  }

  /** State with what the next event of the stream needs. */
  load(stream: string): Folded {
    return this.folded.get(stream) ?? NOTHING;
  }

  /** Facts are not held: where a stream has to be folded anew, whoever holds them calls `refold`. */
  facts(): readonly Fact[] {
    return [];
  }

  /** The reports that are linked to a case. */
  reportsOf(caseId: string): readonly string[] {
    return [...(this.links.get(caseId) ?? [])].sort();
  }

  /** Fold a stream anew from all of its facts, in any order. */
  refold(stream: string, facts: readonly Fact[]): void {
    const folded = foldAll(facts);
    this.relink(stream, this.state(stream), folded.state);
    if (folded.last) this.folded.set(stream, folded);
    else this.folded.delete(stream);
    this.late.delete(stream);
  }

  /** Insert everything into an empty projection. */
  insertInto(projection: Projection): void {
    projection.fill(() => {
      this.indexed.forEach((entry, i) => {
        const place = this.places[i];
        if (place) projection.index.add(entry, place, i + 1, supersededAs(entry));
      });
      this.eventRows.insertInto(projection.db);
      projection.writeStreams([...this.folded.keys()]);
      const last = this.places.at(-1);
      if (last) projection.index.moveHead(last, this.indexed.length);
    });
  }

  private fold(fact: Fact): void {
    const { stream } = fact;
    const before = this.load(stream);
    const on = foldOn(before, fact);
    if (!on) {
      this.late.add(stream);
      return;
    }
    this.folded.set(stream, on);
    this.relink(stream, before.state, on.state);
  }

  /** Which reports a case has is told by the reports: kept beside, for decisions about whole cases. */
  private relink(stream: string, before: unknown, after: unknown): void {
    if (before === after || !isStreamOf(reportStream, stream)) return;
    const [old, now] = [caseOf(stream, before), caseOf(stream, after)];
    if (old === now) return;
    if (old !== undefined) this.links.get(old)?.delete(stream);
    if (now !== undefined) this.links.set(now, (this.links.get(now) ?? new Set()).add(stream));
  }
}

function caseOf(stream: string, state: unknown): string | undefined {
  const report = stateAs(reportStream, stream, state);
  return report ? linkedCase(report) : undefined;
}

function supersededAs({ superseded, numberReleased }: Indexed): Superseded | undefined {
  if (!superseded) return undefined;
  return numberReleased ? 'numberReleased' : 'numbered';
}
