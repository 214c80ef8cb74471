import { isFarAhead } from '../../rules/clockAhead';
import { later } from '../../rules/time';
import { streamTypeBy } from '../aggregate';
import type { Photo } from '../common';
import { commitOf } from '../envelope';
import { type Applied, addsUp, appliers, apply, type CaseFact, takes } from './appliers';
import { atTime } from './atTime';
import { type CaseEventType, caseEvents } from './events';
import type { CaseState } from './state';

export { atTime } from './atTime';
export { runningClock, runningClocks } from './clocks';
export type { ClockName } from './events';
export type { CaseClock, CasePart, CaseStage, CaseState, Supervision, UndoPoint } from './state';

/** Actions that another event of their own takes back, and those that are not somebody's action at this desk. */
const notUndone: ReadonlySet<string> = new Set<CaseEventType>([
  'case.filed',
  'case.merged',
  'case.split',
  'case.reckoned',
  'case.undone',
  'case.settled',
]);

/** What is said beside a case and moves nothing: what happened in the field may be recorded with an earlier time. */
const stays: ReadonlySet<string> = new Set<CaseEventType>([
  'case.noted',
  'case.described',
  'case.urged',
  'case.supervised',
  'case.supervision-answered',
  'case.undone',
  'case.reckoned',
  'case.settled',
]);

function filed(fact: CaseFact<'case.filed'>): CaseState {
  const { assign, ...data } = fact.data;
  return {
    ...data,
    id: fact.stream,
    stage: 'toAssign',
    filedAt: fact.at,
    filedBy: fact.actor,
    cause: fact.cause,
    parts: [],
    returns: [],
    choices: [],
    reworks: 0,
    reopens: 0,
    urges: [],
    supervisions: [],
    extensions: [],
    holds: 0,
    clocks: [{ name: 'assign', grant: assign, intervals: [{ from: fact.at }] }],
    photos: [] as readonly (Photo & { at: string })[],
    lastAt: fact.at,
    movedAt: fact.at,
    lastBy: fact.actor,
    lastCause: fact.cause,
  };
}

/** What the last action was, with the state before it; the events of one commit are one action. */
function undoPoint(before: CaseState, fact: CaseFact): CaseState['undo'] {
  if (notUndone.has(fact.type) || fact.cause?.startsWith('intake:')) return undefined;
  const commit = commitOf(fact.ref);
  const same = before.undo?.commit === commit ? before.undo : undefined;
  if (same) return { ...same, types: [...same.types, fact.type] };
  const { undo: _undo, conflicts: _open, ...state } = before;
  return { commit, types: [fact.type], actor: fact.actor, recordedAt: fact.recordedAt, before: state };
}

/** Taking back holds only while the action is still the last: whoever acted meanwhile on another station wins. */
function undone(state: CaseState, { data: { commit } }: CaseFact<'case.undone'>): CaseState {
  if (state.undo?.commit !== commit) return { ...state, undo: undefined };
  return withConflicts(state.undo.before, state);
}

/** What is open stays open, whatever the state goes back to. */
function withConflicts(state: CaseState, { conflicts }: CaseState): CaseState {
  return conflicts ? { ...state, conflicts } : state;
}

/** Filed by another station too: the first stands, and by the other's number it is found. */
function filedAgain(state: CaseState, { data: { no } }: CaseFact<'case.filed'>): CaseState {
  const known = [state.no, ...(state.otherNos ?? [])];
  return known.includes(no) ? state : { ...state, otherNos: [...(state.otherNos ?? []), no] };
}

/** When a case was moved last. What a wrong clock said of the move before holds no longer once another one tells. */
function movedAfter(before: string, { at, recordedAt }: CaseFact): string {
  return isFarAhead(before, recordedAt) ? at : later(at, before);
}

/** What a fact does to a case that stands so, before who acted last is written down. */
function changed(before: CaseState, fact: CaseFact<Applied | 'case.undone'>): CaseState {
  if (fact.type === 'case.undone') return undone(before, fact);
  return takes(before, fact) ? apply(before, fact) : addsUp(before, fact);
}

function evolve(state: CaseState | null, fact: CaseFact): CaseState | null {
  if (fact.type === 'case.filed') {
    // An import that was withdrawn and taken in again files its voided case anew: the id is computed from the report.
    if (!state) return filed(fact);
    return state.stage === 'void' ? withConflicts(filed(fact), state) : filedAgain(state, fact);
  }
  if (!state) return null;
  const before = atTime(state, fact.at);
  const next = changed(before, fact);
  const taken = fact.type === 'case.undone' || takes(before, fact);
  // Counting deadlines again is nobody's work on the case: who acted last, and when, stays.
  const counted = fact.type === 'case.reckoned';
  return {
    ...next,
    undo: taken ? undoPoint(before, fact) : undefined,
    lastAt: counted ? before.lastAt : later(fact.at, before.lastAt),
    movedAt: stays.has(fact.type) ? next.movedAt : movedAfter(next.movedAt, fact),
    lastBy: counted ? before.lastBy : fact.actor,
    lastCause: counted ? before.lastCause : fact.cause,
  };
}

/** Streams `case:<id>`. */
export const caseStream = streamTypeBy(
  ['case'],
  caseEvents,
  { ...appliers, 'case.filed': filed, 'case.undone': undone },
  evolve,
);
