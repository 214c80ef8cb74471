import type { Calendar } from '@shared/rules/calendar';
import { type Day, dayNumber, daysFrom, weekdayOfNumber } from '@shared/rules/time';
import { apportion, type Random, runningSums } from './random';
import type { Season, TimeOfDay } from './texts';

/** First and last day of the demo, and the first day of the centre itself. */
export const FIRST_DAY: Day = '2024-01-01';
export const CENTRE_DAY: Day = '2024-05-01';
export const LAST_DAY: Day = '2024-12-31';

/** Who reports: columns of a matter's weights. */
export type Source = 'hotline' | 'urban' | 'own' | 'others';

const MONTHS = [0.92, 0.72, 1, 1.05, 1.08, 1.12, 1.15, 1.12, 1.08, 1, 0.95, 0.92];
const WEEKDAYS = [1.14, 1.08, 1.05, 1.04, 1.06, 0.68, 0.6];
/** Days of storm and of the autumn typhoon in the demo's weather. */
const STORM_DAYS = new Set([
  '2024-04-07',
  '2024-04-20',
  '2024-05-19',
  '2024-06-15',
  '2024-07-31',
  '2024-08-15',
]);
const TYPHOON_DAYS = new Set(['2024-09-05', '2024-09-06', '2024-09-07']);

const SEASONS: Readonly<Record<Season, readonly number[]>> = {
  flat: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
  heat: [0.6, 0.6, 0.8, 1, 1.2, 1.5, 1.6, 1.6, 1.4, 1.1, 0.8, 0.6],
  rain: [0.5, 0.6, 1, 1.6, 1.8, 1.8, 1.3, 1.2, 1, 0.6, 0.4, 0.3],
  typhoon: [0.6, 0.6, 0.8, 1, 1, 1.1, 1.4, 1.4, 1.6, 0.9, 0.7, 0.6],
  winter: [1.5, 1.3, 1, 0.9, 0.8, 0.8, 0.8, 0.8, 0.9, 1, 1.2, 1.4],
  exam: [0.8, 0.5, 0.9, 1, 1.2, 1.8, 1.1, 1, 1, 1, 1, 1],
  school: [0.4, 0.4, 0.6, 1, 1.6, 2, 2, 1.8, 1, 0.5, 0.4, 0.4],
  holiday: [1.3, 1.4, 1, 0.9, 1, 0.9, 0.9, 0.9, 0.9, 1.1, 1, 1.1],
};

/** How much more (or less) frequent a season's matters are on a day. */
export function seasonFactor(season: Season, day: Day): number {
  const month = SEASONS[season][Number(day.slice(5, 7)) - 1] ?? 1;
  if (TYPHOON_DAYS.has(day) && (season === 'typhoon' || season === 'rain')) return month * 5;
  return STORM_DAYS.has(day) && season === 'rain' ? month * 4 : month;
}

function dayWeight(day: Day, source: Source, calendar: Calendar): number {
  const number = dayNumber(day);
  const kind = calendar.dayAt(number).kind;
  const week = WEEKDAYS[weekdayOfNumber(number) - 1] ?? 1;
  const ofWeek = kind === 'holiday' ? 0.5 : kind === 'makeup' ? 1 : week;
  const patrols = source !== 'hotline' && (kind === 'holiday' || kind === 'rest') ? 0.7 : 1;
  const weather = STORM_DAYS.has(day) || TYPHOON_DAYS.has(day) ? 1.35 : 1;
  // The last day is told only until four in the afternoon.
  const told = day === LAST_DAY ? 0.95 : 1;
  return (MONTHS[Number(day.slice(5, 7)) - 1] ?? 1) * ofWeek * patrols * weather * told;
}

/** Reports per day from a day to the last, `total` in all. */
export function dailyCounts(
  total: number,
  from: Day,
  source: Source,
  calendar: Calendar,
  random: Random,
): { day: Day; count: number }[] {
  const days = daysFrom(from, LAST_DAY);
  const weights = days.map((day) => dayWeight(day, source, calendar) * random.between(0.82, 1.18));
  return apportion(total, weights).map((count, k) => ({ day: days[k] ?? LAST_DAY, count }));
}

// Per hour from 0 to 23.
const HOURS: Readonly<Record<TimeOfDay, readonly number[]>> = {
  day: [1, 1, 0, 0, 0, 1, 2, 5, 9, 12, 12, 9, 5, 5, 9, 11, 10, 8, 6, 5, 5, 4, 3, 2],
  rush: [0, 0, 0, 0, 0, 0, 2, 9, 16, 11, 6, 5, 5, 4, 5, 6, 8, 13, 14, 9, 5, 3, 1, 1],
  meal: [1, 0, 0, 0, 0, 1, 3, 6, 6, 4, 5, 10, 12, 7, 4, 4, 5, 9, 13, 13, 10, 7, 4, 2],
  night: [7, 5, 3, 1, 1, 1, 2, 3, 5, 6, 5, 3, 2, 2, 3, 4, 4, 4, 5, 8, 11, 14, 14, 11],
};
const PATROL_HOURS = [0, 0, 0, 0, 0, 0, 1, 6, 14, 13, 10, 7, 3, 3, 10, 12, 10, 8, 5, 3, 2, 1, 0, 0];
const sums = new Map(
  Object.entries({ ...HOURS, patrol: PATROL_HOURS }).map(([key, row]) => [key, runningSums(row)]),
);

/** A minute of the day, with fractions, at which such a report comes in. */
export function minuteOf(source: Source, time: TimeOfDay, random: Random): number {
  const patrol = source === 'urban' || (source === 'own' && time !== 'rush') || source === 'others';
  return (random.index(sums.get(patrol ? 'patrol' : time) ?? []) + random.next()) * 60;
}

/** Words for the time of day. */
export const TIME_WORDS: Readonly<Record<TimeOfDay, readonly string[]>> = {
  day: ['上午', '中午', '下午', '傍晚', '一早', '下午三四点'],
  rush: ['早高峰', '早上八点多', '傍晚六点', '下班时间', '上班时段'],
  meal: ['中午', '傍晚', '晚上八九点', '饭市', '早上七点'],
  night: ['晚上十一点', '凌晨一点', '半夜', '晚上十点多', '深夜'],
};
