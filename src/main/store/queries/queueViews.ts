import type { QueueFilter, QueueView } from '@shared/contract/models';
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

/** The views that are simply a state. */
const STATES = new Set<string>(['toAssign', 'returned', 'toCheck', 'toClose']);
/** A hold that has not ended: what it is later follows from time alone. */
const HELD = "state='onHold' AND hold_until>?";
const OVER = "state='onHold' AND hold_until<=?";

function counted(arm: Arm): SqlView {
  return {
    arms: [arm],
    count: (db) => db.number(`SELECT count(*) FROM item WHERE ${arm.sql}`, arm.params),
  };
}

/** How many rows the kept counts have by a condition. */
function kept(arm: Arm, where: string, params: readonly SqlValue[] = []): SqlView {
  return {
    arms: [arm],
    count: (db) => db.number(`SELECT sum(n) FROM state_count WHERE ${where}`, params),
  };
}

/** What is in the field (处置中): what is handled, and what was on hold until a moment that has come. */
function inTheField(nowMs: number): SqlView {
  const over = { sql: OVER, params: [nowMs] };
  const handled = kept({ sql: 'state=?', params: ['handling'] }, "state='handling'");
  const count = (db: Db): number => handled.count(db) + counted(over).count(db);
  return { arms: [...handled.arms, over], count };
}

/** What waits for intake, also while somebody is out to verify it (核实). */
const toTakeIn: SqlView = {
  arms: ['toTakeIn', 'verifying'].map((state) => ({ sql: 'state=?', params: [state] })),
  count: (db) => db.number("SELECT sum(n) FROM state_count WHERE state IN ('toTakeIn','verifying')"),
};

/** Not overdue, but due before the shift ends, or yellow already. */
const DUE_SOON = `open=1 AND due_key>=? AND due_key<${NO_DUE / 2} AND (due_key<=? OR yellow_at<=?)`;

/** A view as SQL conditions, each with an index of its own. `owner` is whose work `mine` is. */
export function sqlView(view: QueueView, context: QueryContext, owner: string): SqlView {
  const { nowMs } = context;
  if (STATES.has(view)) return kept({ sql: 'state=?', params: [view] }, 'state=?', [view]);
  switch (view) {
    case 'toTakeIn':
      return toTakeIn;
    case 'handling':
      return inTheField(nowMs);
    case 'onHold':
      return counted({ sql: HELD, params: [nowMs] });
    // Rows without a clock have keys beyond every moment: see `dueKey`.
    case 'overdue':
      return counted({ sql: 'open=1 AND due_key<?', params: [nowMs] });
    case 'dueSoon':
      return counted({ sql: DUE_SOON, params: [nowMs, toMs(shiftAt(context.now).end), nowMs] });
    case 'toReply':
      return counted({ sql: 'to_reply>0', params: [] });
    case 'supervised':
      return counted({ sql: 'supervised=1', params: [] });
    case 'conflict':
      return counted({ sql: 'conflict=1', params: [] });
    case 'mine':
      return counted({ sql: 'open=1 AND owner=?', params: [owner] });
    case 'open':
      return kept({ sql: 'open=1', params: [] }, 'open=1');
    case 'ended':
      return kept({ sql: 'open=0', params: [] }, 'open=0');
    default:
      return kept({ sql: '1=1', params: [] }, '1=1');
  }
}

/** The same views over the rows in memory, where they go together with filters and words. */
export function viewTest(
  { view, owner }: QueueFilter,
  columns: Columns,
  table: DeskTable,
  context: QueryContext,
): Test {
  const { state, open, hold, red, yellow, supervised, toReply, conflict } = columns;
  const { nowMs } = context;
  const code = table.code(view);
  if (STATES.has(view)) return (slot) => state[slot] === code;
  const onHold = table.code('onHold');
  const handling = table.code('handling');
  const verifying = table.code('verifying');
  const shiftEnd = toMs(shiftAt(context.now).end);
  switch (view) {
    case 'toTakeIn':
      return (slot) => state[slot] === code || state[slot] === verifying;
    case 'handling':
      return (slot) => state[slot] === handling || (state[slot] === onHold && (hold[slot] ?? 0) <= nowMs);
    case 'onHold':
      return (slot) => state[slot] === onHold && (hold[slot] ?? 0) > nowMs;
    case 'overdue':
      return (slot) => open[slot] === 1 && (red[slot] ?? 0) < nowMs;
    case 'dueSoon':
      return (slot) => {
        const at = red[slot] ?? 0;
        return (
          open[slot] === 1 &&
          at >= nowMs &&
          at < Number.POSITIVE_INFINITY &&
          (at <= shiftEnd || (yellow[slot] ?? 0) <= nowMs)
        );
      };
    case 'toReply':
      return (slot) => (toReply[slot] ?? 0) > 0;
    case 'supervised':
      return (slot) => supervised[slot] === 1;
    case 'conflict':
      return (slot) => conflict[slot] === 1;
    case 'mine': {
      const mine = table.code(owner ?? context.actor);
      return (slot) => open[slot] === 1 && columns.owner[slot] === mine;
    }
    case 'open':
      return (slot) => open[slot] === 1;
    case 'ended':
      return (slot) => open[slot] === 0;
    default:
      return () => true;
  }
}
