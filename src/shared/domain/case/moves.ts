import type { CaseMove } from './commands';
import type { CaseStage, CaseState } from './evolve';

/** Which stages a move is allowed from: the state machine as data. Decisions and buttons both read it. */
export const caseMoves: Readonly<Record<CaseMove, readonly CaseStage[]>> = {
  'case.assign': ['toAssign', 'returned'],
  'case.return': ['handling'],
  'case.handle': ['handling'],
  'case.check': ['toCheck'],
  'case.close': ['toClose'],
  'case.void': ['toAssign', 'returned'],
  'case.note': ['toAssign', 'handling', 'returned', 'toCheck', 'toClose', 'closed'],
};

/** May this move be made on a case in this stage? */
export function mayMove(state: Pick<CaseState, 'stage'>, move: CaseMove): boolean {
  return caseMoves[move].includes(state.stage);
}

/** The moves that the desk offers for a case: exactly those that `decideCase` would not refuse for its stage. */
export function allowedMoves(state: Pick<CaseState, 'stage'>): CaseMove[] {
  return (Object.keys(caseMoves) as CaseMove[]).filter((move) => mayMove(state, move));
}

/** A final stage: nothing runs any more. */
export function isFinal(stage: CaseStage): boolean {
  return stage === 'closed' || stage === 'void';
}
