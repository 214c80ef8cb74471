import type { RecordLedger } from '@shared/domain/ledger/commands';
import { addDays, type Day, dayNumber, dayNumberToMs, daysFrom, MINUTE_MS } from '@shared/rules/time';
import { CENTRE_DAY, LAST_DAY } from './days';
import { apportion, makeRandom } from './random';
import { atPost, type Script } from './script';
import type { World } from './world';

/** The customer's figures of the ledger (作业台账). */
export const ROAD_REPAIRS = 450;
export const BOLLARDS = 180;
type Entry = RecordLedger['entries'][number];

/** At least so many bikes are collected on every day of the centre. */
export const BIKES_PER_DAY = 2000;

/** On this evening somebody typed a nought too many, and mended it when the next shift asked. */
const MISTYPED_DAY = '2024-08-14';
/** Of this day the rubbish was recorded on the next morning only. */
const LATE_DAY = '2024-10-06';

function works(kind: 'roadRepair' | 'bollard', total: number, days: readonly Day[], world: World) {
  const { random, rules } = world;
  // Work goes by fits and starts: most days a little, some days a whole road.
  const weights = days.map((day) => (rules.calendar.isWorkday(day) ? random.next() ** 3 : 0));
  const counts = apportion(total, weights);
  const entries = new Map<Day, Entry>();
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

function tellMistyped(script: Script, entry: Entry, at: number): void {
  const id = 'entry:demo-mistyped';
  const { day, quantity } = entry;
  const wrong = { ...entry, quantity: quantity * 10, id };
  script.add(at, atPost('supervise', at), { type: 'ledger.record', entries: [wrong] });
  const morning = at + 12 * 60 * MINUTE_MS;
  script.add(morning, atPost('supervise', morning), {
    type: 'ledger.correct',
    day,
    entry: id,
    quantity,
    reason: '多录一个 0，与车企报数核对后更正',
    after: [],
  });
}

/** What is counted beside the customer's figures, from a source of chance of its own: the year's other draws stay as they are. */
function tellOtherWork(script: Script, days: readonly Day[], world: World): void {
  const random = makeRandom(20241231);
  for (const day of days) {
    const rubbish: Entry = { day, kind: 'rubbishCleared', quantity: 6 + random.int(9), unit: 'hwz' };
    const served: Entry = { day, kind: 'noticeServed', quantity: 1 + random.int(3), unit: 'zfd' };
    const some = world.rules.calendar.isWorkday(day) && random.chance(0.35);
    const evening = day === LAST_DAY ? 15 * 60 + 20 : 18 * 60 + random.int(30);
    const [on, minute] = day === LATE_DAY ? [addDays(day, 1), 8 * 60 + 40] : [day, evening];
    const at = dayNumberToMs(dayNumber(on)) + minute * MINUTE_MS;
    const entries = some ? [rubbish, served] : [rubbish];
    script.add(at, atPost('supervise', at), { type: 'ledger.record', entries });
  }
}

/** Tells the daily work: bikes in the morning and in the evening, repairs and bollards in the afternoon. */
export function tellLedger(script: Script, world: World): void {
  const { random, rules } = world;
  const days = daysFrom(CENTRE_DAY, LAST_DAY);
  const repairs = works('roadRepair', ROAD_REPAIRS, days, world);
  const bollards = works('bollard', BOLLARDS, days, world);
  for (const day of days) {
    const midnight = dayNumberToMs(dayNumber(day));
    const record = (minute: number, entries: Entry[]) => {
      const at = midnight + minute * MINUTE_MS;
      if (entries.length > 0) script.add(at, atPost('supervise', at), { type: 'ledger.record', entries });
    };
    const busy = rules.calendar.isWorkday(day) ? 1 : 0.6;
    const total = BIKES_PER_DAY + Math.floor((60 + random.int(700)) * busy);
    const early = Math.floor(total * random.between(0.52, 0.62));
    const bikes = (quantity: number, note: string): Entry => ({
      day,
      kind: 'bikesCollected',
      quantity,
      unit: 'bike',
      note,
    });
    record(11 * 60 + random.int(40), [bikes(early, '早高峰清运')]);
    const evening = day === LAST_DAY ? 15 * 60 + 35 : 20 * 60 + random.int(50);
    const late = bikes(total - early, day === LAST_DAY ? '午后清运' : '晚高峰清运');
    if (day === MISTYPED_DAY) tellMistyped(script, late, midnight + evening * MINUTE_MS);
    else record(evening, [late]);
    const work = [repairs.get(day), bollards.get(day)].filter((entry) => entry !== undefined);
    record(15 * 60 + random.int(30), work);
  }
  tellOtherWork(script, days, world);
}
