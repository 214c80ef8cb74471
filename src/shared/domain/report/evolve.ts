import { bare } from '../../lookup';
import { later } from '../../rules/time';
import { streamTypeBy, unchanged } from '../aggregate';
import type { Deadline } from '../common';
import { commitOf, type Fact } from '../envelope';
import type { FactOf } from '../eventType';
import { callerViewOf, type ReportEventData, type ReportEventType, reportEvents } from './events';
import type { ReportState } from './state';

export type { ReportState, ReportStatus } from './state';

type Applied = Exclude<
  ReportEventType,
  'report.received' | 'report.undone' | 'report.caller-viewed' | 'report.sheet-updated'
>;
type ReportFact<T extends ReportEventType = ReportEventType> = FactOf<typeof reportEvents, T>;
type Apply<T extends ReportEventType> = (
  state: ReportState,
  data: ReportEventData<T>,
  fact: ReportFact<T>,
) => ReportState;

/** Actions of the desk that can be taken back; linking has an inverse of its own. */
const undoable: ReadonlySet<string> = new Set<ReportEventType>([
  'report.described',
  'report.unlinked',
  'report.verify-sent',
  'report.verified',
  'report.refused',
  'report.replied',
  'report.called-back',
  'report.reopened',
]);

function stopIntake(state: ReportState, at: string): ReportState['intakeRan'] {
  const last = state.intakeRan.at(-1);
  if (!last || last.to !== undefined) return state.intakeRan;
  // What was taken over from a sheet was filed before it was taken in here.
  return [...state.intakeRan.slice(0, -1), { from: last.from, to: later(last.from, at) }];
}

/** The intake clock goes on, or begins anew where it is given one. */
function startIntake(state: ReportState, intake: Deadline | undefined, from: string) {
  const ran = stopIntake(state, from);
  const next = { from: later(ran.at(-1)?.to ?? from, from) };
  return { ...(intake ? { intake } : {}), intakeRan: [...ran, next] };
}

function defined<T extends object>(data: T): Partial<T> {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as Partial<T>;
}

const appliers: { [T in Applied]: Apply<T> } = bare({
  'report.described': (state, data) => Object.assign({}, state, defined(data)),
  'report.linked': (state, { caseId, why, via }, fact) => ({
    ...state,
    status: 'linked',
    caseId,
    linkedAt: fact.at,
    // What was replied was about the other case.
    reply: why === 'split' ? undefined : state.reply,
    mergedFrom: via ?? [],
    intakeRan: stopIntake(state, fact.at),
  }),
  'report.unlinked': (state, data, fact) =>
    state.caseId === data.caseId
      ? {
          ...state,
          status: 'received',
          caseId: undefined,
          linkedAt: undefined,
          reply: undefined,
          mergedFrom: [],
          // Nobody waits any more for whoever was sent out before it was filed.
          verification: state.verification?.doneAt === undefined ? undefined : state.verification,
          ...startIntake(state, data.intake, fact.at),
        }
      : state,
  'report.verify-sent': (state, { to, how, note, verify }, fact) => ({
    ...state,
    verification: { to, how, note, grant: verify, sentAt: fact.at },
    intakeRan: stopIntake(state, fact.at),
  }),
  'report.verified': (state, { real, note, photos, intake }, fact) => ({
    ...state,
    verification: state.verification && { ...state.verification, doneAt: fact.at, real, said: note },
    photos: [...state.photos, ...photos],
    ...(state.status === 'received' ? startIntake(state, intake, fact.at) : {}),
  }),
  'report.refused': (state, data, fact) => ({
    ...state,
    status: 'refused',
    refusal: data,
    intakeRan: stopIntake(state, fact.at),
  }),
  // What is said while the case still runs (阶段性答复) is no final reply: that one is owed all the same.
  'report.replied': (state, data, fact) => ({
    ...state,
    reply: data.interim
      ? state.reply
      : { text: data.text, at: fact.at, by: fact.actor, ...(data.way ? { way: data.way } : {}) },
  }),
  'report.reopened': (state, _data, fact) => ({
    ...state,
    reply: undefined,
    reopens: state.reopens + 1,
    reopenedAt: fact.at,
  }),
  'report.called-back': (state, data, fact) => ({
    ...state,
    callBacks: [...state.callBacks, { ...data, at: fact.at, by: fact.actor }],
  }),
  'report.reckoned': (state, { intake, outside, verify, reply }) => ({
    ...state,
    ...(verify && state.verification ? { verification: { ...state.verification, grant: verify } } : {}),
    ...(reply && state.refusal ? { refusal: { ...state.refusal, reply } } : {}),
    ...(intake ? { intake } : {}),
    ...(outside ? { outside } : {}),
  }),
  // Which events count is said by the fold of the whole stream.
  'report.settled': (state) => state,
  'report.withdrawn': (state, _data, fact) => ({
    ...state,
    status: 'withdrawn',
    intakeRan: stopIntake(state, fact.at),
  }),
});

function received(fact: ReportFact<'report.received'>): ReportState {
  const { caller, ...body } = fact.data;
  return {
    ...body,
    ...(caller ? { caller: callerViewOf(caller) } : {}),
    id: fact.stream,
    status: 'received',
    recordedAt: fact.recordedAt,
    cause: fact.cause,
    mergedFrom: [],
    intakeRan: [{ from: body.intake.start }],
    callBacks: [],
    reopens: 0,
  };
}

/** What is open stays open, whatever the state goes back to. */
function withConflicts(state: ReportState, before: ReportState | null): ReportState {
  return before?.conflicts ? { ...state, conflicts: before.conflicts } : state;
}

function undoPoint(
  before: ReportState,
  fact: Pick<Fact, 'ref' | 'type' | 'actor' | 'recordedAt'>,
): ReportState['undo'] {
  if (!undoable.has(fact.type)) return undefined;
  const { undo: _undo, conflicts: _open, ...state } = before;
  return {
    commit: commitOf(fact.ref),
    types: [fact.type],
    actor: fact.actor,
    recordedAt: fact.recordedAt,
    before: state,
  };
}

/** What the hotline brings leaves open what the desk may take back. */
function sheetUpdated(
  state: ReportState,
  { sheet, outside }: ReportEventData<'report.sheet-updated'>,
): ReportState {
  return { ...state, sheet, ...(outside ? { outside } : {}), undo: undefined };
}

/** Taking back holds only while the action is still the last. */
function undone(state: ReportState, { commit }: ReportEventData<'report.undone'>): ReportState {
  if (state.undo?.commit !== commit) return { ...state, undo: undefined };
  return withConflicts(state.undo.before, state);
}

function apply<T extends Applied>(state: ReportState, fact: ReportFact<T>): ReportState {
  const applier: Apply<T> = appliers[fact.type];
  return { ...applier(state, fact.data, fact), undo: undoPoint(state, fact) };
}

function evolve(state: ReportState | null, fact: ReportFact): ReportState | null {
  // A second station may have received the same outside number: the first in causal order stands.
  if (fact.type === 'report.received')
    return state && state.status !== 'withdrawn' ? state : withConflicts(received(fact), state);
  if (!state) return null;
  switch (fact.type) {
    case 'report.caller-viewed':
      return state;
    case 'report.sheet-updated':
      return sheetUpdated(state, fact.data);
    case 'report.undone':
      return undone(state, fact.data);
    default:
      return apply(state, fact);
  }
}

/** Streams `report:<id>`. */
export const reportStream = streamTypeBy(
  ['report'],
  reportEvents,
  {
    ...appliers,
    'report.received': received,
    'report.sheet-updated': sheetUpdated,
    'report.undone': undone,
    // Recorded for the timeline alone: who saw a person's words.
    'report.caller-viewed': unchanged,
  },
  evolve,
);
