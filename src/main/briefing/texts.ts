import type { Briefing } from '@shared/contract/briefing';
import type { PaperLanguage, PaperText } from '@shared/paper/blocks';
import { paperFileName } from '@shared/paper/briefing';
import { createInstance } from 'i18next';
import en from '../../renderer/common/i18n/en/paper.json';
import zh from '../../renderer/common/i18n/zh-CN/paper.json';

/** The texts of documents in a language: the catalogue that the printed page uses too. */
export function paperText(language: PaperLanguage): PaperText {
  const i18n = createInstance();
  void i18n.init({
    lng: language,
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { paper: zh }, en: { paper: en } },
    defaultNS: 'paper',
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  const t = i18n.getFixedT(language, 'paper');
  return (key, params) => t(key, params ?? {});
}

/** File name of a briefing: `冼村街城市运行周报-2024年第52期.docx`. */
export function bookName(
  model: Briefing,
  language: PaperLanguage = 'zh-CN',
  extension: 'docx' | 'pdf' = 'docx',
): string {
  return paperFileName(model, paperText(language), extension);
}

/** The centre's name as it stands on papers. */
export function centreName(): string {
  return paperText('zh-CN')('issuer');
}
