import { defineRoom, screen } from '../room';

/** The work ledger (作业台账): what the centre does every day beside cases. */
export const ledger = defineRoom({
  name: 'ledger',
  screens: { ledger: screen(() => import('./LedgerScreen'), { pane: 'never' }) },
  commands: [
    { id: 'go.ledger', group: 'go', label: 'ledger:title', keys: ['Ctrl+L'], shows: 'ledger', inNav: true },
  ],
  help: ['ledger'],
});
