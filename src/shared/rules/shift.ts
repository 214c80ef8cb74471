import { addDays, atMinute, dayOf, type Instant } from './time';

/** Day shift from 08:00 to 18:00, the default slots' first and last minute (standards §4); night otherwise. */
const DAY_FROM = 8 * 60;
const DAY_TO = 18 * 60;

/** The shift at an instant, and when it ends (下班). */
export function shiftAt(now: Instant): { readonly name: 'day' | 'night'; readonly end: Instant } {
  const day = dayOf(now);
  if (now < atMinute(day, DAY_FROM)) return { name: 'night', end: atMinute(day, DAY_FROM) };
  if (now < atMinute(day, DAY_TO)) return { name: 'day', end: atMinute(day, DAY_TO) };
  return { name: 'night', end: atMinute(addDays(day, 1), DAY_FROM) };
}
