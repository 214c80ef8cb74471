import { statSync } from 'node:fs';
import { type Commit, commitSchema, type Fact } from '@shared/domain/envelope';
import { factsOf } from '@shared/domain/facts';
import { isWellFormed } from '@shared/domain/knowledge';
import { givenBackOf } from '../journal/givenBack';
import { type Damage, type Walked, walk } from '../journal/scan';
import { listSegments, segmentName, segmentPath } from '../journal/segments';
import { MemoryFold } from './memoryFold';
import { Projection } from './projection';

/** Progress of a rebuild in kilobytes of the journal. */
export type Progress = (done: number, total: number) => void | Promise<void>;

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

/** Facts of these streams, gathered by a second walk; those of superseded lines count for nothing. */
function factsOfStreams(
  source: Source,
  streams: ReadonlySet<string>,
  isSuperseded: (line: number) => boolean,
): Map<string, Fact[]> {
  const facts = new Map<string, Fact[]>([...streams].map((stream) => [stream, []]));
  let line = -1;
  for (const { commit } of source.commits()) {
    line += 1;
    if (isSuperseded(line)) continue;
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
    const isSuperseded = (line: number): boolean => fold.isSuperseded(line);
    for (const [stream, facts] of factsOfStreams(source, new Set(fold.late), isSuperseded))
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
