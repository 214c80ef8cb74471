import { defineRoom, dialog } from '../room';

/** The briefing (简报) of a week. */
export const briefing = defineRoom({
  name: 'briefing',
  dialogs: { briefing: dialog(() => import('./BriefingExport')) },
  commands: [
    {
      id: 'app.briefing',
      group: 'app',
      label: 'desk:work.briefing',
      keys: ['Ctrl+B'],
      opens: 'briefing',
      inNav: true,
    },
  ],
  help: ['briefing'],
});
