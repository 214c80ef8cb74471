import { create } from 'zustand';
import type { Slip } from './slips';

/** What was done last: it stays on the pane until the next move, so that nobody has to catch it in passing. */
export interface Done {
  readonly text: string;
  readonly itemId: string;
  readonly slip?: Slip | undefined;
  /** It was a move that may be taken back; whether it still can be is asked when somebody wants to. */
  readonly undoable?: boolean | undefined;
}

export const useDone = create<{ done: Done | undefined }>(() => ({ done: undefined }));

export function tellDone(done: Done | undefined): void {
  useDone.setState({ done });
}
