import { durationParts } from '../rules/duration';
import { type Day, type Instant, minutesBetween } from '../rules/time';
import type { PaperLanguage, PaperText } from './blocks';

/** Figures and times as they stand in documents. */
export class Wording {
  constructor(
    readonly t: PaperText,
    private readonly language: PaperLanguage,
  ) {}

  /** `1,234`. */
  count(n: number): string {
    return n.toLocaleString('en-US');
  }

  /** A share of 0…1 as `96.4%`; a dash without base. */
  rate(share: number | null, digits = 1): string {
    return share === null ? this.t('none') : `${(share * 100).toFixed(digits)}%`;
  }

  /** Difference of two counts: `+3`, `−3` or the word for none. */
  change(now: number, before: number): string {
    if (now === before) return this.t('change.same');
    return this.t(now > before ? 'change.up' : 'change.down', { n: this.count(Math.abs(now - before)) });
  }

  /** Difference of two rates in percentage points, to one decimal; what rounds to nothing is none. */
  points(now: number | null, before: number | null): string {
    if (now === null || before === null) return this.t('none');
    const points = Math.round((now - before) * 1000) / 10;
    if (points === 0) return this.t('change.same');
    return this.t(points > 0 ? 'change.up' : 'change.down', { n: Math.abs(points).toFixed(1) });
  }

  day(day: Day, form: 'date' | 'dateShort' = 'dateShort'): string {
    return this.t(form, this.parts(day));
  }

  at(at: Instant, form: 'dateTime' | 'dateTimeShort' = 'dateTime'): string {
    return this.t(form, { ...this.parts(at), time: at.slice(11, 16) });
  }

  /** How far beyond a deadline, in its largest unit: `超 1 天`. The due time stands beside it. */
  over(due: Instant, now: Instant): string {
    const { parts } = durationParts(Math.max(1, minutesBetween(due, now)), 1);
    return this.t('duration.over', {
      text: parts.map(({ unit, value }) => this.t(`duration.${unit}`, { n: value })).join(' '),
    });
  }

  list(items: readonly string[]): string {
    return items.join(this.t('list'));
  }

  /** Chinese documents write months and days without leading zeros (GB/T 9704), English ones as ISO. */
  private parts(at: Day | Instant): { y: string; m: string; d: string } {
    const [y = '', m = '', d = ''] = at.slice(0, 10).split('-');
    return this.language === 'zh-CN' ? { y, m: String(Number(m)), d: String(Number(d)) } : { y, m, d };
  }
}
