import { lazy } from 'react';
import { fileKey } from '../kit/fileKey';
import { defineRoom, dialog, screen } from '../room';
import { SharingEntry } from './SharingEntry';
import { exchangeNow } from './store';

export { isCourierFile } from './courier';
export { type SharingNotice, sharingNotices } from './notices';
export { SyncPlace } from './SyncPlace';
export { useSharing, useSharingFeed } from './store';

/** Joining a centre on the first start. */
export const StartJoin = lazy(() => import('./StartJoin'));

/** Keeping in step with other desks (共享): servers, devices, courier packages. */
export const sharing = defineRoom({
  name: 'sharing',
  screens: {
    sharing: screen(() => import('./Sharing'), {
      pane: 'never',
      within: { screen: 'settings', label: 'sharing:title', entry: SharingEntry },
    }),
  },
  dialogs: {
    courierExport: dialog(() => import('./CourierExport')),
    courierImport: dialog(
      () => import('./CourierImport'),
      ({ file }) => fileKey(file),
    ),
  },
  commands: [
    { id: 'go.sharing', group: 'go', label: 'sharing:title', keys: ['Ctrl+Shift+S'], shows: 'sharing' },
    { id: 'app.syncNow', group: 'app', label: 'sharing:now', run: () => void exchangeNow() },
    { id: 'app.courierExport', group: 'app', label: 'sharing:courier.export', opens: 'courierExport' },
    { id: 'app.courierImport', group: 'app', label: 'sharing:courier.import', opens: 'courierImport' },
  ],
  help: ['sharing', 'courier'],
});
