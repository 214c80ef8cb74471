import type { WireError } from '@shared/contract/errors';
import { createInstance } from 'i18next';
import en from '../../renderer/parts/i18n/en/error.json';
import zh from '../../renderer/parts/i18n/zh-CN/error.json';

/** The words for an error, from the same catalogue as the desk's: Chinese unless the terminal speaks English. */
export function errorWords(error: WireError, env: NodeJS.ProcessEnv): string {
  const spoken = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  const i18n = createInstance();
  void i18n.init({
    lng: spoken.startsWith('en') ? 'en' : 'zh-CN',
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { error: zh }, en: { error: en } },
    defaultNS: 'error',
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  const params = { ...error.params, detail: error.detail ?? '' };
  return i18n.exists(error.code)
    ? i18n.t(error.code, params)
    : i18n.t('unknown', { ...params, code: error.code });
}
