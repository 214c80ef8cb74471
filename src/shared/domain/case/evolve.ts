import { later } from '../../rules/time';
import type { LimitGrant, Photo } from '../common';
import type { Fact } from '../envelope';
import type { CaseEventData, CloseKind, ReturnReason } from './events';

/** The stage of a case: to assign (待派遣), in the field (处置中), returned (退回待重派), to check (待核查), to close (待结案), closed, void. */
export type CaseStage = 'toAssign' | 'handling' | 'returned' | 'toCheck' | 'toClose' | 'closed' | 'void';

/** The clocks of a case: assigning (派遣), handling (处置, bundled over rework), checking (核查). */
export type ClockName = 'assign' | 'handle' | 'check';

/** A clock as a list of intervals under one limit; it runs while the last interval is open. */
export interface CaseClock {
  readonly name: ClockName;
  readonly grant: LimitGrant;
  readonly intervals: readonly { readonly from: string; readonly to?: string | undefined }[];
}

/** One unit's part in a case (主办/协办). */
export interface CasePart {
  readonly unit: string;
  readonly role: 'lead' | 'assist';
  readonly assignedAt: string;
  readonly handledAt?: string | undefined;
  readonly note?: string | undefined;
}

/** A case (案卷) folded from its stream. Its reports are not here: the link lives in the report's stream. */
export interface CaseState extends Omit<CaseEventData<'case.filed'>, 'assign'> {
  readonly id: string;
  readonly stage: CaseStage;
  readonly filedAt: string;
  readonly filedBy: string;
  readonly cause?: string | undefined;
  readonly parts: readonly CasePart[];
  readonly lead?: string | undefined;
  readonly assignedAt?: string | undefined;
  readonly handledAt?: string | undefined;
  readonly checkedAt?: string | undefined;
  readonly closedAt?: string | undefined;
  readonly closeKind?: CloseKind | undefined;
  readonly closeNote?: string | undefined;
  readonly voidReason?: string | undefined;
  readonly returns: readonly {
    readonly unit: string;
    readonly reason: ReturnReason;
    readonly at: string;
    readonly note?: string | undefined;
  }[];
  readonly reworks: number;
  readonly clocks: readonly CaseClock[];
  readonly photos: readonly (Photo & { readonly at: string })[];
  readonly lastAt: string;
  /** The bulk job that wrote the last event, if any: a case only its import touched can be withdrawn with it. */
  readonly lastCause?: string | undefined;
}

function startClock(state: CaseState, name: ClockName, grant: LimitGrant, from: string): CaseState['clocks'] {
  return [...state.clocks, { name, grant, intervals: [{ from }] }];
}

/** Close every open interval at `at`: exactly one stage clock runs at a time. */
function stopClocks(clocks: CaseState['clocks'], at: string): CaseState['clocks'] {
  return clocks.map((clock) => {
    const last = clock.intervals.at(-1);
    if (!last || last.to !== undefined) return clock;
    return { ...clock, intervals: [...clock.intervals.slice(0, -1), { from: last.from, to: at }] };
  });
}

/** Rework goes on with the handling clock that was stopped: time used before counts (捆绑). */
function resumeHandling(clocks: CaseState['clocks'], at: string): CaseState['clocks'] {
  const index = clocks.findLastIndex((clock) => clock.name === 'handle');
  return clocks.map((clock, i) =>
    i === index ? { ...clock, intervals: [...clock.intervals, { from: at }] } : clock,
  );
}

function addPhotos(state: CaseState, photos: readonly Photo[], at: string): CaseState['photos'] {
  return photos.length === 0 ? state.photos : [...state.photos, ...photos.map((photo) => ({ ...photo, at }))];
}

type Apply = (state: CaseState, data: never, fact: Fact) => CaseState;

const appliers: Record<string, Apply> = {
  'case.assigned': (state, data: CaseEventData<'case.assigned'>, fact) => ({
    ...state,
    stage: 'handling',
    lead: data.lead,
    assignedAt: fact.at,
    handledAt: undefined,
    parts: [
      { unit: data.lead, role: 'lead' as const, assignedAt: fact.at },
      ...data.assisting.map((unit) => ({ unit, role: 'assist' as const, assignedAt: fact.at })),
    ],
    clocks: startClock(
      { ...state, clocks: stopClocks(state.clocks, fact.at) },
      'handle',
      data.handle,
      fact.at,
    ),
  }),
  'case.returned': (state, data: CaseEventData<'case.returned'>, fact) => ({
    ...state,
    stage: 'returned',
    lead: undefined,
    parts: [],
    returns: [...state.returns, { unit: data.unit, reason: data.reason, at: fact.at, note: data.note }],
    clocks: startClock(
      { ...state, clocks: stopClocks(state.clocks, fact.at) },
      'assign',
      data.assign,
      fact.at,
    ),
  }),
  'case.handled': (state, data: CaseEventData<'case.handled'>, fact) => applyHandled(state, data, fact.at),
  'case.checked': (state, data: CaseEventData<'case.checked'>, fact) => {
    const photos = addPhotos(state, data.photos, fact.at);
    const clocks = stopClocks(state.clocks, fact.at);
    if (data.passed) return { ...state, stage: 'toClose', checkedAt: fact.at, photos, clocks };
    const parts = state.parts.map((part) => ({ ...part, handledAt: undefined }));
    return {
      ...state,
      stage: 'handling',
      handledAt: undefined,
      reworks: state.reworks + 1,
      parts,
      photos,
      clocks: resumeHandling(clocks, fact.at),
    };
  },
  'case.closed': (state, data: CaseEventData<'case.closed'>, fact) => ({
    ...state,
    stage: 'closed',
    closedAt: fact.at,
    closeKind: data.kind,
    closeNote: data.note,
    clocks: stopClocks(state.clocks, fact.at),
  }),
  'case.voided': (state, data: CaseEventData<'case.voided'>, fact) => ({
    ...state,
    stage: 'void',
    closedAt: fact.at,
    voidReason: data.reason,
    clocks: stopClocks(state.clocks, fact.at),
  }),
  'case.noted': (state, data: CaseEventData<'case.noted'>, fact) => ({
    ...state,
    photos: addPhotos(state, data.photos, fact.at),
  }),
};

/** The case goes on to checking when the last part is reported done; until then the clock runs. */
function applyHandled(state: CaseState, data: CaseEventData<'case.handled'>, at: string): CaseState {
  const parts = state.parts.map((part) =>
    part.unit === data.unit ? { ...part, handledAt: at, note: data.note } : part,
  );
  const photos = addPhotos(state, data.photos, at);
  if (!data.check || parts.some((part) => part.handledAt === undefined)) return { ...state, parts, photos };
  const stopped = { ...state, clocks: stopClocks(state.clocks, at) };
  return {
    ...state,
    stage: 'toCheck',
    handledAt: at,
    parts,
    photos,
    clocks: startClock(stopped, 'check', data.check, at),
  };
}

/** Fold one fact into a case; unknown types leave the state as it is (they are parked, not lost). */
export function evolveCase(state: CaseState | null, fact: Fact): CaseState | null {
  if (fact.type === 'case.filed') {
    // An import that was withdrawn and taken in again files its voided case anew: the id is computed from the report.
    if (state && state.stage !== 'void') return state;
    const { assign, ...filed } = fact.data as unknown as CaseEventData<'case.filed'>;
    return {
      ...filed,
      id: fact.stream,
      stage: 'toAssign',
      filedAt: fact.at,
      filedBy: fact.actor,
      cause: fact.cause,
      parts: [],
      returns: [],
      reworks: 0,
      clocks: [{ name: 'assign', grant: assign, intervals: [{ from: fact.at }] }],
      photos: [],
      lastAt: fact.at,
      lastCause: fact.cause,
    };
  }
  if (!state) return null;
  const apply = appliers[fact.type];
  if (!apply) return state;
  const next = apply(state, fact.data as never, fact);
  return { ...next, lastAt: later(fact.at, next.lastAt), lastCause: fact.cause };
}

/** The clock that runs now, if any. */
export function runningClock(state: CaseState): CaseClock | undefined {
  return state.clocks.findLast((clock) => clock.intervals.at(-1)?.to === undefined);
}
