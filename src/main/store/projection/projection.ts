import type { Commit } from '@shared/domain/envelope';
import { type ChainId, chainOf } from '@shared/sync/vector';
import type { Written } from '../journal/writer';
import { CommitIndex } from './commitIndex';
import { Db } from './database';
import { EventRowWriter } from './eventRows';
import { RowWriter } from './rowWriter';
import { SCHEMA } from './schema';
import { Twins } from './twins';

/** A commit with the place of its line and the position it takes. */
export interface Applied {
  readonly commit: Commit;
  readonly place: Written;
  readonly position: number;
}

/** Folded streams that the applied commits touched. */
export type States = ReadonlyMap<string, unknown>;

/**
 * The tables made from events. Rows of a stream are written whole from its folded state; the daily counts follow by the
 * difference between the old row and the new, so that any order of events ends in the same tables as a rebuild.
 */
export class Projection {
  /** The index of the journal; what it is told of is not yet in the rows. */
  readonly index: CommitIndex;
  private readonly twins: Twins;
  private readonly rows: RowWriter;
  private readonly eventRows: EventRowWriter;
  /** Another commit of a stream has effect than before: whoever keeps it folded must forget it. */
  onStale: (stream: string) => void = () => {};
  /** A commit counts and is indexed: whoever keeps its streams folded can fold it on. */
  onApplied: (commit: Commit) => void = () => {};
  private readonly pending = new Set<string>();

  /** `givenBack`: see `Twins`; whoever writes commits again adds the chain before. */
  constructor(
    readonly db: Db,
    stateOf: (stream: string) => unknown,
    readonly givenBack: Set<ChainId> = new Set(),
  ) {
    this.index = new CommitIndex(db);
    this.rows = new RowWriter(db, stateOf);
    this.eventRows = new EventRowWriter(db);
    this.twins = new Twins(db, this.index, givenBack);
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
    return this.index.head();
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
      this.index.forget();
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
    if (last) this.index.moveHead(last.place, last.position);
    return items;
  }

  /** Register a commit and what its events name; returns the streams that it touched. */
  private admit({ commit, place, position }: Applied): string[] {
    const { id, seq, copyOf, device, incarnation, events } = commit;
    const streams = [...new Set(events.map((event) => event.stream))];
    const entry = { id, streams, chain: chainOf(device, incarnation), seq, copyOf };
    const twins = this.twins.admit(entry, place, position);
    for (const stream of twins.stale) this.onStale(stream);
    this.eventRows.read(events, twins.fresh);
    if (twins.effective) this.onApplied(commit);
    return [...streams, ...twins.stale];
  }
}
