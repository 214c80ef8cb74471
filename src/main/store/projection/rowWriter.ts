import { aggregateOf } from '@shared/domain/envelope';
import type { Db } from './database';
import { DayCounts } from './dayCounts';
import type { StreamRows, StreamWriter } from './descriptor';
import { OutsideClocks } from './outsideClocks';
import { projections } from './projections';
import { Queue } from './queue';
import type { RowContext } from './rowContext';
import { RowTables } from './rowTables';
import { DROP_INDEXES, INDEXES } from './schema';

const streamRows: readonly StreamRows<string>[] = projections.flatMap((one) => one.streamRows ?? []);

/** The place in the order of writing of the streams with a prefix. */
const phases: ReadonlyMap<string, number> = new Map(
  streamRows.flatMap(({ prefixes }, phase) => prefixes.map((prefix) => [prefix, phase] as const)),
);

/**
 * Writes the rows of streams whole from their folded states; the daily counts follow by the difference between the old row and
 * the new, so that any order of events ends in the same tables as a rebuild.
 */
export class RowWriter {
  private readonly tables: RowTables;
  private readonly queue: Queue;
  private readonly days: DayCounts;
  private readonly outside: OutsideClocks;
  private readonly writers: readonly StreamWriter[];
  /** The streams that are being written, by their phase. */
  private waiting: readonly Set<string>[] = [];
  private phase = 0;

  constructor(
    private readonly db: Db,
    stateOf: (stream: string) => unknown,
  ) {
    this.tables = new RowTables(db);
    this.queue = new Queue(this.tables);
    this.days = new DayCounts(this.tables);
    this.outside = new OutsideClocks(this.tables);
    const context: RowContext = {
      tables: this.tables,
      queue: this.queue,
      days: this.days,
      outside: this.outside,
      rewrite: (stream) => this.rewrite(stream),
    };
    this.writers = streamRows.map((rows) => rows.open(context, stateOf));
  }

  /** What was rolled back must not be remembered as written. */
  forget(): void {
    this.queue.takeWritten();
    for (const writer of this.writers) writer.forget();
  }

  /** Fill an empty projection: nothing is looked up that cannot be there, counts are added up first, indexes are made last. */
  fill(work: () => void): void {
    this.db.exec(DROP_INDEXES);
    this.db.transaction(() => {
      this.tables.filling = true;
      work();
      this.tables.filling = false;
      for (const shared of [this.queue, this.days, this.outside]) shared.flush();
    });
    this.db.exec(INDEXES);
  }

  /** Write the rows of these streams from their states, in the order of the projections. Returns the items whose rows were written. */
  writeStreams(streams: readonly string[]): string[] {
    this.waiting = this.writers.map(() => new Set<string>());
    for (const stream of streams) this.phaseOf(stream)?.add(stream);
    for (const [phase, writer] of this.writers.entries()) {
      this.phase = phase;
      for (const stream of this.waiting[phase] ?? []) writer.write(stream);
    }
    this.waiting = [];
    return this.queue.takeWritten();
  }

  private phaseOf(stream: string): Set<string> | undefined {
    const phase = phases.get(aggregateOf(stream));
    return phase === undefined ? undefined : this.waiting[phase];
  }

  /** What has no rows, or whose phase is over (events may name any stream), is left as it is. */
  private rewrite(stream: string): void {
    const phase = phases.get(aggregateOf(stream));
    if (phase === undefined || phase <= this.phase) return;
    this.waiting[phase]?.add(stream);
    this.writers[phase]?.forget(stream);
  }
}
