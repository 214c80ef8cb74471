import { afterLast } from '../../rules/clockAhead';
import { maskText } from '../../rules/intake/personal';
import { restart } from '../case/decideWhole';
import { caseEvent, limitFor } from '../case/deciding';
import type { CaseState } from '../case/evolve';
import { caseStream } from '../case/evolve';
import { isFinal } from '../case/moves';
import type { Conflict, ConflictSide } from '../conflicts';
import type { DecideContext, Streams } from '../context';
import { accept, type Decision, type NewEvent, refuse } from '../envelope';
import type { ReportCommand } from './commands';
import { reportEvent } from './event';
import type { ReportState } from './state';

/** The case that the report is linked to if this side is chosen: by the last event of the group that is left. */
function caseAfter(conflict: Conflict, side: ConflictSide): string | undefined {
  const aside = new Set(side.aside);
  const events = new Map(conflict.sides.flatMap((one) => one.events.map((event) => [event.ref, event])));
  const left = conflict.refs.filter((ref) => !aside.has(ref)).map((ref) => events.get(ref));
  return left.findLast((event) => event && stages.has(event.type))?.to;
}

const stages: ReadonlySet<string> = new Set([
  'report.linked',
  'report.unlinked',
  'report.refused',
  'report.withdrawn',
]);

/** A case that was filed for a report which goes elsewhere: merged into the chosen one, or void where none is. */
function endOrphan(
  orphan: CaseState,
  chosen: CaseState | null,
  why: string,
  ctx: DecideContext,
  at: string,
): NewEvent {
  const when = afterLast(at, orphan.movedAt);
  if (chosen) return caseEvent(orphan.id, 'case.merged', when, { into: chosen.id, intoNo: chosen.no });
  const reply = ctx.rules.deadline('reply', limitFor(orphan), when);
  return caseEvent(orphan.id, 'case.voided', when, { reason: why, reply });
}

/** The cases that the decision leaves without a report end; the chosen one stands again, where an earlier decision had ended it. */
function casesAfter(
  state: ReportState,
  conflict: Conflict,
  chosen: ConflictSide,
  why: string,
  ctx: DecideContext,
  streams: Streams,
): NewEvent[] {
  const linked = [
    ...new Set(conflict.sides.flatMap((one) => one.events.flatMap(({ to }) => (to ? [to] : [])))),
  ].sort();
  // It went on to a case of which this decision is not: nothing here ends or begins.
  if (linked.length === 0 || (state.caseId !== undefined && !linked.includes(state.caseId))) return [];
  const to = caseAfter(conflict, chosen);
  const next = to === undefined ? null : streams.get(caseStream, to);
  const at = ctx.now;
  const orphans = linked
    .filter((id) => id !== to && streams.reportsOf(id).every((report) => report === state.id))
    .flatMap((id) => streams.get(caseStream, id) ?? [])
    .filter((kase) => !isFinal(kase.stage));
  const again: NewEvent[] = [];
  if (next?.merged && linked.includes(next.merged.into)) {
    const when = afterLast(at, next.movedAt);
    again.push(caseEvent(next.id, 'case.split', when, { reason: why, clocks: restart(next, ctx, when) }));
  }
  return [...again, ...orphans.map((orphan) => endOrphan(orphan, next, why, ctx, at))];
}

/** Choose one side: what the others did without knowing of it is set aside, and no case stays open without a report. */
export function settle(
  state: ReportState,
  command: Extract<ReportCommand, { type: 'report.settle' }>,
  ctx: DecideContext,
  at: string,
  streams: Streams,
): Decision {
  const { key, side, note } = command;
  const conflict = state.conflicts?.find((one) => one.key === key);
  if (!conflict) return refuse('case.noConflict');
  const chosen = conflict.sides.find((one) => one.id === side);
  if (!chosen) return refuse('case.noSide');
  const said = note === undefined ? undefined : maskText(note);
  const why = said || SETTLED;
  const cases = casesAfter(state, conflict, chosen, why, ctx, streams);
  const data = {
    refs: [...conflict.refs],
    aside: [...chosen.aside],
    chosen: side,
    ...(said ? { note: said } : {}),
  };
  const events = [reportEvent(state.id, 'report.settled', at, data)];
  if (chosen.keeps) events.push(reportEvent(state.id, 'report.described', at, chosen.keeps));
  return accept([...events, ...cases]);
}

/** The reason in a case's papers where whoever decided gave none. */
const SETTLED = '以另一台电脑的处理为准';
