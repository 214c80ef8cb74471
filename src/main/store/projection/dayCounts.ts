import { defineProjection } from './descriptor';
import type { RowTables } from './rowTables';

/** What something adds to a day: one of this kind. */
export type DayCount = readonly [day: string, kind: string];

/** How many of each kind there were on each day. */
export const dayCounts = defineProjection({
  tables: {
    day_count: {
      create:
        'CREATE TABLE day_count (day TEXT NOT NULL, kind TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (day, kind)) WITHOUT ROWID',
      compared: { order: 'day, kind' },
    },
  },
});

/** Moves the daily counts by the difference of before and after, so that any order of events ends in the same counts as a rebuild. */
export class DayCounts {
  /** Gathered while an empty projection is filled. */
  private readonly gathered = new Map<string, number>();

  constructor(private readonly tables: RowTables) {}

  /** Most changes leave the days as they are. */
  move(before: readonly DayCount[], after: readonly DayCount[]): void {
    for (const one of before) if (!counts(after, one)) this.add(one, -1);
    for (const one of after) if (!counts(before, one)) this.add(one, 1);
  }

  /** Write what was gathered. */
  flush(): void {
    for (const [key, n] of this.gathered) {
      const cut = key.indexOf('|');
      if (n !== 0) this.write(key.slice(0, cut), key.slice(cut + 1), n);
    }
    this.gathered.clear();
  }

  private add([day, kind]: DayCount, n: number): void {
    if (!this.tables.filling) {
      this.write(day, kind, n);
      return;
    }
    const key = `${day}|${kind}`;
    this.gathered.set(key, (this.gathered.get(key) ?? 0) + n);
  }

  /** Rows that come to nothing are taken out: a rebuild would not have them. */
  private write(day: string, kind: string, n: number): void {
    const { db } = this.tables;
    db.run('INSERT INTO day_count VALUES (?,?,?) ON CONFLICT(day, kind) DO UPDATE SET n=n+excluded.n', [
      day,
      kind,
      n,
    ]);
    if (n < 0) db.run('DELETE FROM day_count WHERE day=? AND kind=? AND n=0', [day, kind]);
  }
}

function counts(all: readonly DayCount[], [day, kind]: DayCount): boolean {
  return all.some((one) => one[0] === day && one[1] === kind);
}
