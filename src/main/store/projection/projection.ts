import type { Commit, StoredEvent } from '@shared/domain/envelope';
import { knowsEvent } from '@shared/domain/knowledge';
import { type ChainId, chainOf, chainParts } from '@shared/sync/vector';
import type { Written } from '../journal/writer';
import { Db } from './database';
import { RowWriter } from './rowWriter';
import { SCHEMA } from './schema';
import { deadId, Twins } from './twins';

/** A commit with the place of its line and the position it takes. */
export interface Applied {
  readonly commit: Commit;
  readonly place: Written;
  readonly position: number;
}

/** Folded streams that the applied commits touched. */
export type States = ReadonlyMap<string, unknown>;

/** What the index keeps of a commit. */
export interface CommitIndex {
  readonly id: string;
  readonly streams: readonly string[];
  readonly chain: ChainId;
  readonly seq: number;
  readonly copyOf?: string | undefined;
}

/** Pictures that an event names: their own hashes and their thumbnails'. */
export function photosOf(event: StoredEvent): { sha256: string; thumb: boolean }[] {
  // Of what a newer program wrote nothing is read before the upgrade.
  if (!knowsEvent(event)) return [];
  const photos = (event.data as { photos?: { sha256: string; thumb?: string }[] }).photos ?? [];
  return photos.flatMap(({ sha256, thumb }) => [
    { sha256, thumb: false },
    ...(thumb ? [{ sha256: thumb, thumb: true }] : []),
  ]);
}

/** The data key that an event erases, if it erases one. */
export function erasedBy(event: StoredEvent): string | undefined {
  return event.type === 'caller.erased' && knowsEvent(event) ? String(event.data.key) : undefined;
}

/**
 * The tables made from events. Rows of a stream are written whole from its folded state; the daily counts follow by the
 * difference between the old row and the new, so that any order of events ends in the same tables as a rebuild.
 */
export class Projection {
  private readonly sids = new Map<string, number>();
  private readonly cids = new Map<ChainId, number>();
  private readonly twins: Twins;
  private readonly rows: RowWriter;
  /** A stream lost a commit that has no effect any more: whoever keeps it folded must forget it. */
  onReleased: (stream: string) => void = () => {};
  /** A commit counts and is indexed: whoever keeps its streams folded can fold it on. */
  onApplied: (commit: Commit) => void = () => {};
  private readonly pending = new Set<string>();

  /** `givenBack`: see `Twins`; whoever writes commits again adds the chain before. */
  constructor(
    readonly db: Db,
    stateOf: (stream: string) => unknown,
    readonly givenBack: Set<ChainId> = new Set(),
  ) {
    this.rows = new RowWriter(db, stateOf);
    const index: Projection['index'] = (entry, place, position, dead) =>
      this.index(entry, place, position, dead);
    this.twins = new Twins(db, index, givenBack);
  }

  static async create(
    stateOf: (stream: string) => unknown,
    givenBack: Set<ChainId> = new Set(),
  ): Promise<Projection> {
    const db = await Db.open();
    db.exec(SCHEMA);
    db.run('INSERT INTO head VALUES (1, 0, 1, 0)');
    return new Projection(db, stateOf, givenBack);
  }

  /** Fill an empty projection: nothing is looked up that cannot be there, counts are added up first, indexes are made last. */
  fill(work: () => void): void {
    this.rows.fill(work);
  }

  /** Write the rows of these streams from their states. Returns the items whose rows changed. */
  writeStreams(streams: readonly string[]): string[] {
    return this.rows.writeStreams(streams);
  }

  /** Position (commits applied) and the journal place behind them. */
  head(): { position: number; segment: number; offset: number } {
    return (
      this.db.get('SELECT position, segment, offset FROM head') ?? { position: 0, segment: 1, offset: 0 }
    );
  }

  /**
   * Apply commits in their order, in one transaction. Returns the items whose rows changed. With `later` they are indexed only:
   * a stream that many of them touch is then written once, by `writePending`.
   */
  apply(batch: readonly Applied[], later = false): string[] {
    return this.inTransaction(() => this.applyAll(batch, later));
  }

  /** All or nothing; what was rolled back is not remembered as written. */
  private inTransaction<T>(work: () => T): T {
    try {
      return this.db.transaction(work);
    } catch (error) {
      this.rows.forget();
      this.sids.clear();
      this.cids.clear();
      throw error;
    }
  }

  /** Streams whose rows have yet to be written. */
  get pendingStreams(): number {
    return this.pending.size;
  }

  /** Write the rows of what was indexed only. Returns the items whose rows changed. */
  writePending(): string[] {
    if (this.pending.size === 0) return [];
    const streams = [...this.pending];
    const items = this.inTransaction(() => this.rows.writeStreams(streams));
    this.pending.clear();
    return items;
  }

  private applyAll(batch: readonly Applied[], later: boolean): string[] {
    const touched = new Set<string>();
    for (const one of batch) for (const stream of this.admit(one)) touched.add(stream);
    if (later) for (const stream of touched) this.pending.add(stream);
    const items = later ? [] : this.rows.writeStreams([...touched]);
    const last = batch.at(-1);
    if (last) this.moveHead(last.place, last.position);
    return items;
  }

  /** Register a commit and what its events name; returns the streams that it touched. */
  private admit({ commit, place, position }: Applied): string[] {
    const { id, seq, copyOf, device, incarnation, events } = commit;
    const streams = [...new Set(events.map((event) => event.stream))];
    const entry = { id, streams, chain: chainOf(device, incarnation), seq, copyOf };
    const twins = this.twins.admit(entry, place, position);
    for (const stream of twins.released) this.onReleased(stream);
    if (twins.fresh) for (const event of events) this.parkUnknown(event);
    // Also what has no effect: which of its twins came first must not show.
    for (const event of events) this.note(event);
    if (twins.effective) this.onApplied(commit);
    return [...streams, ...twins.released];
  }

  /** Register a commit: its id, place, number and streams. A dead one counts in none of its streams, a freed one has no number. */
  index(entry: CommitIndex, place: Written, position: number, dead?: 'twin' | 'freed'): void {
    this.db.run('INSERT INTO commits VALUES (?,?,?,?,?,?,?,?)', [
      position,
      dead ? deadId(entry.id, position) : entry.id,
      place.segment,
      place.offset,
      place.length,
      dead === 'freed' ? null : this.cid(entry.chain),
      entry.seq,
      entry.copyOf ?? null,
    ]);
    const table = dead ? 'twin_streams' : 'stream_commits';
    for (const stream of entry.streams)
      this.db.run(`INSERT INTO ${table} VALUES (?,?)`, [this.sid(stream), position]);
  }

  /** Keep the position in step: the head row stands for exactly what was applied. */
  moveHead({ segment, offset, length }: Written, position: number): void {
    this.db.run('UPDATE head SET position=?, segment=?, offset=?', [position, segment, offset + length]);
  }

  /** A stream uses a picture. */
  noteBlob(sha256: string, stream: string, thumb: boolean): void {
    this.db.run('INSERT OR IGNORE INTO blob_use VALUES (?,?,?)', [sha256, stream, thumb ? 1 : 0]);
  }

  /** Something is sealed under a key of this name, or it was erased. */
  noteKey(name: string, erased: boolean): void {
    const sql =
      'INSERT INTO key_use VALUES (?,?) ON CONFLICT(name) DO UPDATE SET erased=max(erased, excluded.erased)';
    this.db.run(sql, [name, erased ? 1 : 0]);
  }

  /** Events of a newer program: kept in the journal, counted here, folded after the upgrade. */
  notePark(type: string, n: number): void {
    this.db.run('INSERT INTO parked VALUES (?,?) ON CONFLICT(type) DO UPDATE SET n=n+excluded.n', [type, n]);
  }

  private note(event: StoredEvent): void {
    for (const { sha256, thumb } of photosOf(event)) this.noteBlob(sha256, event.stream, thumb);
    if (event.sealed) this.noteKey(event.sealed.key, false);
    const erased = erasedBy(event);
    if (erased !== undefined) this.noteKey(erased, true);
  }

  private parkUnknown(event: StoredEvent): void {
    if (!knowsEvent(event)) this.notePark(event.type, 1);
  }

  private cid(chain: ChainId): number {
    const known = this.cids.get(chain);
    if (known !== undefined) return known;
    const { device, incarnation } = chainParts(chain);
    this.db.run('INSERT OR IGNORE INTO chains (device, incarnation) VALUES (?,?)', [device, incarnation]);
    const cid = this.db.number('SELECT cid FROM chains WHERE device=? AND incarnation=?', [
      device,
      incarnation,
    ]);
    this.cids.set(chain, cid);
    return cid;
  }

  private sid(stream: string): number {
    const known = this.sids.get(stream);
    if (known !== undefined) return known;
    this.db.run('INSERT OR IGNORE INTO streams (id) VALUES (?)', [stream]);
    const sid = this.db.number('SELECT sid FROM streams WHERE id=?', [stream]);
    if (this.sids.size > 50_000) this.sids.clear();
    this.sids.set(stream, sid);
    return sid;
  }
}
