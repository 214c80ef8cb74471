import { Shape } from '../../common/Shape';
import { useSay } from '../kit/say';
import { showScreen } from '../state';
import { useHostMs, useSharing } from './store';
import { summary } from './summary';

/** In the status bar: how sharing stands, in one line; a press leads to the page that tells all of it. */
export function SyncPlace() {
  const t = useSay();
  const status = useSharing((state) => state.status);
  const now = useHostMs();
  const told = summary(status, now, t);
  // Where sharing does not run at all, the header says why (no data yet, or read-only), unless it ought to run and cannot.
  if (!told || (status?.state === 'off' && status.alarms.length === 0)) return null;
  const { text, ...sign } = told;
  return (
    <button
      type="button"
      className="xh-link d-sync"
      title={t('sharing:open')}
      onClick={() => showScreen('sharing')}
    >
      <Shape {...sign} size={10} />
      <span>{text}</span>
    </button>
  );
}
