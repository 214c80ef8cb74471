import { defineRoom, screen } from '../room';

/** The map of all open items. */
export const map = defineRoom({
  name: 'map',
  screens: { map: screen(() => import('./MapScreen'), { pane: 'chosen' }) },
  commands: [
    { id: 'go.map', group: 'go', label: 'desk:work.map', keys: ['Ctrl+M'], shows: 'map', inNav: true },
  ],
});
