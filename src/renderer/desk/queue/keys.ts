import type { KeysOnScreen } from '../room';

/** The keys of the list. */
export const keys = {
  queue: {
    next: ['J', 'ArrowDown'],
    previous: ['K', 'ArrowUp'],
    first: ['Home'],
    last: ['End'],
    pageDown: ['PageDown'],
    pageUp: ['PageUp'],
    mark: [' '],
    markNext: ['Shift+ArrowDown', 'Shift+J'],
    markPrevious: ['Shift+ArrowUp', 'Shift+K'],
    markAll: ['Ctrl+A'],
    filter: ['/'],
    jump: ['Ctrl+G'],
  },
} as const satisfies KeysOnScreen;
