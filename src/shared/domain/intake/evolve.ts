import { type Appliers, streamType, unchanged } from '../aggregate';
import type { Sealed } from '../envelope';
import type { FactOf } from '../eventType';
import { type ImportTally, type IntakeEventData, type IntakeEventType, intakeEvents } from './events';

type IntakeFact<T extends IntakeEventType> = FactOf<typeof intakeEvents, T>;

/** An import job: open until it is finished or withdrawn; an open one after a restart is offered for either. */
export interface IntakeState extends IntakeEventData<'intake.started'> {
  readonly id: string;
  readonly status: 'open' | 'finished' | 'withdrawn';
  readonly startedAt: string;
  readonly actor: string;
  readonly endedAt?: string | undefined;
  readonly tally?: ImportTally | undefined;
  readonly aside: readonly RowForReview[];
}

/** What somebody decided about a row that was set aside. */
export interface Settlement {
  readonly how: 'takenIn' | 'dropped';
  readonly by: string;
  readonly at: string;
  readonly reportId?: string | undefined;
}

/** A row that a person must look at. */
export interface RowForReview {
  readonly row: number;
  readonly reasons: readonly string[];
  readonly sealed?: Sealed | undefined;
  readonly settled?: 'takenIn' | 'dropped' | undefined;
  /** Who settled it, in the order of the stream: more than one where desks did not know of each other. */
  readonly settlements?: readonly Settlement[] | undefined;
}

/** One decision more. A report that was made is there: whatever another desk decided, the row was taken in. */
function settledBy(row: RowForReview, fact: IntakeFact<'intake.row-settled'>): RowForReview {
  const { how, reportId } = fact.data;
  const one = { how, by: fact.actor, at: fact.at, ...(reportId ? { reportId } : {}) };
  return {
    ...row,
    settled: row.settled === 'takenIn' ? 'takenIn' : how,
    settlements: [...(row.settlements ?? []), one],
  };
}

/** What an import that was withdrawn had settled is open again when it is repeated: its reports were taken back. */
function openAgain({ settled: _settled, settlements: _by, ...row }: RowForReview): RowForReview {
  return row;
}

function started(state: IntakeState | null, fact: IntakeFact<'intake.started'>): IntakeState {
  return {
    ...fact.data,
    id: fact.stream,
    status: 'open',
    startedAt: fact.at,
    actor: fact.actor,
    aside: state?.status === 'withdrawn' ? state.aside.map(openAgain) : (state?.aside ?? []),
  };
}

function rowSetAside(state: IntakeState, fact: IntakeFact<'intake.row-set-aside'>): IntakeState {
  const { row, reasons } = fact.data;
  const known = state.aside.find((one) => one.row === row);
  const others = state.aside.filter((one) => one !== known);
  const aside = [...others, { ...known, row, reasons, sealed: fact.sealed }];
  return { ...state, aside: aside.sort((a, b) => a.row - b.row) };
}

function rowSettled(state: IntakeState, fact: IntakeFact<'intake.row-settled'>): IntakeState {
  const { row } = fact.data;
  return { ...state, aside: state.aside.map((one) => (one.row === row ? settledBy(one, fact) : one)) };
}

const appliers: Appliers<IntakeState, typeof intakeEvents> = {
  'intake.started': started,
  'intake.row-set-aside': (state, fact) => state && rowSetAside(state, fact),
  // Recorded for the timeline alone: who saw a person's words.
  'intake.row-viewed': unchanged,
  'intake.row-settled': (state, fact) => state && rowSettled(state, fact),
  'intake.finished': (state, { at, data }) =>
    state && { ...state, status: 'finished', endedAt: at, tally: data },
  'intake.withdrawn': (state, { at }) => state && { ...state, status: 'withdrawn', endedAt: at },
};

/** Streams `intake:<job>`. */
export const intakeStream = streamType(['intake'], intakeEvents, appliers);
