import { statSync } from 'node:fs';
import { type Commit, compareFacts, type Fact, factsOf, type StoredEvent } from '@shared/domain/envelope';
import { evolve, knowsEvent } from '@shared/domain/evolve';
import type { ReportState } from '@shared/domain/report/evolve';
import { type Damage, walk } from '../journal/scan';
import { listSegments, segmentPath } from '../journal/segments';
import type { Written } from '../journal/writer';
import { Projection, photosOf } from './projection';

/** Progress of a rebuild in kilobytes of the journal. */
export type Progress = (done: number, total: number) => void | Promise<void>;

interface Folded {
  state: unknown;
  last: Fact;
}

/** What the projection keeps of a commit; the commit itself is not held, so that a long journal folds in bounded memory. */
interface Indexed {
  readonly id: string;
  readonly streams: readonly string[];
}

/** Streams folded in memory: what a cold rebuild and the building of a new data folder insert at the end. */
export class MemoryFold {
  private readonly folded = new Map<string, Folded>();
  private readonly indexed: Indexed[] = [];
  private readonly places: Written[] = [];
  private readonly photos = new Map<string, Set<string>>();
  private readonly parked = new Map<string, number>();
  private readonly links = new Map<string, Set<string>>();
  /** Streams in which an event came after others that it precedes: they are folded again in their order. */
  readonly late = new Set<string>();

  /** Fold a commit's facts. Its place may follow later, by `place`. */
  add(commit: Commit, place?: Written): void {
    this.indexed.push({ id: commit.id, streams: [...new Set(commit.events.map((event) => event.stream))] });
    if (place) this.places.push(place);
    for (const event of commit.events) this.note(event);
    for (const fact of factsOf(commit)) this.fold(fact);
  }

  /** Register the places of commits that were folded before they were written. */
  place(places: readonly Written[]): void {
    this.places.push(...places);
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

  /** The reports that are linked to a case. */
  reportsOf(caseId: string): readonly string[] {
    return [...(this.links.get(caseId) ?? [])].sort();
  }

  /** Fold a stream anew from all of its facts, in any order. */
  refold(stream: string, facts: readonly Fact[]): void {
    const ordered = [...facts].sort(compareFacts);
    const last = ordered.at(-1);
    if (last) {
      const state = ordered.reduce<unknown>((before, one) => evolve(before, one), null);
      this.relink(stream, this.state(stream), state);
      this.folded.set(stream, { state, last });
    }
    this.late.delete(stream);
  }

  /** Insert everything into an empty projection. */
  insertInto(projection: Projection): void {
    projection.fill(() => {
      this.indexed.forEach(({ id, streams }, i) => {
        const place = this.places[i];
        if (place) projection.index(id, streams, place, i + 1);
      });
      for (const [sha256, streams] of this.photos)
        for (const stream of streams) projection.noteBlob(sha256, stream);
      for (const [type, n] of this.parked) projection.notePark(type, n);
      projection.writeStreams([...this.folded.keys()]);
      const last = this.places.at(-1);
      if (last) projection.moveHead(last, this.indexed.length);
    });
  }

  private note(event: StoredEvent): void {
    for (const sha256 of photosOf(event)) {
      const streams = this.photos.get(sha256) ?? new Set();
      this.photos.set(sha256, streams.add(event.stream));
    }
    if (!knowsEvent(event)) this.parked.set(event.type, (this.parked.get(event.type) ?? 0) + 1);
  }

  private fold(fact: Fact): void {
    const { stream } = fact;
    const folded = this.folded.get(stream);
    if (!folded) this.folded.set(stream, { state: evolve(null, fact), last: fact });
    else if (compareFacts(folded.last, fact) < 0) {
      const before = folded.state;
      folded.state = evolve(before, fact);
      folded.last = fact;
      this.relink(stream, before, folded.state);
    } else this.late.add(stream);
  }

  /** Which reports a case has is told by the reports: kept beside, for decisions about whole cases. */
  private relink(stream: string, before: unknown, after: unknown): void {
    if (!stream.startsWith('report:') || before === after) return;
    const [old, now] = [linkOf(before), linkOf(after)];
    if (old === now) return;
    if (old !== undefined) this.links.get(old)?.delete(stream);
    if (now !== undefined) this.links.set(now, (this.links.get(now) ?? new Set()).add(stream));
  }
}

function linkOf(state: unknown): string | undefined {
  const report = state as ReportState | null;
  return report?.status === 'linked' ? report.caseId : undefined;
}

/** Facts of these streams, gathered by a second walk. */
function factsOfStreams(journalDir: string, streams: ReadonlySet<string>): Map<string, Fact[]> {
  const facts = new Map<string, Fact[]>();
  for (const { commit } of walk(journalDir)) {
    for (const fact of factsOf(commit)) {
      if (!streams.has(fact.stream)) continue;
      const list = facts.get(fact.stream) ?? [];
      list.push(fact);
      facts.set(fact.stream, list);
    }
  }
  return facts;
}

const kilobytes = (bytes: number): number => Math.round(bytes / 1024);

/** Build a projection from the whole journal: fold in memory first, then insert the result. Damaged lines are reported and left out. */
export async function rebuild(
  journalDir: string,
  stateOf: (stream: string) => unknown,
  onProgress: Progress = () => {},
): Promise<{ projection: Projection; damages: Damage[] }> {
  const fold = new MemoryFold();
  const damages: Damage[] = [];
  const segments = listSegments(journalDir);
  const total = segments.reduce((sum, one) => sum + statSync(segmentPath(journalDir, one)).size, 0);
  let commits = 0;
  let done = 0;
  for (const { commit, segment, offset, end } of walk(journalDir, {
    onDamage: (damage) => damages.push(damage),
  })) {
    fold.add(commit, { segment, offset, length: end - offset });
    commits += 1;
    done += end - offset;
    if (commits % 2000 === 0) await onProgress(kilobytes(done), kilobytes(total));
  }
  if (fold.late.size > 0) {
    for (const [stream, facts] of factsOfStreams(journalDir, new Set(fold.late))) fold.refold(stream, facts);
  }
  // While inserting, states come from the fold; afterwards from the journal, on demand.
  let folding = true;
  const projection = await Projection.create((stream) => (folding ? fold.state(stream) : stateOf(stream)));
  fold.insertInto(projection);
  folding = false;
  await onProgress(kilobytes(total), kilobytes(total));
  return { projection, damages };
}
