import type { LedgerRecorded } from '@shared/domain/ledger/events';
import { type Day, dayNumber, dayNumberToMs, daysFrom, MINUTE_MS } from '@shared/rules/time';
import { CENTRE_DAY, LAST_DAY } from './days';
import { apportion } from './random';
import { atPost, type Script } from './script';
import type { World } from './world';

/** The customer's figures of the ledger (作业台账). */
export const ROAD_REPAIRS = 450;
export const BOLLARDS = 180;
/** At least so many bikes are collected on every day of the centre. */
export const BIKES_PER_DAY = 2000;

function works(kind: 'roadRepair' | 'bollard', total: number, days: readonly Day[], world: World) {
  const { random, rules } = world;
  // Work goes by fits and starts: most days a little, some days a whole road.
  const weights = days.map((day) => (rules.calendar.isWorkday(day) ? random.next() ** 3 : 0));
  const counts = apportion(total, weights);
  const entries = new Map<Day, LedgerRecorded>();
  for (const [k, day] of days.entries()) {
    const quantity = counts[k] ?? 0;
    if (quantity === 0) continue;
    const { place } = world.places.any('road', random);
    const note =
      kind === 'roadRepair' ? random.pick(world.texts.phrases.repairs) : '加装止车柱，防止电动车上人行道';
    entries.set(day, { day, kind, quantity, unit: 'szyh', place, note });
  }
  return entries;
}

/** Tells the daily work: bikes in the morning and in the evening, repairs and bollards in the afternoon. */
export function tellLedger(script: Script, world: World): void {
  const { random, rules } = world;
  const days = daysFrom(CENTRE_DAY, LAST_DAY);
  const repairs = works('roadRepair', ROAD_REPAIRS, days, world);
  const bollards = works('bollard', BOLLARDS, days, world);
  for (const day of days) {
    const midnight = dayNumberToMs(dayNumber(day));
    const record = (minute: number, entries: LedgerRecorded[]) => {
      const at = midnight + minute * MINUTE_MS;
      if (entries.length > 0) script.add(at, atPost('supervise', at), { type: 'ledger.record', entries });
    };
    const busy = rules.calendar.isWorkday(day) ? 1 : 0.6;
    const total = BIKES_PER_DAY + Math.floor((60 + random.int(700)) * busy);
    const early = Math.floor(total * random.between(0.52, 0.62));
    const bikes = (quantity: number, note: string): LedgerRecorded => ({
      day,
      kind: 'bikesCollected',
      quantity,
      unit: 'bike',
      note,
    });
    record(11 * 60 + random.int(40), [bikes(early, '早高峰清运')]);
    const evening = day === LAST_DAY ? 15 * 60 + 35 : 20 * 60 + random.int(50);
    record(evening, [bikes(total - early, day === LAST_DAY ? '午后清运' : '晚高峰清运')]);
    const work = [repairs.get(day), bollards.get(day)].filter((entry) => entry !== undefined);
    record(15 * 60 + random.int(30), work);
  }
}
