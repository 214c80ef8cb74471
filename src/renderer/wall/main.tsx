import '@fontsource-variable/noto-sans-sc';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { setupI18n } from '../common/i18n';
import { applyTheme } from '../common/theme';
import { chartColours } from '../common/tokens';
import { languageOf, themeOf } from './view';
import { Wall } from './Wall';
import './wall.css';

const language = languageOf(window.location.search);
const theme = themeOf(window.location.search);
const i18n = setupI18n(language);
applyTheme(theme);
document.documentElement.style.setProperty('--xh-load-open', chartColours(theme).open);
document.title = `${i18n.t('common:app')} · ${i18n.t('wall:title')}`;

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Wall theme={theme} language={language} />
    </StrictMode>,
  );
}
