import { create } from 'zustand';
import { act } from '../kit/calls';
import { setFilter, showScreen, showView } from '../state';

/** What a search by a caller's number found, under its name in the filter; or why it did not go. */
export interface CallerFound {
  readonly search?: string;
  readonly mask?: string;
  readonly count?: number;
  readonly problem?: unknown;
}

export const useCallerFound = create<CallerFound>(() => ({}));

/** Show everything that a caller reported. The search is recorded, so it is made on a press and never while somebody types. */
export async function findCaller(phone: string): Promise<void> {
  try {
    const found = await act('caller.find', { phone });
    useCallerFound.setState(found, true);
    showView('all');
    setFilter({ text: '', foundBy: found.search });
    showScreen('queue');
  } catch (error) {
    useCallerFound.setState({ problem: error }, true);
  }
}
