import type { Db, SqlValue } from '../projection/database';
import { Names } from './names';

/** What a queue may be sorted by. */
export type Sort = 'due' | 'received' | 'updated';

/** Rows of the queue as columns in memory: what filters and searches look at. `NO` stands for what is not set. */
export interface Columns {
  readonly id: string[];
  readonly row: number[];
  readonly state: number[];
  readonly open: number[];
  readonly channel: number[];
  readonly unit: number[];
  readonly community: number[];
  readonly grid: number[];
  readonly owner: number[];
  /** Names of places and classes have numbers of their own: see `places` and `classes`. */
  readonly place: number[];
  readonly class: number[];
  /** Scheme and code of the class as one code. */
  readonly classRef: number[];
  readonly supervised: number[];
  readonly toReply: number[];
  readonly conflict: number[];
  /** Times in epoch ms, infinity where there is none. */
  readonly hold: number[];
  readonly red: number[];
  readonly yellow: number[];
  readonly due: number[];
  readonly received: number[];
  readonly updated: number[];
  /** Numbers, title and place, normalised: a line each. */
  readonly text: string[];
}

/** One row as read from the projection, in the order of `FIELDS`. */
type Read = readonly [
  id: string,
  row: number,
  state: string,
  open: number,
  channel: string,
  unit: string | null,
  community: string | null,
  grid: string | null,
  owner: string | null,
  scheme: string | null,
  klass: string | null,
  className: string | null,
  supervised: number,
  toReply: number,
  hold: number | null,
  red: number | null,
  yellow: number | null,
  due: number,
  received: number,
  updated: number,
  conflict: number,
  also: string | null,
  no: string,
  title: string,
  place: string,
  outside: string | null,
];

const FIELDS = `i.id, i.rowid, i.state, i.open, i.channel, i.unit, i.community, i.grid, i.owner, i.scheme, i.class, i.class_name,
  i.supervised, i.to_reply, i.hold_until, i.red_at, i.yellow_at, i.due_key, i.received_at, i.updated_at, i.conflict, i.also, i.no, i.title, i.place`;
const BLOCK = `SELECT ${FIELDS}, NULL FROM item i WHERE i.rowid > ? AND i.rowid <= ?`;
const SOME = `SELECT ${FIELDS}, (SELECT group_concat(outside_no, ' ') FROM report r WHERE r.case_id = i.id)
  FROM json_each(?) j JOIN item i ON i.id = j.value`;
/** Outside numbers of cases, once more in blocks: asked for case by case they would take as long as everything else. */
const OUTSIDE = 'SELECT id, case_id, outside_no FROM report WHERE id > ? ORDER BY id LIMIT ?';
const BLOCK_ROWS = 500;

/** Text as it is looked for: full-width as half-width, capitals as small letters. */
export function normalised(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

const emptyColumns = (): Columns => ({
  id: [],
  row: [],
  state: [],
  open: [],
  channel: [],
  unit: [],
  community: [],
  grid: [],
  owner: [],
  place: [],
  class: [],
  classRef: [],
  supervised: [],
  toReply: [],
  conflict: [],
  hold: [],
  red: [],
  yellow: [],
  due: [],
  received: [],
  updated: [],
  text: [],
});

/**
 * The queue's rows in memory, for what no index answers: filters in any combination, and words. Filled from the projection
 * block by block (in the idle moments after the start, or at the first question), and kept fresh by the ids of items whose
 * rows changed. It holds what the projection holds, nothing else.
 */
export class DeskTable {
  private readonly columns = emptyColumns();
  private readonly slots = new Map<string, number>();
  private readonly codes = new Names();
  /** Places as they are looked for, by their numbers. */
  readonly places = new Names();
  /** Classes by their numbers: the name that a case was filed under, else `scheme/code`. */
  readonly classes = new Names();
  private found: { key: unknown; text: string; version: number; flags: Uint8Array } | undefined;
  private dirty = new Set<string>();
  private readonly orders = new Map<Sort, Int32Array>();
  private next = 0;
  private last = -1;
  private nextReport: string | undefined = '';
  /** Grows with every change of what is held. */
  version = 0;

  constructor(private readonly db: Db) {}

  /** The rows of these items changed. */
  touch(ids: Iterable<string>): void {
    for (const id of ids) this.dirty.add(id);
  }

  /** Read for at most about `ms` milliseconds; true when everything is there. */
  fill(ms: number): boolean {
    if (this.last < 0) this.last = this.db.number('SELECT max(rowid) FROM item');
    const until = performance.now() + ms;
    while (this.next < this.last && performance.now() < until) {
      this.take(BLOCK, [this.next, this.next + BLOCK_ROWS]);
      this.next += BLOCK_ROWS;
    }
    while (this.next >= this.last && this.nextReport !== undefined && performance.now() < until)
      this.nextReport = this.takeOutside(this.nextReport);
    return this.nextReport === undefined;
  }

  private takeOutside(after: string): string | undefined {
    const rows = this.db.lists(OUTSIDE, [after, BLOCK_ROWS]);
    const { text } = this.columns;
    for (const [, caseId, no] of rows) {
      const slot = caseId === null || no === null ? undefined : this.slots.get(String(caseId));
      if (slot !== undefined) text[slot] = normalised(`${text[slot]}${no} `);
    }
    return rows.length < BLOCK_ROWS ? undefined : String(rows.at(-1)?.[0]);
  }

  /** Everything, as it is now. */
  fresh(): Columns {
    this.fill(Number.POSITIVE_INFINITY);
    if (this.dirty.size > 0) this.refresh();
    return this.columns;
  }

  /** The number that stands for a name in the columns; -1 where no row has it. */
  code(name: string): number {
    return this.codes.find(name);
  }

  /** Ids of units, owners and the like by their numbers. */
  get coded(): readonly string[] {
    return this.codes.all;
  }

  /** What a search found, kept for the next page of it: as long as no row changes and `key` is the same. */
  searched(text: string, key: unknown, search: () => Uint8Array): Uint8Array {
    const { found, version } = this;
    if (found?.text === text && found.key === key && found.version === version) return found.flags;
    const flags = search();
    this.found = { text, key, version, flags };
    return flags;
  }

  /** The slot of an item; undefined where there is none. */
  slotOf(id: string): number | undefined {
    return this.slots.get(id);
  }

  /** Slots in an order: by due time first, or the newest first; ties by row. */
  order(sort: Sort): Int32Array {
    const known = this.orders.get(sort);
    if (known) return known;
    const slots = new Int32Array(this.columns.id.length);
    for (let slot = 0; slot < slots.length; slot += 1) slots[slot] = slot;
    slots.sort(this.comparer(sort));
    this.orders.set(sort, slots);
    return slots;
  }

  private comparer(sort: Sort): (a: number, b: number) => number {
    const { row } = this.columns;
    const key = this.columns[sort];
    const sign = sort === 'due' ? 1 : -1;
    return (a, b) => sign * ((key[a] ?? 0) - (key[b] ?? 0)) || (row[a] ?? 0) - (row[b] ?? 0);
  }

  private take(sql: string, params: readonly SqlValue[]): Read[] {
    const rows = this.db.lists(sql, params) as unknown as Read[];
    for (const read of rows) this.put(read);
    return rows;
  }

  private refresh(): void {
    const ids = [...this.dirty];
    this.dirty = new Set();
    this.version += 1;
    // Out of the orders first: their old keys tell where they stand.
    const known = ids.map((id) => this.slots.get(id)).filter((slot) => slot !== undefined);
    if (ids.length > MANY) this.orders.clear();
    for (const [sort, order] of this.orders) this.orders.set(sort, this.without(sort, order, known));
    const found = new Set(this.take(SOME, [JSON.stringify(ids)]).map(([id]) => id));
    let dropped = 0;
    for (const id of ids) if (!found.has(id)) dropped += this.drop(id);
    // What moves into a gap has another slot: the orders name slots.
    if (dropped > 0) this.orders.clear();
    const moved = [...found].map((id) => this.slots.get(id)).filter((slot) => slot !== undefined);
    for (const [sort, order] of this.orders) this.orders.set(sort, this.with(sort, order, moved));
  }

  private without(sort: Sort, order: Int32Array, slots: readonly number[]): Int32Array {
    let out = order;
    for (const slot of slots) {
      const at = place(out, slot, this.comparer(sort));
      out.copyWithin(at, at + 1);
      out = out.subarray(0, out.length - 1);
    }
    return out;
  }

  private with(sort: Sort, order: Int32Array, slots: readonly number[]): Int32Array {
    let { length } = order;
    const out = new Int32Array(length + slots.length);
    out.set(order);
    for (const slot of slots) {
      const at = place(out.subarray(0, length), slot, this.comparer(sort));
      out.copyWithin(at + 1, at, length);
      out[at] = slot;
      length += 1;
    }
    return out;
  }

  /** Take a row out: the last one takes its slot, so that there are no gaps. */
  private drop(id: string): 0 | 1 {
    const slot = this.slots.get(id);
    if (slot === undefined) return 0;
    const last = this.columns.id.length - 1;
    for (const column of Object.values(this.columns) as unknown[][]) {
      column[slot] = column[last];
      column.pop();
    }
    this.slots.delete(id);
    const moved = this.columns.id[slot];
    if (slot !== last && moved !== undefined) this.slots.set(moved, slot);
    return 1;
  }

  private put(read: Read): void {
    const [id, row, state, open, channel, unit, community, grid, owner, scheme, klass, className] = read;
    const [, , , , , , , , , , , , supervised, toReply, hold, red, yellow, due, received, updated] = read;
    const [conflict, also] = read.slice(20) as [number, string | null];
    const [no, title, place, outside] = read.slice(22) as [string, string, string, string | null];
    const slot = this.slots.get(id) ?? this.columns.id.length;
    this.slots.set(id, slot);
    const { columns, codes } = this;
    columns.id[slot] = id;
    columns.row[slot] = row;
    columns.state[slot] = codes.of(state);
    columns.open[slot] = open;
    columns.channel[slot] = codes.of(channel);
    columns.unit[slot] = codes.of(unit);
    columns.community[slot] = codes.of(community);
    columns.grid[slot] = codes.of(grid);
    columns.owner[slot] = codes.of(owner);
    columns.place[slot] = this.places.of(normalised(place));
    columns.class[slot] = this.classes.of(className ?? (klass === null ? null : `${scheme}/${klass}`));
    columns.classRef[slot] = codes.of(klass === null ? null : `${scheme}/${klass}`);
    columns.supervised[slot] = supervised;
    columns.toReply[slot] = toReply;
    columns.conflict[slot] = conflict;
    columns.hold[slot] = hold ?? Number.POSITIVE_INFINITY;
    columns.red[slot] = red ?? Number.POSITIVE_INFINITY;
    columns.yellow[slot] = yellow ?? Number.POSITIVE_INFINITY;
    columns.due[slot] = due;
    columns.received[slot] = received;
    columns.updated[slot] = updated;
    columns.text[slot] = normalised(`${no} ${also ?? ''}\n${title}\n${place}\n${outside ?? ''}`);
  }
}

/** More changes than this at once, and sorting anew is quicker. */
const MANY = 500;

/** Where a slot stands in an order, or would. */
function place(order: Int32Array, slot: number, compare: (a: number, b: number) => number): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(order[middle] ?? 0, slot) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
