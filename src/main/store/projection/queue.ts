import type { Deadline, Place } from '@shared/domain/common';
import { defineProjection } from './descriptor';
import { earlier, ms, type Row, type RowTables } from './rowTables';

/** The queue of the desk: cases, and reports that have none; and how many stand in each state. */
export const queue = defineProjection({
  tables: {
    item: {
      create: `CREATE TABLE item (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, no TEXT NOT NULL, title TEXT NOT NULL, state TEXT NOT NULL, open INTEGER NOT NULL,
  channel TEXT NOT NULL, place TEXT NOT NULL, community TEXT, grid TEXT, lon REAL, lat REAL, scheme TEXT, class TEXT,
  unit TEXT, priority TEXT NOT NULL, reports INTEGER NOT NULL, returns INTEGER NOT NULL, reworks INTEGER NOT NULL, photos INTEGER NOT NULL,
  received_at INTEGER NOT NULL, filed_at INTEGER, updated_at INTEGER NOT NULL, closed_at INTEGER, handled_at INTEGER, on_time INTEGER,
  clock TEXT, stage_due INTEGER, stage_yellow INTEGER, outside_due INTEGER, outside_yellow INTEGER, red_at INTEGER, yellow_at INTEGER,
  due_key INTEGER NOT NULL DEFAULT 0, owner TEXT, class_name TEXT, hold_until INTEGER, to_reply INTEGER NOT NULL DEFAULT 0, supervised INTEGER NOT NULL DEFAULT 0, urges INTEGER NOT NULL DEFAULT 0, ask TEXT, follows TEXT, conflict INTEGER NOT NULL DEFAULT 0, also TEXT
)`,
      compared: { order: 'id' },
    },
    state_count: {
      create:
        'CREATE TABLE state_count (kind TEXT NOT NULL, state TEXT NOT NULL, open INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (kind, state, open)) WITHOUT ROWID',
      compared: { order: 'kind, state, open' },
    },
  },
  indexes: [
    'CREATE INDEX item_no ON item (no)',
    'CREATE INDEX item_red ON item (red_at) WHERE red_at IS NOT NULL',
    'CREATE INDEX item_yellow ON item (yellow_at) WHERE yellow_at IS NOT NULL',
    'CREATE INDEX item_due ON item (due_key)',
    'CREATE INDEX item_open_due ON item (open, due_key)',
    'CREATE INDEX item_state_due ON item (state, due_key)',
    'CREATE INDEX item_owner_due ON item (owner, due_key) WHERE open = 1',
    'CREATE INDEX item_reply_due ON item (due_key) WHERE to_reply > 0',
    'CREATE INDEX item_supervised_due ON item (due_key) WHERE supervised = 1',
    'CREATE INDEX item_hold ON item (hold_until) WHERE hold_until IS NOT NULL',
    'CREATE INDEX item_ask ON item (updated_at) WHERE ask IS NOT NULL',
    'CREATE INDEX item_received ON item (received_at)',
    'CREATE INDEX item_closed ON item (closed_at) WHERE closed_at IS NOT NULL',
    'CREATE INDEX item_class ON item (class, filed_at)',
    'CREATE INDEX item_grid_open ON item (grid) WHERE open = 1',
    'CREATE INDEX item_also ON item (also) WHERE also IS NOT NULL',
    'CREATE INDEX item_conflict ON item (due_key) WHERE conflict = 1',
    'CREATE INDEX item_follows ON item (follows) WHERE follows IS NOT NULL',
  ],
});

/** Columns of where something is. */
export function placeColumns(place: Place): Row {
  return {
    place: place.text,
    community: place.communityCode ?? null,
    grid: place.gridCode ?? null,
    lon: place.lon ?? null,
    lat: place.lat ?? null,
  };
}

/** A deadline as its two columns hold it. */
export type DueTimes = readonly [due: number | null, yellow: number | null];
export const NO_DEADLINE: DueTimes = [null, null];

/** The deadline of a grant, where there is one. */
export function deadlineOf(grant: Deadline | undefined): DueTimes {
  return [ms(grant?.due), ms(grant?.yellowAt)];
}

/** An instant so far ahead that what has no clock comes behind all that has one, newest first. */
export const NO_DUE = 9_000_000_000_000_000;

/** The order of what is due first, as one number. */
function dueKey(redAt: number | null, receivedAt: number): number {
  return redAt ?? NO_DUE - receivedAt;
}

/** First to come of the stage clock and the outside deadline: what the light hangs on. `clock` null: nothing runs. */
export function dueColumns(
  clock: string | null,
  stage: DueTimes,
  outside: DueTimes,
  receivedAt: number,
): Row {
  const [stageDue, stageYellow] = stage;
  const [outsideDue, outsideYellow] = outside;
  const all = {
    stage_due: stageDue,
    stage_yellow: stageYellow,
    outside_due: outsideDue,
    outside_yellow: outsideYellow,
  };
  if (clock === null)
    return { ...all, clock: null, red_at: null, yellow_at: null, due_key: dueKey(null, receivedAt) };
  const outsideFirst = outsideDue !== null && (stageDue === null || outsideDue < stageDue);
  const redAt = earlier(stageDue, outsideDue);
  return {
    ...all,
    clock: outsideFirst && clock !== 'reply' ? 'outside' : clock,
    red_at: redAt,
    yellow_at: earlier(stageYellow, outsideYellow),
    due_key: dueKey(redAt, receivedAt),
  };
}

/** Writes rows of the queue, and keeps the counts by state in step. */
export class Queue {
  private readonly written = new Set<string>();
  /** Gathered while an empty projection is filled. */
  private readonly gathered = new Map<string, { readonly row: Row; n: number }>();

  constructor(private readonly tables: RowTables) {}

  row(id: string): Row | undefined {
    return this.tables.find('item', id);
  }

  /** Write, or with null take away, a row. */
  write(id: string, row: Row | null, old: Row | undefined): void {
    this.written.add(id);
    if (row && this.tables.filling) this.gather(row);
    else if (row?.state !== old?.state || row?.open !== old?.open) {
      if (old) this.addToState(old, -1);
      if (row) this.addToState(row, 1);
    }
    if (row) this.tables.write('item', row, old);
    else if (old) this.tables.clear('item', 'id', id);
  }

  /** The items whose rows were written since this was asked last. */
  takeWritten(): string[] {
    const ids = [...this.written];
    this.written.clear();
    return ids;
  }

  /** Write what was gathered. */
  flush(): void {
    for (const { row, n } of this.gathered.values()) this.addToState(row, n);
    this.gathered.clear();
  }

  private gather(row: Row): void {
    const key = `${row.kind}|${row.state}|${row.open}`;
    const known = this.gathered.get(key);
    if (known) known.n += 1;
    else this.gathered.set(key, { row, n: 1 });
  }

  private addToState({ kind = null, state = null, open = null }: Row, n: number): void {
    const { db } = this.tables;
    const key = [kind, state, open];
    db.run(
      'INSERT INTO state_count VALUES (?,?,?,?) ON CONFLICT(kind, state, open) DO UPDATE SET n=n+excluded.n',
      [...key, n],
    );
    if (n < 0) db.run('DELETE FROM state_count WHERE kind=? AND state=? AND open=? AND n=0', key);
  }
}
