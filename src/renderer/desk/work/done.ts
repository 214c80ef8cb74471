import { create } from 'zustand';

/** What was done last: it stays on the pane until the next move, so that nobody has to catch it in passing. */
export interface Done {
  readonly text: string;
  readonly itemId: string;
  readonly slip?: string | undefined;
  readonly copied?: boolean | undefined;
}

export const useDone = create<{ done: Done | undefined }>(() => ({ done: undefined }));

export function tellDone(done: Done | undefined): void {
  useDone.setState({ done });
}
