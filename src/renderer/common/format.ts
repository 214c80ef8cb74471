import { durationParts } from '@shared/rules/duration';
import { addDays, dayOf, type Instant, minutesBetween } from '@shared/rules/time';

/** The translation function as far as formatting needs it; i18next's `t` is one. */
export type Translate = (...args: [key: string] | [key: string, options: Record<string, unknown>]) => string;

/** `14:05` of an instant. */
export function clockText(at: Instant): string {
  return at.slice(11, 16);
}

/** When something happened, seen from `now`: today `14:05`, this year `11-01 14:05`, else `2023-11-01`. */
export function timeText(at: Instant, now: Instant): string {
  if (at.slice(0, 10) === now.slice(0, 10)) return at.slice(11, 16);
  return at.slice(0, 4) === now.slice(0, 4) ? `${at.slice(5, 10)} ${at.slice(11, 16)}` : at.slice(0, 10);
}

/** The whole moment to the minute, for tooltips and places where a guess would cost: `2024-12-31 14:05`. */
export function fullTimeText(at: Instant): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)}`;
}

const durationKey = {
  day: 'common:duration.days',
  hour: 'common:duration.hours',
  minute: 'common:duration.minutes',
};

/** A duration in words, at most two figures: `3 小时 20 分`; under a minute `1 分内`. The sign is left out. */
export function durationText(minutes: number, t: Translate, most = 2): string {
  const { parts } = durationParts(minutes, most);
  if (parts.length === 1 && parts[0]?.value === 0) return t('common:duration.zero');
  return parts.map((part) => t(durationKey[part.unit], { count: part.value })).join(' ');
}

/** How far beyond a deadline: `超 2 小时 10 分`; the first minute counts as one. */
export function overText(dueAt: Instant, now: Instant, t: Translate): string {
  return t('common:duration.over', { text: durationText(Math.max(1, minutesBetween(dueAt, now)), t) });
}

/**
 * Time left or over of a deadline, as the queue shows it: `超 2 小时 10 分`; what ends today as the time left
 * (`1 小时 15 分`), tomorrow `明 10:00`, later `01-03 10:00`, in another year and further than a month `2025-03-01`.
 * `now` stands still to the minute on the desk; what the store calls red is over, though its minute is not.
 */
export function dueText(dueAt: Instant, now: Instant, t: Translate, light?: string): string {
  if (dueAt < now || light === 'red') return overText(dueAt, now, t);
  const today = dayOf(now);
  const day = dayOf(dueAt);
  if (day === today) {
    return t('common:duration.left', { text: durationText(minutesBetween(now, dueAt), t) });
  }
  if (day === addDays(today, 1)) return t('common:tomorrow', { time: clockText(dueAt) });
  // Around New Year the month and day of a near deadline say more than its year.
  return dueAt.slice(0, 4) === now.slice(0, 4) || day <= addDays(today, 31)
    ? `${dueAt.slice(5, 10)} ${clockText(dueAt)}`
    : day;
}

/** A share of 0…1 as `96.4%`; a dash where there is no base. */
export function rateText(rate: number | null, digits = 1): string {
  return rate === null ? '—' : `${(rate * 100).toFixed(digits)}%`;
}

/** A count with thousands separated: `8,470`. */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}
