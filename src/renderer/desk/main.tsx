import '../common/styles/base.css';
import './desk.css';
import { createRoot } from 'react-dom/client';
import { type Language, setupI18n } from '../common/i18n';
import { applyTheme } from '../common/theme';
import { App } from './App';
import { deskApi } from './kit/api';
import { prefetch } from './lazy';
import { queueWindow } from './queue';
import { useDesk } from './state';

// The first page of the queue is on its way while the page is still being put together.
queueWindow.look(0, 40);

const { theme, language } = useDesk.getState();
applyTheme(theme);
const i18n = setupI18n(language);
document.title = `${i18n.t('app')} · ${i18n.t('street')}`;

useDesk.subscribe((state, before) => {
  if (state.theme !== before.theme) applyTheme(state.theme);
  if (state.language !== before.language) {
    void i18n.changeLanguage(state.language);
    document.documentElement.lang = state.language;
    speak(state.language);
    document.title = `${i18n.t('app')} · ${i18n.t('street')}`;
  }
});

// Main's own dialogs speak as the screens do.
const speak = (spoken: Language): void => void deskApi().shell('app.speak', { language: spoken });
speak(language);

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);

/** After the first rows stand: the bundled font for systems without a Chinese one, and what the next click needs. */
function fetchRest(): void {
  requestIdleCallback(() => {
    void import('../common/styles/fonts');
    prefetch();
  });
}

// Not before the first answer of the store: while the page waits for it, it would count as idle.
const LATEST_MS = 3000;
let fetched = false;
const once = () => {
  if (!fetched) fetchRest();
  fetched = true;
};
const stop = queueWindow.subscribe(() => {
  stop();
  once();
});
setTimeout(once, LATEST_MS);
