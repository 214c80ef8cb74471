import { shiftAt } from '@shared/rules/shift';
import { useTranslation } from 'react-i18next';
import { clockText } from '../common/format';
import { Shape } from '../common/Shape';
import { useNow } from '../common/useNow';
import { useHealth } from './kit/health';
import { SyncPlace } from './sharing';
import { showView, useDesk } from './state';
import { useSlowQuery } from './useSlowQuery';

/** How many turn red before the shift ends, as the limits stand: a look ahead, one press away from the list. */
function Forecast() {
  const { t } = useTranslation();
  const now = useNow();
  const data = useSlowQuery('counters', {}, 2000);
  if (!data || data.dueBeforeShiftEnd === 0) return null;
  return (
    <button
      type="button"
      className="xh-link d-forecast"
      title={t('desk:forecast.why', { time: clockText(shiftAt(now).end) })}
      onClick={() => showView('dueSoon')}
    >
      <Shape kind="half" state="gold" size={10} />
      {t('desk:forecast.text', { count: data.dueBeforeShiftEnd })}
    </button>
  );
}

/** The keys that matter now, and since when everything is safely on the disk. */
export function StatusBar() {
  const { t } = useTranslation();
  const { health } = useHealth();
  const inQueue = useDesk((state) => state.screen === 'queue');
  const ofQueue: [string, string][] = [
    ['J / K', t('desk:key.upDown')],
    ['↵', t('desk:key.primary')],
    ['/', t('desk:key.filter')],
  ];
  const keys: [string, string][] = [...(inQueue ? ofQueue : []), ['Ctrl K', t('desk:key.palette')]];
  return (
    <footer className="d-status">
      <span>
        {keys.map(([key, text]) => (
          <span key={key} className="d-key">
            <kbd className="xh-kbd">{key}</kbd>
            {text}
          </span>
        ))}
        <button type="button" className="xh-link" onClick={() => useDesk.setState({ shortcuts: true })}>
          ? {t('desk:key.all')}
        </button>
      </span>
      <Forecast />
      <SyncPlace />
      {health?.keys === 'file' ? (
        <span className="d-key" title={t('desk:banner.keysFile')}>
          <Shape kind="half" state="gold" size={10} />
          {t('desk:keysFile')}
        </span>
      ) : null}
      <span>{health?.flushedAt ? t('desk:flushed', { time: health.flushedAt.slice(11, 19) }) : ''}</span>
    </footer>
  );
}
