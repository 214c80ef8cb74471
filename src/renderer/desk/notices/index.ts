import { defineRoom } from '../room';
import { toggleNotices, toggleOsNotices } from '../state';

export { Bell } from './Bell';

/** The bell (提醒): what turned yellow or red, came back, or wants an answer. */
export const notices = defineRoom({
  name: 'notices',
  commands: [
    { id: 'app.notices', group: 'app', label: 'desk:key.notices', keys: ['Ctrl+J'], run: toggleNotices },
    { id: 'app.osNotices', group: 'app', label: 'desk:key.osNotices', run: toggleOsNotices },
  ],
});
