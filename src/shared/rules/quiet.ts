import { shiftAt } from './shift';
import type { DutyRow } from './tables';
import { addDays, atMinute, type Day, dayOf, type Instant } from './time';

/** The shift that an instant belongs to, as the duty calendar names it: the hours after midnight are the night of the day before. */
export function dutyShiftAt(now: Instant): { readonly day: Day; readonly shift: 'day' | 'night' } {
  const day = dayOf(now);
  const shift = shiftAt(now).name;
  return { day: shift === 'night' && now < atMinute(day, 12 * 60) ? addDays(day, -1) : day, shift };
}

/** Who is on duty (值班表), and whether the desk keeps quiet: at night, unless the duty calendar says that it is to be told. */
export function quietAt(
  now: Instant,
  duty: readonly DutyRow[],
): { readonly quiet: boolean; readonly leader: string | null } {
  const { day, shift } = dutyShiftAt(now);
  const row = duty.find((one) => one.day === day && one.shift === shift);
  return { quiet: !(row?.notify ?? shift === 'day'), leader: row?.leader ?? null };
}
