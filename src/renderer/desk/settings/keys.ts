import type { KeysOnScreen } from '../room';

/** While a table is edited. */
export const keys = {
  settings: { check: ['Ctrl+S'], apply: ['Ctrl+Enter'], search: ['Ctrl+F'], slash: ['/'] },
} as const satisfies KeysOnScreen;
