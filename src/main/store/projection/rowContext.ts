import type { DayCounts } from './dayCounts';
import type { OutsideClocks } from './outsideClocks';
import type { Queue } from './queue';
import type { RowTables } from './rowTables';

/** What the writers of rows work with: the tables, and what several of them share. */
export interface RowContext {
  readonly tables: RowTables;
  readonly queue: Queue;
  readonly days: DayCounts;
  readonly outside: OutsideClocks;
  /**
   * The rows of another stream depend on what was just written: they are written too, from nothing that is remembered. Its
   * projection stands further down in the list.
   */
  rewrite(stream: string): void;
}
