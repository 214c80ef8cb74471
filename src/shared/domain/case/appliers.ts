import { bare } from '../../lookup';
import type { Photo } from '../common';
import type { Fact } from '../envelope';
import type { FactOf } from '../eventType';
import { fresh, goOn, moved, restarted, stageClocks, stopAll, stopOf, withDeadlines } from './clocks';
import type { CaseEventData, CaseEventType, ClockDeadline, caseEvents, PartAssignment } from './events';
import { caseMoves } from './moves';
import type { CasePart, CaseStage, CaseState } from './state';

/** A fact of a case. */
export type CaseFact<T extends CaseEventType = CaseEventType> = FactOf<typeof caseEvents, T>;
type Apply<T extends CaseEventType> = (
  state: CaseState,
  data: CaseEventData<T>,
  fact: CaseFact<T>,
) => CaseState;
/** The events that change a case which is there. */
export type Applied = Exclude<CaseEventType, 'case.filed' | 'case.undone'>;

function addPhotos(state: CaseState, photos: readonly Photo[] | undefined, at: string): CaseState['photos'] {
  return photos?.length ? [...state.photos, ...photos.map((photo) => ({ ...photo, at }))] : state.photos;
}

/** What a fact leaves even where it has no effect on the case: its pictures. */
export function addsUp(state: CaseState, { at, data }: CaseFact): CaseState {
  const photos = 'photos' in data ? data.photos : undefined;
  return photos?.length ? { ...state, photos: addPhotos(state, photos, at) } : state;
}

function newPart(part: PartAssignment, role: CasePart['role'], at: string): CasePart {
  return { unit: part.unit, role, task: part.task, assignedAt: at, returnBy: part.returnBy };
}

function changePart(state: CaseState, unit: string, change: Partial<CasePart>): CaseState['parts'] {
  return state.parts.map((part) => (part.unit === unit ? { ...part, ...change } : part));
}

/** Assigned: the assign clock stops, each unit's handling clock starts or goes on where it stood in an earlier round. */
function assigned(state: CaseState, data: CaseEventData<'case.assigned'>, fact: Fact): CaseState {
  const parts =
    data.parts ??
    [data.lead, ...data.assisting].map((unit): PartAssignment => ({ unit, handle: data.handle }));
  const clocks = parts.reduce(
    (now, part) => goOn(now, part.unit, part.handle, fact.at),
    stopAll(state.clocks, fact.at),
  );
  return {
    ...state,
    stage: 'handling',
    lead: data.lead,
    assignedAt: fact.at,
    handledAt: undefined,
    checkedAt: undefined,
    parts: parts.map((part) => newPart(part, part.unit === data.lead ? 'lead' : 'assist', fact.at)),
    choices: [...state.choices, { ...data.choice, unit: data.lead, at: fact.at }],
    clocks,
  };
}

/** The case goes on to checking when the last part is done; until then the other parts' clocks run. */
function goToCheck(
  state: CaseState,
  { check = undefined, checkIfLast = check }: Pick<CaseEventData<'case.handled'>, 'check' | 'checkIfLast'>,
  at: string,
): CaseState {
  if (!checkIfLast || state.parts.some((part) => part.handledAt === undefined)) return state;
  return {
    ...state,
    stage: 'toCheck',
    handledAt: at,
    ask: undefined,
    clocks: fresh(stopAll(state.clocks, at), 'check', checkIfLast, at),
  };
}

function returned(state: CaseState, data: CaseEventData<'case.returned'>, fact: Fact): CaseState {
  const { unit, reason, note, suggests } = data;
  // Another station gave the case to others meanwhile: it is no longer this unit's to send back.
  if (!state.parts.some((part) => part.unit === unit)) return state;
  const next = {
    ...state,
    photos: addPhotos(state, data.photos, fact.at),
    returns: [...state.returns, { unit, reason, at: fact.at, note, suggests }],
    ask: unit === state.lead ? undefined : askLeft(state, unit),
  };
  if (unit !== state.lead && data.assign === undefined) {
    const parts = state.parts.filter((part) => part.unit !== unit);
    const clocks = stopOf(state.clocks, 'handle', unit, fact.at);
    return goToCheck({ ...next, parts, clocks }, data, fact.at);
  }
  const clocks = stopAll(state.clocks, fact.at);
  return {
    ...next,
    stage: 'returned',
    lead: undefined,
    parts: [],
    clocks: data.assign ? fresh(clocks, 'assign', data.assign, fact.at) : clocks,
  };
}

function hasOpen(state: CaseState, unit: string): boolean {
  return state.parts.some((part) => part.unit === unit && part.handledAt === undefined);
}

/** What a unit asked for is settled once its part is done or gone. */
function askLeft(state: CaseState, unit: string): CaseState['ask'] {
  return state.ask?.unit === unit ? undefined : state.ask;
}

function handled(state: CaseState, data: CaseEventData<'case.handled'>, fact: Fact): CaseState {
  const { unit, note } = data;
  const photos = addPhotos(state, data.photos, fact.at);
  if (data.confirmed === false)
    return { ...state, photos, parts: changePart(state, unit, { reportedAt: fact.at, note }) };
  const parts = changePart(state, unit, { reportedAt: fact.at, handledAt: fact.at, note });
  const clocks = stopOf(state.clocks, 'handle', unit, fact.at);
  return goToCheck({ ...state, parts, photos, clocks, ask: askLeft(state, unit) }, data, fact.at);
}

function confirmed(state: CaseState, data: CaseEventData<'case.confirmed'>, fact: Fact): CaseState {
  const parts = changePart(state, data.unit, { handledAt: fact.at });
  const clocks = stopOf(state.clocks, 'handle', data.unit, fact.at);
  return goToCheck({ ...state, parts, clocks, ask: askLeft(state, data.unit) }, data, fact.at);
}

/** The clocks of units that have to go again. An older program's event names none: then the last one goes on as it was. */
function reworkOf(state: CaseState, data: CaseEventData<'case.checked'>): readonly ClockDeadline[] {
  if (data.rework) return data.rework;
  const last = state.clocks.findLast((clock) => clock.name === 'handle');
  return last ? [{ name: 'handle', unit: last.unit, grant: last.grant }] : [];
}

function checked(state: CaseState, data: CaseEventData<'case.checked'>, fact: Fact): CaseState {
  const photos = addPhotos(state, data.photos, fact.at);
  // Checking and closing are one step (核查结案): its clock runs until the case is closed.
  if (data.passed) return { ...state, stage: 'toClose', checkedAt: fact.at, photos };
  const clocks = stopAll(state.clocks, fact.at);
  const own = new Set(state.parts.map((part) => part.unit));
  const rework = reworkOf(state, data).filter(({ unit }) => unit === undefined || own.has(unit));
  if (rework.length === 0) return state;
  const again = data.rework ? new Set(rework.map((one) => one.unit)) : own;
  return {
    ...state,
    stage: 'handling',
    handledAt: undefined,
    reworks: state.reworks + 1,
    parts: state.parts.map((part) =>
      again.has(part.unit) ? { ...part, handledAt: undefined, reportedAt: undefined } : part,
    ),
    photos,
    clocks: restarted(clocks, rework, fact.at),
  };
}

function answered(state: CaseState, data: CaseEventData<'case.answered'>, fact: Fact): CaseState {
  const { ask } = state;
  const next = { ...state, ask: undefined };
  if (!data.granted || !ask || ask.kind !== data.kind) return next;
  if (data.kind === 'extension')
    return {
      ...next,
      extensions: [...state.extensions, ask.unit],
      clocks: withDeadlines(state.clocks, data.clocks),
    };
  if (data.until === undefined || state.stage !== 'handling') return next;
  return {
    ...next,
    stage: 'onHold',
    holds: state.holds + 1,
    hold: { from: fact.at, until: data.until, reason: ask.reason },
    clocks: moved(state.clocks, data.clocks, fact.at, data.until),
  };
}

/** Merged by two stations into two cases: the first stands, and the second is remembered, since reports went there. */
function merged(state: CaseState, { into, intoNo }: CaseEventData<'case.merged'>, fact: Fact): CaseState {
  const { merged: before, stage, ask } = state;
  if (before) return { ...state, merged: { ...before, also: [...(before.also ?? []), into] } };
  return { ...ended(state, 'merged', fact.at), merged: { into, intoNo, stage, ...(ask ? { ask } : {}) } };
}

/** Back where it stood when it was merged, under the clocks of that stage. */
function split(state: CaseState, { clocks }: CaseEventData<'case.split'>, fact: Fact): CaseState {
  const { merged: before } = state;
  const stage = before?.stage === 'onHold' ? 'handling' : (before?.stage ?? state.stage);
  const next = { ...state, stage, ask: before?.ask, merged: undefined };
  const grants = stageClocks(next).map(({ name, unit, grant }): ClockDeadline => {
    const given = clocks.find((one) => one.name === name && one.unit === unit);
    return given ?? { name, unit, grant };
  });
  return { ...next, clocks: restarted(state.clocks, grants, fact.at) };
}

function ended(state: CaseState, stage: 'closed' | 'void' | 'merged', at: string): CaseState {
  return { ...state, stage, hold: undefined, ask: undefined, clocks: stopAll(state.clocks, at) };
}

/** How each fact changes a case that is there, by its type. */
export const appliers: { [T in Applied]: Apply<T> } = bare({
  'case.described': (state, data) =>
    Object.assign({}, state, Object.fromEntries(Object.entries(data).filter(([, v]) => v !== undefined))),
  'case.assigned': assigned,
  'case.part-added': (state, { part }, fact) => ({
    ...state,
    parts: [...state.parts.filter((one) => one.unit !== part.unit), newPart(part, 'assist', fact.at)],
    clocks: goOn(state.clocks, part.unit, part.handle, fact.at),
  }),
  'case.accepted': (state, { unit }, fact) => ({
    ...state,
    parts: changePart(state, unit, { acceptedAt: fact.at }),
  }),
  'case.returned': returned,
  'case.handled': handled,
  'case.confirmed': confirmed,
  'case.checked': checked,
  'case.closed': (state, data, fact) => ({
    ...ended(state, 'closed', fact.at),
    closedAt: fact.at,
    closeKind: data.kind,
    closeNote: data.note,
    reply: data.reply,
  }),
  'case.reopened': (state, data, fact) => ({
    ...state,
    stage: 'toAssign',
    reopens: state.reopens + 1,
    lead: undefined,
    parts: [],
    handledAt: undefined,
    checkedAt: undefined,
    closedAt: undefined,
    closeKind: undefined,
    closeNote: undefined,
    reply: undefined,
    clocks: fresh(stopAll(state.clocks, fact.at), 'assign', data.assign, fact.at),
  }),
  'case.voided': (state, data, fact) => ({
    ...ended(state, 'void', fact.at),
    closedAt: fact.at,
    voidReason: data.reason,
    reply: data.reply,
  }),
  'case.noted': (state, data, fact) => ({ ...state, photos: addPhotos(state, data.photos, fact.at) }),
  'case.urged': (state, { unit }, fact) => ({ ...state, urges: [...state.urges, { unit, at: fact.at }] }),
  'case.supervised': (state, data, fact) => ({
    ...state,
    supervisions: [
      ...state.supervisions,
      {
        id: data.id,
        unit: data.unit,
        text: data.text,
        at: fact.at,
        by: fact.actor,
        grant: data.answer,
      },
    ],
  }),
  'case.supervision-answered': (state, { id, text }, fact) => ({
    ...state,
    supervisions: state.supervisions.map((one) =>
      one.id === id ? { ...one, answeredAt: fact.at, answer: text } : one,
    ),
  }),
  'case.asked': (state, { kind, unit, reason, until, photos }, fact) => ({
    ...state,
    photos: addPhotos(state, photos, fact.at),
    ask: hasOpen(state, unit) ? { kind, unit, reason, at: fact.at, until } : state.ask,
  }),
  'case.answered': answered,
  'case.resumed': (state, { clocks }, fact) => ({
    ...state,
    stage: 'handling',
    hold: undefined,
    clocks: moved(state.clocks, clocks, fact.at, fact.at),
  }),
  'case.merged': merged,
  'case.split': split,
  // Which events count is said by the fold of the whole stream.
  'case.settled': (state) => state,
  'case.reckoned': (state, { clocks, supervisions, reply }) => ({
    ...state,
    clocks: withDeadlines(state.clocks, clocks),
    supervisions: state.supervisions.map((one) => {
      const answer = supervisions?.find(({ id }) => id === one.id)?.answer;
      return answer ? { ...one, grant: answer } : one;
    }),
    reply: state.reply && reply ? reply : state.reply,
  }),
});

const open = caseMoves['case.forceClose'].from;

/**
 * The stages in which a fact still changes a case; one that is not named changes it in any. Decisions keep to them, but
 * two stations may decide at once: what the other's fact came before has no effect, and stays in the stream to be seen.
 */
const takenIn: Partial<Record<Applied, readonly CaseStage[]>> = {
  'case.described': caseMoves['case.describe'].from,
  'case.assigned': caseMoves['case.assign'].from,
  'case.part-added': caseMoves['case.addPart'].from,
  'case.accepted': caseMoves['case.accept'].from,
  'case.returned': caseMoves['case.return'].from,
  'case.handled': caseMoves['case.handle'].from,
  'case.confirmed': caseMoves['case.confirm'].from,
  'case.closed': open,
  'case.reopened': caseMoves['case.reopen'].from,
  'case.voided': [...open, 'closed'],
  'case.urged': open,
  'case.supervised': open,
  'case.asked': caseMoves['case.askHold'].from,
  'case.answered': caseMoves['case.answer'].from,
  'case.resumed': caseMoves['case.resume'].from,
  'case.split': caseMoves['case.unmerge'].from,
  'case.reckoned': [...open, 'closed', 'void'],
};

/** Does this fact still change a case that stands so? */
export function takes(state: CaseState, fact: CaseFact<Applied>): boolean {
  // What the hotline's sheet says is closed was checked there, wherever it stands here.
  if (fact.type === 'case.checked')
    return state.stage === 'toCheck' || (fact.data.how === 'sheet' && open.includes(state.stage));
  return takenIn[fact.type]?.includes(state.stage) ?? true;
}

/** A case after a fact that changes it. */
export function apply<T extends Applied>(state: CaseState, fact: CaseFact<T>): CaseState {
  const applier: Apply<T> = appliers[fact.type];
  return applier(state, fact.data, fact);
}
