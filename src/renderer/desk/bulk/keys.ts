import type { KeysOnScreen } from '../room';

/** While something is marked. */
export const keys = { list: { unmark: ['Escape'] } } as const satisfies KeysOnScreen;
