import { maskText } from '../../rules/intake/personal';
import { later } from '../../rules/time';
import type { DecideContext, Streams } from '../context';
import { accept, type NewEvent, refuse } from '../envelope';
import { reportEvent } from '../report/event';
import { isRunning } from './clocks';
import { continued } from './decideCentre';
import { caseEvent, type Decide } from './deciding';
import { isFinal } from './moves';
import type { CaseState } from './state';

// What is about whole cases: merging, taking a merger back, undoing.

export const merge: Decide<'case.merge'> = (state, { into }, _ctx, at, streams) => {
  if (into === state.id) return refuse('case.mergeSelf');
  const other = streams.case(into);
  if (!other) return refuse('case.unknown', { case: into });
  if (isFinal(other.stage)) return refuse('case.final');
  const moved = streams.reportsOf(state.id).map((id) => {
    const via = [...(streams.report(id)?.mergedFrom ?? []), state.id];
    return reportEvent(id, 'report.linked', at, { caseId: into, why: 'merged', via });
  });
  return accept([...moved, caseEvent(state.id, 'case.merged', at, { into, intoNo: other.no })]);
};

/** The reports that came from a merged case, wherever later mergers took them, with the way they had come before. */
function cameFrom(state: CaseState, streams: Streams): { id: string; via: string[] }[] {
  const found: { id: string; via: string[] }[] = [];
  const seen = new Set([state.id]);
  for (let into = state.merged?.into; into !== undefined && !seen.has(into); ) {
    seen.add(into);
    for (const id of streams.reportsOf(into)) {
      const via = streams.report(id)?.mergedFrom ?? [];
      const index = via.indexOf(state.id);
      if (index >= 0) found.push({ id, via: via.slice(0, index) });
    }
    into = streams.case(into)?.merged?.into;
  }
  return found;
}

function restart(state: CaseState, ctx: DecideContext, at: string) {
  // The clocks that stood when it was merged go on: those whose last stretch ended with the merger.
  const mergedAt = state.clocks.reduce((last, clock) => {
    return later(last, clock.intervals.at(-1)?.to ?? '');
  }, '');
  const runs = { toAssign: 'assign', returned: 'assign', handling: 'handle', toCheck: 'check' } as const;
  const stage = state.merged?.stage;
  const name = stage && stage in runs ? runs[stage as keyof typeof runs] : undefined;
  return state.clocks
    .filter((clock) => !isRunning(clock) && clock.name === name && clock.intervals.at(-1)?.to === mergedAt)
    .map((clock) => continued(clock, ctx, at, at));
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

export const undo: Decide<'case.undo'> = (state, { commit }, _ctx, at) => {
  if (state.undo?.commit !== commit) return refuse('case.notLast');
  return accept([caseEvent(state.id, 'case.undone', at, { commit, types: [...state.undo.types] })]);
};
