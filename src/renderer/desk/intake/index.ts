import { fileKey } from '../kit/fileKey';
import { defineRoom, dialog } from '../room';

/** What comes in (受理): told at the desk, by a sheet, by pictures. */
export const intake = defineRoom({
  name: 'intake',
  dialogs: {
    newReport: dialog(() => import('./NewReport')),
    import: dialog(
      () => import('./import/ImportWizard'),
      ({ file }) => fileKey(file),
    ),
    picture: dialog(() => import('./PictureIntake')),
  },
  commands: [
    {
      id: 'app.newReport',
      group: 'app',
      label: 'desk:work.newReport',
      keys: ['Ctrl+N'],
      opens: 'newReport',
      inNav: true,
    },
    {
      id: 'app.import',
      group: 'app',
      label: 'desk:work.import',
      keys: ['Ctrl+I'],
      opens: 'import',
      inNav: true,
    },
    {
      id: 'app.picture',
      group: 'app',
      label: 'desk:work.picture',
      keys: ['Ctrl+U'],
      opens: 'picture',
      inNav: true,
    },
  ],
  help: ['sheet', 'picture', 'privacy'],
});
