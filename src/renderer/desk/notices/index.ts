import { defineRoom } from '../room';
import { toggleOsNotices } from '../state';

export { Bell } from './Bell';

/** The bell (提醒): what turned yellow or red, came back, or wants an answer. */
export const notices = defineRoom({
  name: 'notices',
  commands: [{ id: 'app.osNotices', group: 'app', label: 'desk:key.osNotices', run: toggleOsNotices }],
});
