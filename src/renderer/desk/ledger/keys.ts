import type { KeysOnScreen } from '../room';

/** On the page of the ledger. */
export const keys = { ledger: { undo: ['Ctrl+Z'] } } as const satisfies KeysOnScreen;
