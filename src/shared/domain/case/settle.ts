import { afterLast } from '../../rules/clockAhead';
import type { DecideContext, Streams } from '../context';
import { accept, type NewEvent, refuse } from '../envelope';
import { reportEvent } from '../report/event';
import { reportStream } from '../report/evolve';
import { cameFrom } from './decideWhole';
import { caseEvent, type Decide, masked } from './deciding';
import type { CaseState } from './state';

/**
 * Where mergers stood against something else, the case's reports follow the decision: into the case that is chosen, or back
 * if none is.
 */
function reportsAfter(
  state: CaseState,
  mergers: readonly { ref: string; to?: string | undefined }[],
  aside: ReadonlySet<string>,
  at: string,
  streams: Streams,
): NewEvent[] {
  if (mergers.length === 0) return [];
  const into = mergers.find(({ ref }) => !aside.has(ref))?.to;
  const gone = cameFrom(state, streams);
  if (into === undefined)
    return gone.map(({ id, via }) =>
      reportEvent(id, 'report.linked', at, { caseId: state.id, why: 'split', via }),
    );
  const here = streams
    .reportsOf(state.id)
    .map((id) => ({ id, via: streams.get(reportStream, id)?.mergedFrom ?? [] }));
  return [...gone, ...here].flatMap(({ id, via }) =>
    streams.get(reportStream, id)?.caseId === into
      ? []
      : [reportEvent(id, 'report.linked', at, { caseId: into, why: 'merged', via: [...via, state.id] })],
  );
}

/** Choose one side: what the others did without knowing of it is set aside, but for corrections nobody speaks against. */
export const settle: Decide<'case.settle'> = (
  state,
  { key, side, note },
  _ctx: DecideContext,
  at,
  streams,
) => {
  const conflict = state.conflicts?.find((one) => one.key === key);
  if (!conflict) return refuse('case.noConflict');
  const chosen = conflict.sides.find((one) => one.id === side);
  if (!chosen) return refuse('case.noSide');
  const { refs } = conflict;
  const aside = [...chosen.aside];
  const said = masked(note);
  const data = { refs: [...refs], aside, chosen: side, ...(said ? { note: said } : {}) };
  const events = [caseEvent(state.id, 'case.settled', at, data)];
  const when = afterLast(at, state.movedAt);
  if (chosen.keeps) events.push(caseEvent(state.id, 'case.described', when, chosen.keeps));
  const mergers = conflict.sides.flatMap((one) => one.events).filter(({ type }) => type === 'case.merged');
  return accept([...reportsAfter(state, mergers, new Set(aside), when, streams), ...events]);
};
