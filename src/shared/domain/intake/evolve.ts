import type { Fact, Sealed } from '../envelope';
import type { ImportTally, IntakeEventData } from './events';

/** An import job: open until it is finished or withdrawn; an open one after a restart is offered for either. */
export interface IntakeState extends IntakeEventData<'intake.started'> {
  readonly id: string;
  readonly status: 'open' | 'finished' | 'withdrawn';
  readonly startedAt: string;
  readonly actor: string;
  readonly endedAt?: string | undefined;
  readonly tally?: ImportTally | undefined;
  readonly aside: readonly {
    row: number;
    reasons: readonly string[];
    sealed?: Sealed | undefined;
    settled?: 'takenIn' | 'dropped' | undefined;
  }[];
}

/** Fold one fact of an import job. */
export function evolveIntake(state: IntakeState | null, fact: Fact): IntakeState | null {
  if (fact.type === 'intake.started') {
    const started = fact.data as unknown as IntakeEventData<'intake.started'>;
    return {
      ...started,
      id: fact.stream,
      status: 'open',
      startedAt: fact.at,
      actor: fact.actor,
      aside: state?.aside ?? [],
    };
  }
  if (!state) return null;
  switch (fact.type) {
    case 'intake.row-set-aside': {
      const { row, reasons } = fact.data as unknown as IntakeEventData<'intake.row-set-aside'>;
      const others = state.aside.filter((one) => one.row !== row);
      return {
        ...state,
        aside: [...others, { row, reasons, sealed: fact.sealed }].sort((a, b) => a.row - b.row),
      };
    }
    case 'intake.row-settled': {
      const { row, how } = fact.data as unknown as IntakeEventData<'intake.row-settled'>;
      return {
        ...state,
        aside: state.aside.map((one) => (one.row === row ? { ...one, settled: how } : one)),
      };
    }
    case 'intake.finished':
      return { ...state, status: 'finished', endedAt: fact.at, tally: fact.data as unknown as ImportTally };
    case 'intake.withdrawn':
      return { ...state, status: 'withdrawn', endedAt: fact.at };
    default:
      return state;
  }
}
