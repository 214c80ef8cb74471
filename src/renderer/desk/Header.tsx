import { useTranslation } from 'react-i18next';
import { Shape } from '../common/Shape';
import type { State } from '../common/tokens';
import { useHealth } from './kit/health';
import { Bell } from './notices';
import { OperatorMenu } from './operator';
import { openDialog, setLanguage, setTheme, useDesk } from './state';

/** State of the store in a word, with its shape. */
function StoreState() {
  const { t } = useTranslation();
  const { health } = useHealth();
  const state = health?.state ?? 'starting';
  const marks: Record<string, [State, 'circle' | 'half' | 'triangle' | 'ring']> = {
    ready: ['jade', 'circle'],
    readOnly: ['gold', 'half'],
    refusing: ['kapok', 'triangle'],
    failed: ['kapok', 'triangle'],
  };
  const [colour, kind] = marks[state] ?? ['river', 'ring'];
  return (
    <span className="d-state" role="status">
      <Shape kind={kind} state={colour} size={10} />
      {t(`desk:store.${state}`)}
      {health?.demo ? <span className="xh-quiet d-state-more">· {t('desk:store.demo')}</span> : null}
    </span>
  );
}

/** Product and street, the search that opens the palette, the state of things, who is here, wall, theme, language. */
export function Header() {
  const { t } = useTranslation();
  const theme = useDesk((state) => state.theme);
  const language = useDesk((state) => state.language);
  const other = language === 'zh-CN' ? 'en' : 'zh-CN';
  return (
    <header className="d-header">
      <h1 className="d-product">
        {t('app')} · {t('street')}
      </h1>
      <button
        type="button"
        className="d-search"
        aria-haspopup="dialog"
        onClick={() => useDesk.setState({ palette: true })}
      >
        <span>{t('desk:search')}</span>
        <kbd className="xh-kbd">Ctrl K</kbd>
      </button>
      <div className="d-right">
        <StoreState />
        <Bell />
        <OperatorMenu />
        <button type="button" className="xh-icon" onClick={() => openDialog('wall')}>
          {t('desk:wall')}
        </button>
        <button
          type="button"
          className="xh-icon"
          title={t(theme === 'light' ? 'desk:theme.dark' : 'desk:theme.light')}
          aria-label={t(theme === 'light' ? 'desk:theme.dark' : 'desk:theme.light')}
          onClick={() => setTheme(theme === 'light' ? 'dark' : 'light')}
        >
          <svg viewBox="0 0 16 16" width="15" height="15" aria-hidden="true">
            <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.4" />
            <path
              d={theme === 'light' ? 'M8 2a6 6 0 0 1 0 12z' : 'M8 2a6 6 0 0 0 0 12z'}
              fill="currentColor"
            />
          </svg>
        </button>
        <button type="button" className="xh-icon" lang={other} onClick={() => setLanguage(other)}>
          {other === 'en' ? 'EN' : '中文'}
        </button>
        <button
          type="button"
          className="xh-icon"
          title={t('desk:help')}
          aria-label={t('desk:help')}
          onClick={() => openDialog('help')}
        >
          ?
        </button>
      </div>
    </header>
  );
}
