import { defineRoom, screen } from '../room';

/** Rules and catalogue (规则与目录), to be read, tried out and changed. */
export const settings = defineRoom({
  name: 'settings',
  screens: { settings: screen(() => import('./SettingsScreen'), { pane: 'never' }) },
  commands: [
    {
      id: 'go.settings',
      group: 'go',
      label: 'settings:title',
      keys: ['Ctrl+,'],
      shows: 'settings',
      inNav: true,
    },
  ],
  help: ['rules'],
});
