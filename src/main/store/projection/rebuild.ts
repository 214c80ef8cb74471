import { statSync } from 'node:fs';
import { type Commit, commitSchema, type Fact, type StoredEvent } from '@shared/domain/envelope';
import { factsOf } from '@shared/domain/facts';
import { type Folded, foldAll, foldOn, NOTHING } from '@shared/domain/fold';
import { isWellFormed, knowsEvent } from '@shared/domain/knowledge';
import type { ReportState } from '@shared/domain/report/evolve';
import { effectiveOf, refOf } from '@shared/sync/twins';
import { type ChainId, chainOf } from '@shared/sync/vector';
import { type CopyPlace, givenBackOf } from '../journal/givenBack';
import { type Damage, type Walked, walk } from '../journal/scan';
import { listSegments, segmentName, segmentPath } from '../journal/segments';
import type { Written } from '../journal/writer';
import { type CommitIndex, erasedBy, Projection, photosOf } from './projection';
import { joinTwins, type Member } from './twins';

/** Progress of a rebuild in kilobytes of the journal. */
export type Progress = (done: number, total: number) => void | Promise<void>;

/** What the projection keeps of a commit; the commit itself is not held, so that a long journal folds in bounded memory. */
interface Indexed extends CommitIndex, Member {
  /** It has no effect: another commit carries out its command, or holds its number. */
  dead: boolean;
}

/** Streams folded in memory: what a cold rebuild and the building of a new data folder insert at the end. */
export class MemoryFold {
  private readonly folded = new Map<string, Folded>();
  private readonly indexed: Indexed[] = [];
  private readonly byId = new Map<string, Indexed>();
  /** Commits of commands that have more than one, in their order. */
  private readonly twins = new Map<string, Indexed[]>();
  private readonly places: Written[] = [];
  private readonly photos = new Map<string, Map<string, boolean>>();
  private readonly keys = new Map<string, boolean>();
  private readonly parked = new Map<string, number>();
  private readonly links = new Map<string, Set<string>>();
  /** Streams in which an event came after others that it precedes or did not know of: they are folded again in their order. */
  readonly late = new Set<string>();

  /** Fold a commit's facts. Its place may follow later, by `place`. */
  add(commit: Commit, place?: Written): void {
    const { id, seq, copyOf } = commit;
    const streams = [...new Set(commit.events.map((event) => event.stream))];
    const chain = chainOf(commit.device, commit.incarnation);
    const entry: Indexed = { id, streams, chain, seq, copyOf, freed: false, dead: false };
    this.indexed.push(entry);
    if (place) this.places.push(place);
    for (const event of commit.events) this.note(event);
    const known = this.byId.get(id);
    if (known) {
      // Which of them counts is only known when all are: their streams are folded again then.
      const twins = this.twins.get(id) ?? [known];
      this.twins.set(id, [...twins, entry]);
      for (const stream of [...known.streams, ...streams]) this.late.add(stream);
      return;
    }
    this.byId.set(id, entry);
    for (const event of commit.events) if (!knowsEvent(event)) this.park(event.type);
    for (const fact of factsOf(commit)) this.fold(fact);
  }

  /** Commits that were written again. */
  copies(): CopyPlace[] {
    return this.indexed.filter(({ copyOf }) => copyOf !== undefined);
  }

  /**
   * All commits were added: choose which of those of one command counts. `givenBack`: chains in which this folder wrote commits
   * again, whose originals give their numbers back. Streams in `late` are to be folded again without those that are dead.
   */
  chooseTwins(givenBack: ReadonlySet<ChainId>): void {
    for (const twins of this.twins.values()) {
      twins.forEach((twin, i) => {
        joinTwins(twins.slice(0, i), twin, givenBack);
      });
      const effective = effectiveOf(twins);
      for (const twin of twins) twin.dead = twin !== effective;
    }
  }

  /**
   * Commits whose number another one holds already, which never gave it back: they are left out, and their lines (from 0) are
   * returned to be told. Asked after `chooseTwins`; their streams are in `late` then.
   */
  leaveOutDoubles(): number[] {
    const holders = new Set<string>();
    const doubles: number[] = [];
    this.indexed.forEach((entry, line) => {
      if (entry.freed) return;
      const ref = refOf(entry);
      if (!holders.has(ref)) {
        holders.add(ref);
        return;
      }
      doubles.push(line);
      entry.freed = true;
      entry.dead = true;
      for (const stream of entry.streams) this.late.add(stream);
    });
    return doubles;
  }

  /** Has the nth line (from 0) no effect? */
  isDead(line: number): boolean {
    return this.indexed[line]?.dead === true;
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
        if (place) projection.index(entry, place, i + 1, deathOf(entry));
      });
      for (const [sha256, streams] of this.photos)
        for (const [stream, thumb] of streams) projection.noteBlob(sha256, stream, thumb);
      for (const [name, erased] of this.keys) projection.noteKey(name, erased);
      for (const [type, n] of this.parked) projection.notePark(type, n);
      projection.writeStreams([...this.folded.keys()]);
      const last = this.places.at(-1);
      if (last) projection.moveHead(last, this.indexed.length);
    });
  }

  private note(event: StoredEvent): void {
    for (const { sha256, thumb } of photosOf(event)) {
      const streams = this.photos.get(sha256) ?? new Map<string, boolean>();
      this.photos.set(sha256, streams.set(event.stream, thumb));
    }
    if (event.sealed) this.keys.set(event.sealed.key, this.keys.get(event.sealed.key) ?? false);
    const erased = erasedBy(event);
    if (erased !== undefined) this.keys.set(erased, true);
  }

  private park(type: string): void {
    this.parked.set(type, (this.parked.get(type) ?? 0) + 1);
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
    if (!stream.startsWith('report:') || before === after) return;
    const [old, now] = [linkOf(before), linkOf(after)];
    if (old === now) return;
    if (old !== undefined) this.links.get(old)?.delete(stream);
    if (now !== undefined) this.links.set(now, (this.links.get(now) ?? new Set()).add(stream));
  }
}

function deathOf({ dead, freed }: Indexed): 'twin' | 'freed' | undefined {
  if (!dead) return undefined;
  return freed ? 'freed' : 'twin';
}

function linkOf(state: unknown): string | undefined {
  const report = state as ReportState | null;
  return report?.status === 'linked' ? report.caseId : undefined;
}

/** The journal as it is folded, and what of it is reported. */
interface Source {
  readonly damages: Damage[];
  commits(): Generator<Walked>;
}

/**
 * Commits of a journal. With `careful` each is proved to be of the shape that its events claim; quick otherwise: the checksum
 * stands for what this program wrote itself.
 */
function sourceOf(journalDir: string, careful: boolean): Source {
  const damages: Damage[] = [];
  let told = false;
  function* commits(): Generator<Walked> {
    const report = told ? () => {} : (damage: Damage) => damages.push(damage);
    told = true;
    for (const walked of walk(journalDir, { onDamage: report })) {
      if (!careful || isSound(walked.commit)) yield walked;
      else report(damageOf(walked, 'shape'));
    }
  }
  return { damages, commits };
}

function isSound(commit: Commit): boolean {
  return commitSchema.safeParse(commit).success && commit.events.every(isWellFormed);
}

function damageOf(
  { segment, line, offset }: Pick<Walked, 'segment' | 'line' | 'offset'>,
  what: Damage['what'],
): Damage {
  return { file: segmentName(segment), segment, line, offset, what };
}

/** Facts of these streams, gathered by a second walk; those of dead lines count for nothing. */
function factsOfStreams(
  source: Source,
  streams: ReadonlySet<string>,
  isDead: (line: number) => boolean,
): Map<string, Fact[]> {
  const facts = new Map<string, Fact[]>([...streams].map((stream) => [stream, []]));
  let line = -1;
  for (const { commit } of source.commits()) {
    line += 1;
    if (isDead(line)) continue;
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

/** A projection made from a whole journal, and what of the journal was reported and left out. */
export interface Rebuilt {
  readonly projection: Projection;
  readonly damages: Damage[];
}

/**
 * Build a projection from the whole journal: fold in memory first, then insert the result. Whatever cannot be folded (damaged
 * lines, shapes that are none, numbers used twice) is reported with its place and left out; a rebuild does not throw for it.
 */
export async function rebuild(
  journalDir: string,
  stateOf: (stream: string) => unknown,
  onProgress: Progress = () => {},
): Promise<Rebuilt> {
  try {
    return await build(journalDir, sourceOf(journalDir, false), stateOf, onProgress);
  } catch (error) {
    // Lines with a right checksum and a content that no program of ours wrote: looked at one by one.
    const source = sourceOf(journalDir, true);
    const rebuilt = await build(journalDir, source, stateOf, onProgress);
    // Every line was proved now: what failed before was not in them.
    if (source.damages.length === 0) {
      rebuilt.projection.db.close();
      throw error;
    }
    return rebuilt;
  }
}

async function build(
  journalDir: string,
  source: Source,
  stateOf: (stream: string) => unknown,
  onProgress: Progress,
): Promise<Rebuilt> {
  const fold = new MemoryFold();
  const segments = listSegments(journalDir);
  const total = segments.reduce((sum, one) => sum + statSync(segmentPath(journalDir, one)).size, 0);
  /** Number of each commit's line in its segment, to report it. */
  const lines: number[] = [];
  let done = 0;
  for (const { commit, segment, line, offset, end } of source.commits()) {
    fold.add(commit, { segment, offset, length: end - offset });
    lines.push(line);
    done += end - offset;
    if (lines.length % 2000 === 0) await onProgress(kilobytes(done), kilobytes(total));
  }
  const givenBack = givenBackOf(journalDir, () => fold.copies());
  fold.chooseTwins(givenBack);
  for (const double of fold.leaveOutDoubles()) {
    const place = fold.placeOf(double);
    if (place) source.damages.push(damageOf({ ...place, line: lines[double] ?? 0 }, 'twice'));
  }
  if (fold.late.size > 0) {
    const isDead = (line: number): boolean => fold.isDead(line);
    for (const [stream, facts] of factsOfStreams(source, new Set(fold.late), isDead))
      fold.refold(stream, facts);
  }
  // While inserting, states come from the fold; afterwards from the journal, on demand.
  let folding = true;
  const projection = await Projection.create(
    (stream) => (folding ? fold.state(stream) : stateOf(stream)),
    givenBack,
  );
  fold.insertInto(projection);
  folding = false;
  await onProgress(kilobytes(total), kilobytes(total));
  return { projection, damages: source.damages };
}
