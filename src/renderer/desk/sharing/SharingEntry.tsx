import type { ReactNode } from 'react';
import { useSay } from '../kit/say';
import { showScreen, useDesk } from '../state';
import { useHostMs, useSharing } from './store';
import { summary } from './summary';

/** Sharing among the settings: its name, and how it stands. */
export function SharingEntry(): ReactNode {
  const t = useSay();
  const status = useSharing((state) => state.status);
  const here = useDesk((state) => state.screen === 'sharing');
  const now = useHostMs();
  return (
    <button
      type="button"
      className="st-list-apart"
      aria-current={here ? 'page' : undefined}
      onClick={() => showScreen('sharing')}
    >
      <span className="st-list-name">{t('sharing:title')}</span>
      <span className="st-list-what">{summary(status, now, t)?.text ?? ''}</span>
    </button>
  );
}
