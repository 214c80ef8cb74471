import { defineRoom, dialog } from '../room';
import { toggleLanguage, toggleTheme } from '../state';

/** The windows, and how they look. */
export const app = defineRoom({
  name: 'app',
  dialogs: { wall: dialog(() => import('./WallDialog')) },
  commands: [
    { id: 'app.wall', group: 'app', label: 'desk:wallOpen', opens: 'wall' },
    { id: 'app.theme', group: 'app', label: 'desk:theme.other', run: toggleTheme },
    { id: 'app.language', group: 'app', label: 'desk:language', run: toggleLanguage },
  ],
});
