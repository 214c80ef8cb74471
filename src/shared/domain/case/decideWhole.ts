import { maskText } from '../../rules/intake/personal';
import type { DecideContext, Streams } from '../context';
import { accept, type NewEvent, refuse } from '../envelope';
import { reportEvent } from '../report/event';
import { reportStream } from '../report/evolve';
import { knownClocks, stageClocks } from './clocks';
import { continued } from './decideCentre';
import { caseEvent, type Decide } from './deciding';
import { caseStream } from './evolve';
import { isFinal } from './moves';
import type { CaseState } from './state';

// What is about whole cases: merging, taking a merger back, undoing.

export const merge: Decide<'case.merge'> = (state, { into }, _ctx, at, streams) => {
  if (into === state.id) return refuse('case.mergeSelf');
  const other = streams.get(caseStream, into);
  if (!other) return refuse('case.unknown', { case: into });
  if (isFinal(other.stage)) return refuse('case.final');
  const moved = streams.reportsOf(state.id).map((id) => {
    const via = [...(streams.get(reportStream, id)?.mergedFrom ?? []), state.id];
    return reportEvent(id, 'report.linked', at, { caseId: into, why: 'merged', via });
  });
  return accept([...moved, caseEvent(state.id, 'case.merged', at, { into, intoNo: other.no })]);
};

/** The reports that came from a merged case, wherever later mergers took them, with the way they had come before. */
export function cameFrom(state: CaseState, streams: Streams): { id: string; via: string[] }[] {
  const found: { id: string; via: string[] }[] = [];
  const seen = new Set([state.id]);
  const mergedInto = (one: CaseState | null): readonly string[] =>
    one?.merged ? [one.merged.into, ...(one.merged.also ?? [])] : [];
  for (const walk = [...mergedInto(state)]; walk.length > 0; ) {
    const into = walk.shift();
    if (into === undefined || seen.has(into)) continue;
    seen.add(into);
    for (const id of streams.reportsOf(into)) {
      const via = streams.get(reportStream, id)?.mergedFrom ?? [];
      const index = via.indexOf(state.id);
      if (index >= 0) found.push({ id, via: via.slice(0, index) });
    }
    walk.push(...mergedInto(streams.get(caseStream, into)));
  }
  return found;
}

/** The clocks of the stage that it goes back to, over what they ran before. */
export function restart(state: CaseState, ctx: DecideContext, at: string) {
  const stage = state.merged?.stage ?? state.stage;
  return stageClocks({ ...knownClocks(state, at), stage }).map((clock) => continued(clock, ctx, at, at));
}

export const unmerge: Decide<'case.unmerge'> = (state, { reason }, ctx, at, streams) => {
  const back = cameFrom(state, streams).map(
    ({ id, via }): NewEvent => reportEvent(id, 'report.linked', at, { caseId: state.id, why: 'split', via }),
  );
  const split = caseEvent(state.id, 'case.split', at, {
    reason: maskText(reason),
    clocks: restart(state, ctx, at),
  });
  return accept([...back, split]);
};

/** Takes back what the action did here, and what it did to the case's reports in the same breath. */
export const undo: Decide<'case.undo'> = (state, { commit }, _ctx, at, streams) => {
  if (state.undo?.commit !== commit) return refuse('case.notLast');
  const wasEnd = state.stage === 'closed' || state.stage === 'void';
  const beside = streams.reportsOf(state.id).flatMap((id) => {
    const report = streams.get(reportStream, id);
    const point = report?.undo;
    if (point?.commit === commit)
      return [reportEvent(id, 'report.undone', at, { commit, types: [...point.types] })];
    // An end that is taken back was told too early.
    return wasEnd && report?.reply ? [reportEvent(id, 'report.reopened', at, { caseId: state.id })] : [];
  });
  return accept([
    caseEvent(state.id, 'case.undone', at, { commit, types: [...state.undo.types] }),
    ...beside,
  ]);
};
