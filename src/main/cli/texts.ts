import type { WireError } from '@shared/contract/errors';
import { createInstance, type i18n } from 'i18next';
import en from '../../renderer/common/i18n/en/error.json';
import zh from '../../renderer/common/i18n/zh-CN/error.json';

/** The catalogue of errors, the same as the desk's: Chinese unless the terminal speaks English. */
function catalogue(env: NodeJS.ProcessEnv): i18n {
  const spoken = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  const texts = createInstance();
  void texts.init({
    lng: spoken.startsWith('en') ? 'en' : 'zh-CN',
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { error: zh }, en: { error: en } },
    defaultNS: 'error',
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  return texts;
}

/** The words for an error. */
export function errorWords(error: WireError, env: NodeJS.ProcessEnv): string {
  const texts = catalogue(env);
  const params = { ...error.params, detail: error.detail ?? '' };
  return texts.exists(error.code)
    ? texts.t(error.code, params)
    : texts.t('unknown', { ...params, code: error.code });
}

/** Other words of the command line, from the same catalogue. */
export function words(
  code: string,
  params: Readonly<Record<string, string | number>>,
  env: NodeJS.ProcessEnv,
): string {
  return catalogue(env).t(code, params);
}
