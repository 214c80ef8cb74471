import { CodedError } from '@shared/contract/errors';
import { type BrowserWindow, dialog } from 'electron';
import { createInstance, type i18n } from 'i18next';
import en from '../../renderer/common/i18n/en/confirm.json';
import zh from '../../renderer/common/i18n/zh-CN/confirm.json';

/** Languages of the screens. */
export type ScreenLanguage = 'zh-CN' | 'en';

/** What a person is asked before it is done: keys of the catalogue `confirm`. */
export type Question = keyof typeof zh.questions;

/** What stands in a question comes from pages and hubs as well: no line of theirs may look like one of ours. */
function plain(text: string | number): string {
  const one = String(text)
    .replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
    .trim();
  return one.length > 120 ? `${one.slice(0, 119)}…` : one;
}

/**
 * Main's own question to whoever sits there (主进程的确认框): a page can neither draw it nor answer it. It stands in front of the
 * window that asked, says what follows, and Enter and Escape both mean no.
 */
export class Consent {
  /** As the desk's screens are spoken; told by the desk. */
  language: ScreenLanguage = 'zh-CN';
  private asking = false;
  private readonly texts: i18n = createInstance();

  constructor() {
    void this.texts.init({
      lng: 'zh-CN',
      fallbackLng: 'zh-CN',
      resources: { 'zh-CN': { confirm: zh }, en: { confirm: en } },
      defaultNS: 'confirm',
      initAsync: false,
      interpolation: { escapeValue: false },
    });
  }

  /** Ask; false where it was declined. One question at a time: a page cannot wear a person out. Errors: `consent.open`. */
  async ask(
    owner: BrowserWindow | null | undefined,
    question: Question,
    params: Readonly<Record<string, string | number>>,
  ): Promise<boolean> {
    if (this.asking) throw new CodedError('consent.open');
    if (!owner || owner.isDestroyed()) return false;
    this.asking = true;
    const t = this.texts.getFixedT(this.language, 'confirm');
    const shown = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, plain(value)]));
    try {
      const { response } = await dialog.showMessageBox(owner, {
        type: 'warning',
        title: t('title'),
        message: t(`questions.${question}.what`, shown),
        detail: t(`questions.${question}.means`, shown),
        buttons: [t('no'), t(`questions.${question}.do`, shown)],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
      });
      return response === 1;
    } finally {
      this.asking = false;
    }
  }

  /** Ask, and go no further where it was declined. Errors: `consent.declined`, `consent.open`. */
  async must(...question: Parameters<Consent['ask']>): Promise<void> {
    if (!(await this.ask(...question))) throw new CodedError('consent.declined');
  }
}
