import type { CaseState } from './state';

/**
 * A case as it stands at a moment: a hold ends at its date by time alone (到期自动恢复), so that no station has to write it.
 * Its clocks know already, their next interval begins there.
 */
export function atTime(state: CaseState, at: string): CaseState {
  if (state.stage !== 'onHold' || !state.hold || state.hold.until > at) return state;
  return { ...state, stage: 'handling', hold: undefined };
}
