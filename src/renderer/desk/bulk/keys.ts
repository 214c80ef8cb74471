import type { KeysOnScreen } from '../room';

/** While something is marked. */
export const keys = { queue: { unmark: ['Escape'] } } as const satisfies KeysOnScreen;
