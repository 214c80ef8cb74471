import type { Policy } from '../../rules/policy';
import { undoOver } from '../case/moves';
import { type Refusal, refusal } from '../envelope';
import type { ReportMove } from './commands';
import type { ReportState, ReportStatus } from './state';

/** When and by whom a move would be made, and by which rules of the house. */
export interface ReportMoveContext {
  readonly now: string;
  readonly actor: string;
  readonly policy: Policy;
}

interface MoveRule {
  readonly from: readonly ReportStatus[];
  readonly guard?: (state: ReportState, context: ReportMoveContext) => Refusal | undefined;
}

const verifying = (state: ReportState): boolean =>
  state.verification !== undefined && state.verification.doneAt === undefined;

/** The moves on a report as data; filing a case is one of them, by the name of its command. */
export const reportMoves: Readonly<Record<ReportMove | 'case.file', MoveRule>> = {
  'case.file': { from: ['received'] },
  'report.link': { from: ['received'] },
  'report.refuse': { from: ['received'] },
  'report.sendVerify': {
    from: ['received'],
    guard: (state) => (verifying(state) ? refusal('report.verifying') : undefined),
  },
  'report.verify': {
    from: ['received'],
    guard: (state) => (verifying(state) ? undefined : refusal('report.notVerifying')),
  },
  'report.describe': { from: ['received', 'linked', 'refused'] },
  'report.unlink': { from: ['linked'] },
  'report.reply': { from: ['linked', 'refused'] },
  'report.callBack': {
    from: ['linked', 'refused'],
    guard: (state) =>
      state.reply || state.sheet?.state === 'closed' ? undefined : refusal('report.notReplied'),
  },
  'report.undo': {
    from: ['received', 'linked', 'refused'],
    guard: ({ undo }, { actor, now, policy }) => {
      // What a case's own action did to its reports is taken back with it.
      if (!undo || undo.types.includes('report.reopened')) return refusal('case.nothingToUndo');
      if (undo.actor !== actor) return refusal('case.undoOther');
      return undoOver(undo.recordedAt, now, policy)
        ? refusal('case.undoLate', { minutes: policy.undoMinutes })
        : undefined;
    },
  },
  'report.settle': {
    from: ['received', 'linked', 'refused', 'withdrawn'],
    guard: (state) => (state.conflicts?.length ? undefined : refusal('case.noConflict')),
  },
};

/** What stands in the way of a move; undefined where nothing does. */
export function reportBlock(
  state: ReportState,
  move: ReportMove | 'case.file',
  context: ReportMoveContext,
): Refusal | undefined {
  const rule = reportMoves[move];
  if (!rule.from.includes(state.status))
    return move === 'report.unlink'
      ? refusal('report.notLinked')
      : refusal('report.notWaiting', { status: state.status });
  return rule.guard?.(state, context);
}

/** The moves that the desk offers for a report. */
export function allowedReportMoves(
  state: ReportState,
  context: ReportMoveContext,
): (ReportMove | 'case.file')[] {
  return (Object.keys(reportMoves) as (ReportMove | 'case.file')[]).filter(
    (move) => reportBlock(state, move, context) === undefined,
  );
}

/** Is somebody out to see whether it is real? */
export const isVerifying = verifying;
