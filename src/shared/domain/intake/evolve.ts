import { streamType } from '../aggregate';
import type { Sealed } from '../envelope';
import type { FactOf } from '../eventType';
import { type ImportTally, type IntakeEventData, intakeEvents } from './events';

type IntakeFact = FactOf<typeof intakeEvents>;

/** An import job: open until it is finished or withdrawn; an open one after a restart is offered for either. */
export interface IntakeState extends IntakeEventData<'intake.started'> {
  readonly id: string;
  readonly status: 'open' | 'finished' | 'withdrawn';
  readonly startedAt: string;
  readonly actor: string;
  readonly endedAt?: string | undefined;
  readonly tally?: ImportTally | undefined;
  readonly aside: readonly AsideRow[];
}

/** What somebody decided about a row that was set aside. */
export interface Settlement {
  readonly how: 'takenIn' | 'dropped';
  readonly by: string;
  readonly at: string;
  readonly reportId?: string | undefined;
}

/** A row that a person must look at. */
export interface AsideRow {
  readonly row: number;
  readonly reasons: readonly string[];
  readonly sealed?: Sealed | undefined;
  readonly settled?: 'takenIn' | 'dropped' | undefined;
  /** Who settled it, in the order of the stream: more than one where desks did not know of each other. */
  readonly settlements?: readonly Settlement[] | undefined;
}

/** One decision more. A report that was made is there: whatever another desk decided, the row was taken in. */
function settledBy(row: AsideRow, fact: FactOf<typeof intakeEvents, 'intake.row-settled'>): AsideRow {
  const { how, reportId } = fact.data;
  const one = { how, by: fact.actor, at: fact.at, ...(reportId ? { reportId } : {}) };
  return {
    ...row,
    settled: row.settled === 'takenIn' ? 'takenIn' : how,
    settlements: [...(row.settlements ?? []), one],
  };
}

/** What an import that was withdrawn had settled is open again when it is repeated: its reports were taken back. */
function openAgain({ settled: _settled, settlements: _by, ...row }: AsideRow): AsideRow {
  return row;
}

/** Fold one fact of an import job. */
function evolve(state: IntakeState | null, fact: IntakeFact): IntakeState | null {
  if (fact.type === 'intake.started') {
    return {
      ...fact.data,
      id: fact.stream,
      status: 'open',
      startedAt: fact.at,
      actor: fact.actor,
      aside: state?.status === 'withdrawn' ? state.aside.map(openAgain) : (state?.aside ?? []),
    };
  }
  if (!state) return null;
  switch (fact.type) {
    case 'intake.row-set-aside': {
      const { row, reasons } = fact.data;
      const known = state.aside.find((one) => one.row === row);
      const others = state.aside.filter((one) => one !== known);
      return {
        ...state,
        aside: [...others, { ...known, row, reasons, sealed: fact.sealed }].sort((a, b) => a.row - b.row),
      };
    }
    case 'intake.row-settled': {
      const { row } = fact.data;
      return { ...state, aside: state.aside.map((one) => (one.row === row ? settledBy(one, fact) : one)) };
    }
    case 'intake.finished':
      return { ...state, status: 'finished', endedAt: fact.at, tally: fact.data };
    case 'intake.withdrawn':
      return { ...state, status: 'withdrawn', endedAt: fact.at };
    default:
      return state;
  }
}

/** Streams `intake:<job>`. */
export const intakeStream = streamType(['intake'], intakeEvents, evolve);
