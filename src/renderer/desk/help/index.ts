import { lazy } from 'react';
import { defineRoom, dialog } from '../room';
import { showShortcuts } from '../state';

/** How to do what, and every key. */
export const help = defineRoom({
  name: 'help',
  dialogs: { help: dialog(() => import('./Help')) },
  commands: [
    { id: 'app.help', group: 'app', label: 'desk:help', opens: 'help' },
    {
      id: 'app.shortcuts',
      group: 'app',
      label: 'desk:key.all',
      keys: ['?', 'F1'],
      notWhileTyping: true,
      run: showShortcuts,
    },
  ],
  help: ['safety'],
});

export const ShortcutList = lazy(() => import('./ShortcutList'));
