import type { ClockView, HistoryLine, ReportView, UndoView } from '@shared/contract/pages';
import type { Deadline } from '@shared/domain/common';
import { commitOf, type Fact } from '@shared/domain/envelope';
import { erasureStream } from '@shared/domain/erasure/events';
import type { ErasureState } from '@shared/domain/erasure/evolve';
import { headsOf } from '@shared/domain/fold';
import { allowedReportMoves } from '@shared/domain/report/moves';
import { owesReply, type ReportState } from '@shared/domain/report/state';
import { MINUTE_MS, toInstant, toMs } from '@shared/rules/time';
import type { QueryContext } from './context';

const NONE: ReadonlySet<string> = new Set();

/** The commits among these facts that were taken back. */
function undoneCommits(facts: readonly Fact[]): ReadonlySet<string> {
  const undoing = facts.filter((fact) => fact.type === 'case.undone' || fact.type === 'report.undone');
  return new Set(undoing.map((fact) => String(fact.data.commit)));
}

/** Facts as lines of a history: open data only, what is sealed stays sealed. `idle`: those on which nothing rests. */
export function historyOf(facts: readonly Fact[], idle: ReadonlySet<string> = NONE): HistoryLine[] {
  const undone = undoneCommits(facts.filter(({ ref }) => !idle.has(ref)));
  return facts.map((fact) => {
    const { ref, stream, type, at, recordedAt, actor, onBehalfOf, via, saidBy, lateReason, cause, data } =
      fact;
    return {
      ref,
      stream,
      type,
      at,
      recordedAt,
      actor,
      ...(onBehalfOf ? { onBehalfOf } : {}),
      ...(via ? { via } : {}),
      ...(saidBy ? { saidBy } : {}),
      ...(lateReason ? { lateReason } : {}),
      ...(cause ? { cause } : {}),
      ...(undone.has(commitOf(ref)) && !idle.has(ref) ? { undone: true } : {}),
      ...(idle.has(ref) ? { idle: true } : {}),
      data,
    };
  });
}

/** Light of a grant at a moment. */
export function lightAt(grant: Deadline, at: string): 'green' | 'yellow' | 'red' {
  if (at > grant.due) return 'red';
  return at >= grant.yellowAt ? 'yellow' : 'green';
}

/** A clock as the page draws it. One that has yet to begin (the time after a hold) is green. */
export function clockView(
  name: ClockView['name'],
  grant: Deadline,
  intervals: readonly { from: string; to?: string | undefined }[],
  now: string,
  unit?: string,
): ClockView {
  const last = intervals.at(-1);
  const running = last !== undefined && last.to === undefined;
  return {
    name,
    ...(unit ? { unit } : {}),
    grant,
    intervals: intervals.map(({ from, to }) => (to === undefined ? { from } : { from, to })),
    running,
    light: lightAt(grant, running ? now : (last?.to ?? now)),
  };
}

/** What can be taken back, by whoever asks, and until when. */
export function undoView(
  undo: { commit: string; types: readonly string[]; recordedAt: string } | undefined,
  moves: readonly string[],
  context: QueryContext,
): UndoView | null {
  if (!undo || !moves.some((move) => move.endsWith('.undo'))) return null;
  const until = toInstant(toMs(undo.recordedAt) + context.rules.policy.undoMinutes * MINUTE_MS);
  return { commit: undo.commit, types: [...undo.types], until };
}

/** A report as screens may see it. `closed` is when its case closed, with the reply's limit of then. */
export function reportView(state: ReportState, context: QueryContext, reply?: Deadline): ReportView {
  const sameCaller = context.callers.othersOf(state.id);
  const {
    refusal,
    linkedAt: _linked,
    cause: _cause,
    intakeRan: _ran,
    undo,
    conflicts: _conflicts,
    ...open
  } = state;
  const { now, actor, rules } = context;
  const moves = allowedReportMoves(state, { now, actor, policy: rules.policy });
  const due = state.outside ?? refusal?.reply ?? reply;
  const erasure = context.state(erasureStream(state.id)) as ErasureState | null;
  const facts = context.facts(state.id);
  const sealed = facts.find(({ type }) => type === 'report.received')?.sealed;
  return {
    ...open,
    // The mask is in the journal for good; from here on no screen shows it.
    ...(erasure && open.caller ? { caller: { ...open.caller, mask: '' } } : {}),
    erased: erasure ? { at: erasure.at, by: erasure.by } : null,
    keyMissing: !erasure && sealed !== undefined && context.keyState(sealed.key) === 'missing',
    ...(refusal ? { refusal } : {}),
    callBacks: [...state.callBacks],
    mergedFrom: [...state.mergedFrom],
    owes: owesReply(state),
    replyDue: due?.due ?? null,
    moves,
    undo: undoView(undo, moves, context),
    basis: headsOf(facts),
    sameCaller,
  } as ReportView;
}
