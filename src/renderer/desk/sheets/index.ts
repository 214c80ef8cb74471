import { defineRoom, dialog } from '../room';

/** Sheets for those without the program: daily lists of units out and back in (每日清单), the replies of a day. */
export const sheets = defineRoom({
  name: 'sheets',
  dialogs: {
    unitSheets: dialog(() => import('./UnitSheets')),
    unitReturn: dialog(() => import('./UnitReturn')),
    replies: dialog(() => import('./RepliesExport')),
  },
  commands: [
    { id: 'app.unitSheets', group: 'app', label: 'desk:work.unitSheets', opens: 'unitSheets', inNav: true },
    { id: 'app.unitReturn', group: 'app', label: 'desk:work.unitReturn', opens: 'unitReturn', inNav: true },
    { id: 'app.replies', group: 'app', label: 'desk:work.replies', opens: 'replies', inNav: true },
  ],
  help: ['units'],
});
