import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';

export type Language = 'zh-CN' | 'en';

/** Every catalogue file `parts/i18n/<language>/<namespace>.json`; the namespace is the file's name. A test compares the keys. */
const files = import.meta.glob<Record<string, unknown>>('./{zh-CN,en}/*.json', {
  eager: true,
  import: 'default',
});

function resources(): Record<string, Record<string, Record<string, unknown>>> {
  const all: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const [path, texts] of Object.entries(files)) {
    const [, language = '', file = ''] = path.split('/');
    all[language] = { ...all[language], [file.replace('.json', '')]: texts };
  }
  return all;
}

/** Set up the texts; zh-CN is the source language and the fallback. */
export function setupI18n(language: Language): i18n {
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'zh-CN',
    resources: resources(),
    defaultNS: 'common',
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
  return i18next;
}

/** The error or refusal text for a code: `error` namespace, then `refusal.…`, else the code itself so that nothing is hidden. */
export function errorText(
  t: (key: string, options?: Record<string, unknown>) => string,
  error: unknown,
): string {
  const wire = error as { code?: string; params?: Record<string, unknown>; message?: string };
  if (!wire.code) return t('error:internal', { detail: wire.message ?? String(error) });
  const key = `error:${wire.code}`;
  const text = t(key, { ...wire.params, detail: wire.message });
  return text === key || text === wire.code
    ? t('error:unknown', { code: wire.code, detail: wire.message })
    : text;
}
