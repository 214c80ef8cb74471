import type { ItemState, QueueFilter, QueueView } from '@shared/contract/models';
import { shiftAt } from '@shared/rules/shift';
import { toMs } from '@shared/rules/time';
import type { Db, SqlValue } from '../projection/database';
import { NO_DUE } from '../projection/queue';
import type { Columns, DeskTable } from '../search/table';
import type { QueryContext } from './context';

/** Does the row in this slot of the table in memory fit? */
export type Test = (slot: number) => boolean;

/** Rows by a condition that an index answers in the order of due times. */
export interface Arm {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/** A view as SQL: mostly one arm, and how many rows it has where that is kept. */
export interface SqlView {
  readonly arms: readonly Arm[];
  count(db: Db): number;
}

/** Columns that views ask of, by their names in memory: in SQL, and what kind of value they hold. */
const COLUMNS = {
  state: { sql: 'state', holds: 'name' },
  owner: { sql: 'owner', holds: 'name' },
  open: { sql: 'open', holds: 'flag' },
  supervised: { sql: 'supervised', holds: 'flag' },
  conflict: { sql: 'conflict', holds: 'flag' },
  toReply: { sql: 'to_reply', holds: 'flag' },
  hold: { sql: 'hold_until', holds: 'time' },
  yellow: { sql: 'yellow_at', holds: 'time' },
  // Rows without a clock have keys beyond every moment (`due_key`), so that they have a place in its order.
  red: { sql: 'due_key', holds: 'time' },
} as const satisfies Partial<Record<keyof Columns, { sql: string; holds: 'name' | 'flag' | 'time' }>>;
type Column = keyof typeof COLUMNS;

type Comparison = '=' | '<' | '<=' | '>' | '>=';
interface Condition {
  readonly column: Column;
  readonly is: Comparison;
  readonly value: string | number;
}
/** One condition, or several of which one is enough. */
type Clause = Condition | readonly Condition[];

const where = (column: Column, is: Comparison, value: string | number): Condition => ({ column, is, value });
const inState = (state: ItemState): Condition => where('state', '=', state);
const isOpen = where('open', '=', 1);

/** What views hang on beside the rows. */
interface Asked {
  readonly nowMs: number;
  shiftEndMs(): number;
  /** Whose work `mine` is. */
  readonly owner: string;
}

type Arms = readonly (readonly Clause[])[];

/**
 * The views of the queue, each told once: rows fit where all clauses of an arm hold, of one arm at least. Each arm has an index of its
 * own. These are the same at any moment and for everybody.
 */
const fixed = {
  // Also while somebody is out to verify it (核实).
  toTakeIn: [[inState('toTakeIn')], [inState('verifying')]],
  toAssign: [[inState('toAssign')]],
  returned: [[inState('returned')]],
  toCheck: [[inState('toCheck')]],
  toClose: [[inState('toClose')]],
  toReply: [[where('toReply', '>', 0)]],
  supervised: [[where('supervised', '=', 1)]],
  conflict: [[where('conflict', '=', 1)]],
  open: [[isOpen]],
  ended: [[where('open', '=', 0)]],
  all: [[]],
} as const satisfies Partial<Record<QueueView, Arms>>;
type FixedView = keyof typeof fixed;

/** The views that hang on the moment or on who asks: what a hold is later than its end, and what is due, follow from time alone. */
const moving: { readonly [V in Exclude<QueueView, FixedView>]: (asked: Asked) => Arms } = {
  // In the field (处置中): what is handled, and what was on hold until a moment that has come.
  handling: ({ nowMs }) => [[inState('handling')], [inState('onHold'), where('hold', '<=', nowMs)]],
  onHold: ({ nowMs }) => [[inState('onHold'), where('hold', '>', nowMs)]],
  mine: ({ owner }) => [[isOpen, where('owner', '=', owner)]],
  overdue: ({ nowMs }) => [[isOpen, where('red', '<', nowMs)]],
  // Not overdue, but due before the shift ends, or yellow already.
  dueSoon: ({ nowMs, shiftEndMs }) => [
    [isOpen, where('red', '>=', nowMs), [where('red', '<=', shiftEndMs()), where('yellow', '<=', nowMs)]],
  ],
};

const isFixed = (view: QueueView): view is FixedView => view in fixed;

function armsOf(view: QueueView, context: QueryContext, owner: string): Arms {
  return isFixed(view) ? fixed[view] : moving[view](askedOf(context, owner));
}

function askedOf(context: QueryContext, owner: string): Asked {
  return { nowMs: context.nowMs, shiftEndMs: () => toMs(shiftAt(context.now).end), owner };
}

const isCondition = (clause: Clause): clause is Condition => !Array.isArray(clause);

function sqlOf(clause: Clause): Arm {
  if (!isCondition(clause)) {
    const some = clause.map(sqlOf);
    return {
      sql: `(${some.map(({ sql }) => sql).join(' OR ')})`,
      params: some.flatMap(({ params }) => params),
    };
  }
  const { column, is, value } = clause;
  const { sql, holds } = COLUMNS[column];
  // Partial indexes are found by what is written in the condition.
  if (holds === 'flag') return { sql: `${sql}${is}${value}`, params: [] };
  const bound = column === 'red' && is === '>=' ? ` AND ${sql}<${NO_DUE / 2}` : '';
  return { sql: `${sql}${is}?${bound}`, params: [value] };
}

function armOf(clauses: readonly Clause[]): Arm {
  const all = clauses.map(sqlOf);
  const sql = all.map((one) => one.sql).join(' AND ');
  return { sql: sql || '1=1', params: all.flatMap(({ params }) => params) };
}

/** Is it asked of nothing but what counts are kept by? */
function isKept(clauses: readonly Clause[]): boolean {
  return clauses.every(
    (clause) => isCondition(clause) && (clause.column === 'state' || clause.column === 'open'),
  );
}

function counting(from: string, arms: Arms): Arm | undefined {
  if (arms.length === 0) return undefined;
  const all = arms.map(armOf);
  const sql = `SELECT ${from} WHERE ${all.map((arm) => arm.sql).join(' OR ')}`;
  return { sql, params: all.flatMap(({ params }) => params) };
}

function sqlViewOf(arms: Arms): SqlView {
  const counts = [
    counting('sum(n) FROM state_count', arms.filter(isKept)),
    counting(
      'count(*) FROM item',
      arms.filter((clauses) => !isKept(clauses)),
    ),
  ].filter((one) => one !== undefined);
  return {
    arms: arms.map(armOf),
    count: (db) => counts.reduce((sum, { sql, params }) => sum + db.number(sql, params), 0),
  };
}

const fixedSql: ReadonlyMap<string, SqlView> = new Map(
  Object.entries<Arms>(fixed).map(([view, arms]) => [view, sqlViewOf(arms)]),
);

/** A view as SQL conditions, each with an index of its own. `owner` is whose work `mine` is. */
export function sqlView(view: QueueView, context: QueryContext, owner: string): SqlView {
  return fixedSql.get(view) ?? sqlViewOf(armsOf(view, context, owner));
}

const compare: { readonly [C in Comparison]: (a: number, b: number) => boolean } = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function testOf(clause: Clause, columns: Columns, table: DeskTable): Test {
  if (!isCondition(clause)) {
    const tests = clause.map((one) => testOf(one, columns, table));
    return (slot) => tests.some((test) => test(slot));
  }
  const { column, is, value } = clause;
  const held = columns[column];
  const fits = compare[is];
  const wanted = typeof value === 'string' ? table.code(value) : value;
  // No time is none that could be compared, as in SQL.
  if (COLUMNS[column].holds === 'time')
    return (slot) => {
      const at = held[slot] ?? Number.POSITIVE_INFINITY;
      return at < Number.POSITIVE_INFINITY && fits(at, wanted);
    };
  return (slot) => fits(held[slot] ?? -1, wanted);
}

/** The same views over the rows in memory, where they go together with filters and words. */
export function viewTest(
  { view, owner }: QueueFilter,
  columns: Columns,
  table: DeskTable,
  context: QueryContext,
): Test {
  const arms = armsOf(view, context, owner ?? context.actor).map((clauses) => {
    const tests = clauses.map((clause) => testOf(clause, columns, table));
    const [only] = tests;
    return only && tests.length === 1 ? only : (slot: number) => tests.every((test) => test(slot));
  });
  const [only] = arms;
  return only && arms.length === 1 ? only : (slot) => arms.some((arm) => arm(slot));
}
