import { useTranslation } from 'react-i18next';
import { Shape } from '../parts/Shape';
import { useHealth } from './health';
import { useDesk } from './state';

/** The keys that matter now, and since when everything is safely on the disk. */
export function StatusBar() {
  const { t } = useTranslation();
  const { health } = useHealth();
  const keys: [string, string][] = [
    ['J / K', t('desk:key.upDown')],
    ['↵', t('desk:key.primary')],
    ['/', t('desk:key.filter')],
    ['Ctrl K', t('desk:key.palette')],
  ];
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
