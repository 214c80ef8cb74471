import { CodedError } from '@shared/contract/errors';
import type { CasePage, ClockView, pagesContract, ReportPage } from '@shared/contract/pages';
import { handleClock } from '@shared/domain/case/clocks';
import { atTime, type CaseState, caseStream } from '@shared/domain/case/evolve';
import { allowedMoves } from '@shared/domain/case/moves';
import { withoutEffect } from '@shared/domain/conflicts';
import type { Fact } from '@shared/domain/envelope';
import { erasureStream } from '@shared/domain/erasure/events';
import { headsOf } from '@shared/domain/fold';
import { reportStream } from '@shared/domain/report/evolve';
import { allowedReportMoves } from '@shared/domain/report/moves';
import type { ReportState } from '@shared/domain/report/state';
import { adviceOf, reportAdvice } from './advice';
import type { Answers } from './answers';
import { clockViewsOf } from './clocks';
import { conflictViews } from './conflicts';
import type { QueryContext } from './context';
import { itemById } from './items';
import { nearby } from './nearby';
import { proposalsFor } from './proposals';
import { historyOf, lightAt, reportView, undoView } from './views';

export { historyOf } from './views';

function partsOf(state: CaseState, now: string): CasePage['parts'] {
  return state.parts.map((part) => {
    const clock = handleClock(state, part.unit);
    const light = clock ? lightAt(clock.grant, part.handledAt ?? now) : 'none';
    return { ...part, due: clock?.grant.due, light } as CasePage['parts'][number];
  });
}

/** The cases that were merged into this one: known by the reports that they brought. */
function mergedHere(
  reports: readonly ReportState[],
  id: string,
  context: QueryContext,
): CasePage['mergedHere'] {
  const ids = new Set(reports.flatMap((report) => report.mergedFrom));
  return [...ids].flatMap((other) => {
    const state = context.get(caseStream, other);
    if (!state || state.merged === undefined || other === id) return [];
    const brought = reports.filter((report) => report.mergedFrom.includes(other)).length;
    return [{ id: other, no: state.no, title: state.title, reports: brought }];
  });
}

function stateParts(state: CaseState, now: string) {
  const { follows, filedAt, assignedAt, handledAt, closedAt, closeKind, closeNote, voidReason } = state;
  const { appealKind, catalogue, ask, hold, merged } = state;
  return {
    description: state.description,
    place: state.place,
    filedAt,
    ...definedOnly({ follows, assignedAt, handledAt, closedAt, closeKind, closeNote, voidReason }),
    ...definedOnly({ appealKind, catalogue }),
    parts: partsOf(state, now),
    ask: ask ? definedOnly({ ...ask }) : null,
    hold: hold ?? null,
    supervisions: state.supervisions.map(({ grant, ...one }) => definedOnly({ ...one, due: grant.due })),
    returns: state.returns.map((one) => definedOnly({ ...one })),
    urges: [...state.urges],
    extensions: [...state.extensions],
    reopens: state.reopens,
    mergedInto: merged ? { id: merged.into, no: merged.intoNo } : null,
    otherNos: [...(state.otherNos ?? [])],
    waitingFor: state.parts.filter((part) => part.handledAt === undefined).map((part) => part.unit),
  };
}

function followers(id: string, context: QueryContext): CasePage['followedBy'] {
  return context.db
    .all<{ id: string; no: string }>('SELECT id, no FROM item WHERE follows=?', [id])
    .map(({ id: other, no }) => ({ id: other, no }));
}

/** Facts of several streams as they happened. */
function inTime(facts: readonly Fact[]): Fact[] {
  const order = (a: Fact, b: Fact, by: 'at' | 'hlc') => (a[by] < b[by] ? -1 : a[by] > b[by] ? 1 : 0);
  return facts.toSorted((a, b) => order(a, b, 'at') || order(a, b, 'hlc'));
}

/** The case page. Errors: `case.unknown`. */
export function casePage(id: string, context: QueryContext): CasePage {
  const known = context.get(caseStream, id);
  const item = itemById(id, context);
  if (!known || !item) throw new CodedError('case.unknown', { case: id });
  const { now, actor, rules } = context;
  const state = atTime(known, now);
  const ids = context.db
    .all<{ id: string }>('SELECT id FROM report WHERE case_id=? ORDER BY received_at', [id])
    .map((row) => row.id);
  const reports = ids.flatMap((one) => context.get(reportStream, one) ?? []);
  const own = context.facts(id);
  const streams = [own, ...ids.map((one) => context.facts(one))];
  const erasures = ids.map((one) => context.facts(erasureStream(one)));
  const facts = inTime([...streams, ...erasures].flat());
  const idle = new Set(streams.flatMap((one) => [...withoutEffect(one)]));
  const moves = allowedMoves(known, { at: now, now, actor, policy: rules.policy });
  const waits = state.stage === 'toAssign' || state.stage === 'returned';
  const proposals = waits ? proposalsFor(state.classRef, state.place, context) : [];
  return {
    item,
    ...stateParts(state, now),
    photos: [
      ...state.photos,
      ...reports.flatMap((report) => report.photos.map((photo) => ({ ...photo, at: report.receivedAt }))),
    ],
    clocks: clockViewsOf(id, context),
    reports: reports.map((report) => reportView(report, context, state.reply)),
    history: historyOf(facts, idle),
    moves,
    conflicts: [state, ...reports].flatMap((one, i) =>
      conflictViews(one.id, one.conflicts, streams[i] ?? [], context),
    ),
    mergedHere: mergedHere(reports, id, context),
    followedBy: followers(id, context),
    advice: adviceOf(state, reports, context),
    undo: undoView(known.undo, moves, context),
    proposal: proposals[0] ?? null,
    proposals,
    nearby: nearby(id, state.place, state.classRef, context),
    basis: headsOf(own),
  } as CasePage;
}

/** What a report waits for: whoever was sent out to verify, else intake. */
function waitingClock(id: string, context: QueryContext): ClockView {
  const clocks = clockViewsOf(id, context);
  const verifying = clocks.find((clock) => clock.name === 'verify' && clock.running);
  const [intake] = clocks;
  if (!intake) throw new CodedError('deadline.noClock', { id, clock: 'intake' });
  return verifying ?? intake;
}

/** The page of a report that has no case. Errors: `report.unknown`. */
export function reportPage(id: string, context: QueryContext): ReportPage {
  const state = context.get(reportStream, id);
  const item = itemById(id, context);
  if (!state || !item) throw new CodedError('report.unknown', { report: id });
  const facts = context.facts(id);
  const { now, actor, rules } = context;
  const moves = allowedReportMoves(state, { now, actor, policy: rules.policy });
  const proposals = proposalsFor(state.classRef, state.place, context);
  return {
    item,
    report: reportView(state, context),
    clock: waitingClock(id, context),
    history: historyOf(inTime([...facts, ...context.facts(erasureStream(id))]), withoutEffect(facts)),
    conflicts: conflictViews(id, state.conflicts, facts, context),
    proposal: proposals[0] ?? null,
    proposals,
    nearby: nearby(id, state.place, state.classRef, context),
    advice: reportAdvice(state),
    moves,
    undo: undoView(state.undo, moves, context),
    basis: headsOf(facts),
  };
}

function definedOnly<T extends Record<string, unknown>>(
  values: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

export const answers: Answers<typeof pagesContract> = {
  'case.page': ({ id }, context) => casePage(id, context),
  'report.page': ({ id }, context) => reportPage(id, context),
};
