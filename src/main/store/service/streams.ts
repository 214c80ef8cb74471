import { closeSync, openSync, readSync } from 'node:fs';
import { CodedError } from '@shared/contract/errors';
import { isStreamOf, type StreamType } from '@shared/domain/aggregate';
import type { Streams } from '@shared/domain/context';
import { type Commit, compareFacts, type Fact } from '@shared/domain/envelope';
import { factsOf } from '@shared/domain/facts';
import { type Folded, foldAll, foldOn, NOTHING } from '@shared/domain/fold';
import { reportStream } from '@shared/domain/report/evolve';
import { linkedCase } from '@shared/domain/report/state';
import { stateAs } from '@shared/domain/streams';
import { decodeLine, lineIsSound } from '../journal/line';
import { segmentName, segmentPath } from '../journal/segments';
import type { Db } from '../projection/database';

/** Where a line lies in the journal; `length` with its newline. */
export interface LinePlace {
  readonly segment: number;
  readonly offset: number;
  readonly length: number;
}

const CACHED = 4000;

function damagedAt({ segment, offset }: LinePlace): CodedError {
  return new CodedError('store.damaged', { file: segmentName(segment), line: 0, offset });
}

/**
 * Streams on demand: found by the projection's index, read from the journal, folded, and kept for the most recently
 * used. The journal stays the only holder of event payloads.
 */
export class StreamReader {
  private readonly cache = new Map<string, Folded>();
  private readonly fds = new Map<number, number>();

  constructor(
    private readonly journalDir: string,
    private readonly db: () => Db,
  ) {}

  /** The folded stream; an unknown one is empty. Errors: `store.damaged` where one of its commits cannot be read. */
  load(stream: string): Folded {
    const known = this.cache.get(stream);
    if (known) {
      this.cache.delete(stream);
      this.cache.set(stream, known);
      return known;
    }
    const facts = this.facts(stream);
    const loaded = facts.length > 0 ? foldAll(facts) : NOTHING;
    this.keep(stream, loaded);
    return loaded;
  }

  /** All facts of a stream in its order. */
  facts(stream: string): Fact[] {
    // Asked alone first: most streams that a new report or case names do not exist yet.
    const sid = this.db().number('SELECT sid FROM streams WHERE id=?', [stream]);
    if (sid === 0) return [];
    const places = this.db().all<{ segment: number; offset: number; length: number }>(
      'SELECT c.segment, c.offset, c.length FROM stream_commits sc JOIN commits c USING (pos) WHERE sc.sid=? ORDER BY pos',
      [sid],
    );
    return places
      .flatMap((place) => factsOf(this.read(place)))
      .filter((fact) => fact.stream === stream)
      .sort(compareFacts);
  }

  /** The commit with this command id, with its position; undefined where the id is new. */
  commitOf(id: string): { commit: Commit; position: number } | undefined {
    const row = this.db().get<{ pos: number; segment: number; offset: number; length: number }>(
      'SELECT pos, segment, offset, length FROM commits WHERE id=?',
      [id],
    );
    return row && { commit: this.read(row), position: row.pos };
  }

  /** The reports that are linked to a case. */
  reportsOf(caseId: string): string[] {
    return this.db()
      .all<{ id: string }>('SELECT id FROM report WHERE case_id=? ORDER BY id', [caseId])
      .map(({ id }) => id);
  }

  keep(stream: string, loaded: Folded): void {
    this.cache.delete(stream);
    this.cache.set(stream, loaded);
    if (this.cache.size > CACHED) {
      const oldest = this.cache.keys().next();
      if (!oldest.done) this.cache.delete(oldest.value);
    }
  }

  /** A fact that the index has already: folded on where its stream is kept, else read on next need. */
  advance(fact: Fact): void {
    const before = this.cache.get(fact.stream);
    const on = before && foldOn(before, fact);
    if (on) this.keep(fact.stream, on);
    else this.cache.delete(fact.stream);
  }

  /** The stream's journal has grown behind our back: read it again on next need. */
  forget(stream: string): void {
    this.cache.delete(stream);
  }

  close(): void {
    for (const fd of this.fds.values()) closeSync(fd);
    this.fds.clear();
  }

  /** The exact bytes of a line, without its newline. Errors: `store.damaged`. */
  lineAt(place: LinePlace): Buffer {
    const bytes = Buffer.allocUnsafe(place.length);
    const count = readSync(this.fd(place.segment), bytes, 0, place.length, place.offset);
    const line = bytes.subarray(0, -1);
    if (count !== place.length || !lineIsSound(line)) throw damagedAt(place);
    return line;
  }

  private read(place: LinePlace): Commit {
    const commit = decodeLine(this.lineAt(place), true);
    if (!commit) throw damagedAt(place);
    return commit;
  }

  private fd(segment: number): number {
    const known = this.fds.get(segment);
    if (known !== undefined) return known;
    const fd = openSync(segmentPath(this.journalDir, segment), 'r');
    this.fds.set(segment, fd);
    return fd;
  }
}

/** Where a batch takes its streams from. */
export interface StreamSource {
  load(stream: string): Folded;
  reportsOf(caseId: string): readonly string[];
  facts(stream: string): readonly Fact[];
}

/** Streams as a batch of commands sees them: what is durable, and on top what earlier commands of the batch decided. */
export class BatchStreams implements Streams {
  private readonly overlay = new Map<string, Folded>();
  private readonly fresh = new Map<string, Fact[]>();

  constructor(private readonly source: StreamSource) {}

  load(stream: string): Folded {
    return this.overlay.get(stream) ?? this.source.load(stream);
  }

  get<S>(type: StreamType<S>, id: string): S | null {
    return stateAs(type, id, this.load(id).state);
  }

  reportsOf(caseId: string): string[] {
    const now = new Set(this.source.reportsOf(caseId));
    for (const [id, { state }] of this.overlay) {
      if (!isStreamOf(reportStream, id)) continue;
      const report = stateAs(reportStream, id, state);
      if (report && linkedCase(report) === caseId) now.add(id);
      else now.delete(id);
    }
    return [...now].sort();
  }

  /** Fold the facts of a commit that was decided on top; each is the next of its stream by rank, but a settlement folds it anew. */
  advance(commit: Commit): void {
    for (const fact of factsOf(commit)) {
      const { stream } = fact;
      const fresh = this.fresh.get(stream) ?? [];
      fresh.push(fact);
      this.fresh.set(stream, fresh);
      const on = foldOn(this.load(stream), fact);
      this.overlay.set(stream, on ?? foldAll([...this.source.facts(stream), ...fresh]));
    }
  }

  /** The streams that this batch moved, for the cache once they are durable. */
  moved(): ReadonlyMap<string, Folded> {
    return this.overlay;
  }
}
