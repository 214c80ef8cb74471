import { defineRoom, dialog, screen } from '../room';

/** The work ledger (作业台账): what the centre does every day beside cases. */
export const ledger = defineRoom({
  name: 'ledger',
  screens: { ledger: screen(() => import('./LedgerScreen'), { pane: 'never' }) },
  dialogs: { ledgerSheets: dialog(() => import('./DaySheets')) },
  commands: [
    { id: 'go.ledger', group: 'go', label: 'ledger:title', keys: ['Ctrl+L'], shows: 'ledger', inNav: true },
    { id: 'app.ledgerSheets', group: 'app', label: 'ledger:sheets.command', opens: 'ledgerSheets' },
  ],
  help: ['ledger'],
});
