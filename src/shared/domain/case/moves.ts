import type { Policy } from '../../rules/policy';
import { DAY_MS, MINUTE_MS, toInstant, toMs } from '../../rules/time';
import { type Refusal, refusal } from '../envelope';
import { atTime } from './atTime';
import { handleClock } from './clocks';
import type { CaseMove } from './commands';
import type { CasePart, CaseStage, CaseState } from './state';

/** When and by whom a move would be made, and by which rules of the house. */
export interface MoveContext {
  readonly at: string;
  readonly now: string;
  readonly actor: string;
  readonly policy: Policy;
}

type Guard = (state: CaseState, move: MoveContext) => Refusal | undefined;

interface MoveRule {
  readonly from: readonly CaseStage[];
  /** What else must hold, told by what stands in the way. */
  readonly guard?: Guard;
}

const open: readonly CaseStage[] = ['toAssign', 'handling', 'onHold', 'returned', 'toCheck', 'toClose'];
const all: readonly CaseStage[] = [...open, 'closed', 'void', 'merged'];

const noPart =
  (wanted: (part: CasePart) => boolean): Guard =>
  (state) =>
    state.parts.some(wanted) ? undefined : refusal('case.noSuchPart');

const waits = (part: CasePart): boolean => part.handledAt === undefined;

/** May any unit ask for more time: once per request, not too often, and (by rule) not once overdue. */
const mayAskExtension: Guard = (state, { at, policy }) => {
  if (state.ask) return refusal('case.askOpen');
  const blocked = state.parts.filter(waits).map((part) => extensionBlock(state, part.unit, at, policy));
  return blocked.length > 0 && blocked.every((one) => one !== undefined) ? blocked[0] : undefined;
};

/** Why a unit may have no extension now (延期: at most so often, not once overdue; both are policy). */
export function extensionBlock(
  state: CaseState,
  unit: string,
  at: string,
  policy: Policy,
): Refusal | undefined {
  if (state.extensions.filter((one) => one === unit).length >= policy.extensionMost)
    return refusal('case.extensionMost', { most: policy.extensionMost });
  const clock = handleClock(state, unit);
  if (clock && !policy.extensionWhenOverdue && at > clock.grant.due) return refusal('case.extensionOverdue');
  return undefined;
}

const mayAskHold: Guard = (state, { policy }) => {
  if (state.ask) return refusal('case.askOpen');
  return state.holds >= policy.holdMost ? refusal('case.holdMost', { most: policy.holdMost }) : undefined;
};

const mayUndo: Guard = (state, { actor, now, policy }) => {
  const { undo } = state;
  if (!undo) return refusal('case.nothingToUndo');
  if (undo.actor !== actor) return refusal('case.undoOther');
  return undoOver(undo.recordedAt, now, policy)
    ? refusal('case.undoLate', { minutes: policy.undoMinutes })
    : undefined;
};

/** Is the time for taking back over? Recorded further ahead than that, by a clock that is wrong, nobody can tell: it is over too. */
export function undoOver(recordedAt: string, now: string, policy: Policy): boolean {
  return Math.abs(toMs(now) - toMs(recordedAt)) > policy.undoMinutes * MINUTE_MS;
}

/** The state machine as data: from which stages a move is allowed, and what else must hold. Decisions and buttons both read it. */
export const caseMoves: Readonly<Record<CaseMove, MoveRule>> = {
  'case.describe': { from: open },
  'case.assign': { from: ['toAssign', 'returned'] },
  'case.addPart': { from: ['handling'] },
  'case.accept': {
    from: ['handling'],
    guard: noPart((part) => waits(part) && part.acceptedAt === undefined && part.reportedAt === undefined),
  },
  'case.return': { from: ['handling'], guard: noPart(waits) },
  'case.handle': { from: ['handling'], guard: noPart(waits) },
  'case.confirm': {
    from: ['handling'],
    guard: noPart((part) => waits(part) && part.reportedAt !== undefined),
  },
  'case.check': { from: ['toCheck'] },
  'case.close': { from: ['toClose'] },
  'case.forceClose': { from: open },
  'case.reopen': { from: ['closed'] },
  'case.void': { from: ['toAssign', 'returned'] },
  'case.note': { from: [...open, 'closed'] },
  'case.urge': { from: ['handling'], guard: noPart(waits) },
  'case.supervise': { from: ['handling', 'toCheck', 'onHold'], guard: noPart(() => true) },
  'case.answerSupervision': {
    from: [...open, 'closed'],
    guard: (state) =>
      state.supervisions.some((one) => one.answeredAt === undefined)
        ? undefined
        : refusal('case.noSupervision'),
  },
  'case.askExtension': { from: ['handling'], guard: mayAskExtension },
  'case.askHold': { from: ['handling'], guard: mayAskHold },
  'case.answer': {
    from: ['handling'],
    guard: (state) => (state.ask ? undefined : refusal('case.noAsk')),
  },
  'case.resume': { from: ['onHold'] },
  'case.merge': { from: ['toAssign', 'handling', 'returned', 'toCheck', 'toClose'] },
  'case.unmerge': { from: ['merged'] },
  'case.reckon': { from: [...open, 'closed', 'void'] },
  'case.undo': { from: [...open, 'closed', 'void'], guard: mayUndo },
  'case.settle': {
    from: all,
    guard: (state) => (state.conflicts?.length ? undefined : refusal('case.noConflict')),
  },
};

/** Moves that nobody presses: the store makes them. */
const unseen: ReadonlySet<CaseMove> = new Set(['case.reckon']);

/** What stands in the way of a move at this moment: the refusal that a command would get; undefined where nothing does. */
export function blockOf(state: CaseState, move: CaseMove, context: MoveContext): Refusal | undefined {
  const now = atTime(state, context.at);
  const rule = caseMoves[move];
  if (!rule.from.includes(now.stage)) return refusal('case.notNow', { move, stage: now.stage });
  return rule.guard?.(now, context);
}

/** The moves that the desk offers for a case: exactly those that `decideCase` can accept now. */
export function allowedMoves(state: CaseState, context: MoveContext): CaseMove[] {
  return (Object.keys(caseMoves) as CaseMove[]).filter(
    (move) => !unseen.has(move) && blockOf(state, move, context) === undefined,
  );
}

/** A final stage: nothing runs any more. */
export function isFinal(stage: CaseStage): boolean {
  return stage === 'closed' || stage === 'void' || stage === 'merged';
}

/** The latest end that a hold may have. */
export function holdLimit(at: string, policy: Policy): string {
  return toInstant(toMs(at) + policy.holdMostDays * DAY_MS);
}
