import { DAY_MS, HOUR_MS, MINUTE_MS } from '@shared/rules/time';
import type { Translate } from './format';

/** How old something is, in steps that stand still: nothing on a screen counts seconds. */
export type AgeStep =
  | { readonly step: 'now' | 'underMinute' }
  | { readonly step: 'minutes' | 'hours' | 'days'; readonly count: number };

const NOW_MS = 10_000;

/** The step of an age in ms; what seems to lie ahead (a clock that is a little off) is now. */
export function ageStep(ms: number): AgeStep {
  if (ms < NOW_MS) return { step: 'now' };
  if (ms < MINUTE_MS) return { step: 'underMinute' };
  if (ms < HOUR_MS) return { step: 'minutes', count: Math.floor(ms / MINUTE_MS) };
  if (ms < DAY_MS) return { step: 'hours', count: Math.floor(ms / HOUR_MS) };
  return { step: 'days', count: Math.floor(ms / DAY_MS) };
}

/** `刚刚`, `1 分钟内`, `14 分钟前`, `3 小时前`, `2 天前`. */
export function agoText(ms: number, t: Translate): string {
  const age = ageStep(ms);
  return t(`sharing:ago.${age.step}`, 'count' in age ? { count: age.count } : {});
}
