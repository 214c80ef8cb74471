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

/** When in the order of writing it is the turn of the streams with a prefix. */
const phases: ReadonlyMap<string, number> = new Map(
  streamRows.flatMap(({ prefixes }, phase) => prefixes.map((prefix) => [prefix, phase] as const)),
);

function phaseOf(stream: string): number {
  return phases.get(aggregateOf(stream)) ?? -1;
}

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
  private readonly waiting: readonly Set<string>[];
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
    this.waiting = this.writers.map(() => new Set());
  }

  /** What was rolled back must not be remembered as written. */
  forget(): void {
    this.queue.takeWritten();
    for (const group of this.waiting) group.clear();
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
    for (const stream of streams) this.waiting[phaseOf(stream)]?.add(stream);
    for (const [phase, group] of this.waiting.entries()) {
      this.phase = phase;
      for (const stream of group) this.writers[phase]?.write(stream);
      group.clear();
    }
    return this.queue.takeWritten();
  }

  /** What has no rows, or whose phase is over (events may name any stream), is left as it is. */
  private rewrite(stream: string): void {
    const phase = phaseOf(stream);
    if (phase <= this.phase) return;
    this.waiting[phase]?.add(stream);
    this.writers[phase]?.forget(stream);
  }
}
