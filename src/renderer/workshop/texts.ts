import type { PaperLanguage, PaperText } from '@shared/paper/blocks';
import i18next from 'i18next';

/** The texts of documents in their own language, whatever that of the screens. */
export function paperText(language: PaperLanguage): PaperText {
  const t = i18next.getFixedT(language, 'paper');
  return (key, params) => t(key, params ?? {});
}
