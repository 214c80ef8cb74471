import { ranBy } from '../../rules/clockAhead';
import { later } from '../../rules/time';
import type { Deadline } from '../common';
import type { ClockDeadline, ClockName } from './events';
import type { CaseClock, CaseState } from './state';

type Clocks = CaseState['clocks'];

/** A running clock has its last interval open. */
export function isRunning(clock: CaseClock): boolean {
  return clock.intervals.length > 0 && clock.intervals.at(-1)?.to === undefined;
}

/** A further stretch. It never begins before the one before it ended, even where two stations' times disagree. */
function begun(intervals: CaseClock['intervals'], from: string): CaseClock['intervals'] {
  return [...intervals, { from: later(intervals.at(-1)?.to ?? from, from) }];
}

/** End the open interval at `at`; one that had yet to begin (the time after a hold) never was. */
function stopped(clock: CaseClock, at: string): CaseClock {
  const last = clock.intervals.at(-1);
  if (!last || last.to !== undefined) return clock;
  const before = clock.intervals.slice(0, -1);
  return {
    ...clock,
    intervals:
      last.from > at && before.length > 0
        ? before
        : [...before, { from: last.from, to: later(last.from, at) }],
  };
}

/** Stop every running clock. */
export function stopAll(clocks: Clocks, at: string): Clocks {
  return clocks.map((clock) => stopped(clock, at));
}

/** Stop the clocks that are told by name and unit. */
export function stopOf(clocks: Clocks, name: ClockName, unit: string, at: string): Clocks {
  return clocks.map((clock) => (clock.name === name && clock.unit === unit ? stopped(clock, at) : clock));
}

/** The clock of a unit's handling over all of its rounds. */
export function handleClock(state: Pick<CaseState, 'clocks'>, unit: string): CaseClock | undefined {
  return state.clocks.findLast((clock) => clock.name === 'handle' && clock.unit === unit);
}

/** A fresh clock: assigning and checking begin anew each time. */
export function fresh(clocks: Clocks, name: ClockName, grant: Deadline, from: string): Clocks {
  return [...clocks, { name, grant, intervals: [{ from }] }];
}

/** A unit's handling clock goes on from `from` with a new grant: earlier rounds stay with it (捆绑). */
export function goOn(clocks: Clocks, unit: string, grant: Deadline, from: string): Clocks {
  const index = clocks.findLastIndex((clock) => clock.name === 'handle' && clock.unit === unit);
  const clock = clocks[index];
  if (!clock) return [...clocks, { name: 'handle', unit, grant, intervals: [{ from }] }];
  const { intervals } = clock;
  const next = { ...clock, grant, intervals: isRunning(clock) ? intervals : begun(intervals, from) };
  return clocks.map((one, i) => (i === index ? next : one));
}

/** The last clock that a grant is about. */
export function clockOf(clocks: Clocks, which: Pick<ClockDeadline, 'name' | 'unit'>): CaseClock | undefined {
  return clocks.findLast((clock) => clock.name === which.name && clock.unit === which.unit);
}

/** New grants for clocks as they run. */
export function withDeadlines(clocks: Clocks, grants: readonly ClockDeadline[]): Clocks {
  return clocks.map((clock) => {
    const grant = grants.find((one) => clockOf(clocks, one) === clock)?.grant;
    return grant ? { ...clock, grant } : clock;
  });
}

/** Clocks that stood go on from `from` under these grants. */
export function restarted(clocks: Clocks, grants: readonly ClockDeadline[], from: string): Clocks {
  return clocks.map((clock) => {
    const grant = grants.find((one) => clockOf(clocks, one) === clock)?.grant;
    if (!grant) return clock;
    const intervals = isRunning(clock) ? clock.intervals : begun(clock.intervals, from);
    return { ...clock, grant, intervals };
  });
}

/** Every running clock ends its stretch at `at` and goes on from `from`, under its new grant where there is one. */
export function moved(clocks: Clocks, grants: readonly ClockDeadline[], at: string, from: string): Clocks {
  return clocks.map((clock) => {
    if (!isRunning(clock)) return clock;
    const grant = grants.find((one) => clockOf(clocks, one) === clock)?.grant ?? clock.grant;
    return { ...clock, grant, intervals: begun(stopped(clock, at).intervals, from) };
  });
}

/** The clocks that the stage of a case is under: of assigning, of each part that is open, of checking until it is closed. */
export function stageClocks(state: Pick<CaseState, 'stage' | 'parts' | 'clocks'>): CaseClock[] {
  const { stage, parts, clocks } = state;
  const of = (which: Pick<ClockDeadline, 'name' | 'unit'>): CaseClock[] => {
    const clock = clockOf(clocks, which);
    return clock ? [clock] : [];
  };
  switch (stage) {
    case 'toAssign':
    case 'returned':
      return of({ name: 'assign' });
    case 'handling':
    case 'onHold':
      return parts.flatMap(({ unit, handledAt }) =>
        handledAt === undefined ? of({ name: 'handle', unit }) : [],
      );
    case 'toCheck':
    case 'toClose':
      return of({ name: 'check' });
    default:
      return [];
  }
}

/**
 * A case with its clocks as far as they can have run by `at`, whatever a clock that was set wrong wrote of the years ahead: limits
 * are counted over what is left. The same case where nothing lies ahead.
 */
export function knownClocks(state: CaseState, at: string): CaseState {
  const until = state.stage === 'onHold' ? state.hold?.until : undefined;
  const clocks = state.clocks.map((clock) => {
    const intervals = ranBy(clock.intervals, clock.grant.start, at, until);
    return intervals === clock.intervals ? clock : { ...clock, intervals };
  });
  return clocks.every((clock, i) => clock === state.clocks[i]) ? state : { ...state, clocks };
}

/** The clocks that run now, first due first. */
export function runningClocks(state: Pick<CaseState, 'clocks'>): CaseClock[] {
  return state.clocks.filter(isRunning).sort((a, b) => (a.grant.due < b.grant.due ? -1 : 1));
}

/** The running clock that is due first, if any. */
export function runningClock(state: Pick<CaseState, 'clocks'>): CaseClock | undefined {
  return runningClocks(state)[0];
}
