/** A stretch of time cut into whole days, hours and minutes; all are 0 or more. */
export interface Breakdown {
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
}

/** One figure of a duration; the text (`3 小时`) is made from it through i18n. */
export interface DurationPart {
  readonly unit: 'day' | 'hour' | 'minute';
  readonly value: number;
}

/** A duration to show: the figures, largest first, and whether it lies beyond a deadline (`超 1 天 2 小时`). */
export interface DurationParts {
  readonly over: boolean;
  readonly parts: readonly DurationPart[];
}

/** Minutes of a calendar day. */
export const DAY_MINUTES = 1440;

/**
 * Cuts minutes into days, hours and minutes; the sign and fractions of a minute are left out. `minutesPerDay` is 480
 * where working time is told in working days.
 */
export function breakdown(minutes: number, minutesPerDay = DAY_MINUTES): Breakdown {
  const whole = Math.floor(Math.abs(minutes));
  const inDay = whole % minutesPerDay;
  return { days: Math.floor(whole / minutesPerDay), hours: Math.floor(inDay / 60), minutes: inDay % 60 };
}

/**
 * The figures to show of a duration in minutes: at most `most` of them from the largest that is not 0, zeros left out;
 * less than a minute is 0 minutes. Negative minutes (time left that is used up) set `over`.
 */
export function durationParts(minutes: number, most = 2, minutesPerDay = DAY_MINUTES): DurationParts {
  const { days, hours, minutes: rest } = breakdown(minutes, minutesPerDay);
  const all: DurationPart[] = [
    { unit: 'day', value: days },
    { unit: 'hour', value: hours },
    { unit: 'minute', value: rest },
  ];
  const first = all.findIndex((part) => part.value > 0);
  const shown = first < 0 ? [] : all.slice(first, first + most).filter((part) => part.value > 0);
  return { over: minutes < 0, parts: shown.length > 0 ? shown : [{ unit: 'minute', value: 0 }] };
}
