import type { Channel } from '@shared/domain/common';
import { type Day, dayNumber, dayNumberToMs, MINUTE_MS, toMs } from '@shared/rules/time';
import { CENTRE_DAY, dailyCounts, FIRST_DAY, LAST_DAY, minuteOf, type Source, seasonFactor } from './days';
import { runningSums } from './random';
import { PUBLIC, type Slot } from './slot';
import type { Matter } from './texts';
import { DEMO_NOW, type World } from './world';

/** The customer's figures of the year by group of channels. */
export const YEAR_REPORTS: Readonly<Record<Source, number>> = {
  hotline: 8470,
  urban: 2785,
  own: 500,
  others: 240,
};
/** Reports that wait for intake when the demo ends. */
export const WAITING = 12;
/** How many of these somebody is out to verify. */
const VERIFYING = 3;
/** Cases that wait to be assigned when the demo ends. */
const FRESH = 4;

const COLUMN: Readonly<Record<Source, number>> = { hotline: 0, urban: 1, own: 2, others: 3 };
const CHANNELS: Readonly<Record<Source, readonly Channel[]>> = {
  hotline: ['hotline12345'],
  urban: ['urban12319'],
  own: ['videoPatrol', 'videoPatrol', 'snapshot', 'snapshot', 'snapshot', 'dailyPatrol', 'dailyPatrol'],
  others: ['phone', 'phone', 'phone', 'walkIn', 'walkIn', 'delegate', 'unit', 'unit'],
};
/** Cameras see streets, not estates. */
const SEEN = new Set(['road', 'metro', 'hot', 'bridge', 'bar', 'square', 'tunnel']);
/** Couriers' parking at 花城广场 by month: it clusters until the parking areas of July, then cools down. */
const COURIERS = [3, 3, 8, 16, 32, 40, 34, 12, 6, 4, 3, 2];
const END_MS = toMs(DEMO_NOW);

function chooser(world: World, source: Source): (day: Day, channel: Channel) => Matter {
  const matters = world.texts.matters.filter((matter) => (matter.weight[COLUMN[source]] ?? 0) > 0);
  const memo = new Map<string, { from: Matter[]; sums: number[] }>();
  return (day, channel) => {
    const video = channel === 'videoPatrol';
    const key = `${day}${video}`;
    let choice = memo.get(key);
    if (!choice) {
      const from = video ? matters.filter(({ where }) => where.some((kind) => SEEN.has(kind))) : matters;
      const weights = from.map((one) => (one.weight[COLUMN[source]] ?? 0) * seasonFactor(one.season, day));
      choice = { from, sums: runningSums(weights) };
      memo.set(key, choice);
    }
    return choice.from[world.random.index(choice.sums)] as Matter;
  };
}

function slotsOf(source: Source, total: number, world: World): Slot[] {
  const { random, rules } = world;
  const from = source === 'hotline' || source === 'urban' ? FIRST_DAY : CENTRE_DAY;
  const choose = chooser(world, source);
  const slots: Slot[] = [];
  for (const { day, count } of dailyCounts(total, from, source, rules.calendar, random)) {
    const midnight = dayNumberToMs(dayNumber(day));
    for (let k = 0; k < count; k++) {
      const channel = random.pick(CHANNELS[source]);
      const matter = choose(day, channel);
      let ms: number;
      do ms = midnight + minuteOf(source, matter.time, random) * MINUTE_MS;
      while (day === LAST_DAY && ms > END_MS - 24 * MINUTE_MS);
      slots.push({ ms, source, channel, matter });
    }
  }
  return slots;
}

function campaign(slots: readonly Slot[], world: World): void {
  const { random } = world;
  const matter = world.texts.matters.find(({ key }) => key === 'ebikes');
  if (!matter) throw new Error('resources/demo: no matter "ebikes" for the couriers’ campaign');
  const open = slots.filter(({ source, channel }) => source !== 'others' && channel !== 'videoPatrol');
  for (const [month, count] of COURIERS.entries()) {
    const start = `2024-${String(month + 1).padStart(2, '0')}`;
    const from = toMs(`${start}-01T00:00:00.000+08:00`);
    const list = open.filter((slot) => slot.ms >= from && slot.ms < from + 29 * 86_400_000);
    for (let k = 0; k < count; k++) {
      const slot = random.pick(list);
      slot.matter = matter;
      slot.at = world.places.any('square', random);
    }
  }
}

/** The last ones that somebody told or sent us himself, whenever that was: they come on the last afternoon instead. */
function lastOfPublic(slots: readonly Slot[]): Slot[] {
  const told = slots.filter(({ channel }) => PUBLIC.has(channel));
  return told.sort((a, b) => b.ms - a.ms).slice(0, VERIFYING);
}

/**
 * The last minutes: the hotline's batch and whatever else lies in the basket, some of it being verified, and a few
 * cases just filed.
 */
function lastMinutes(slots: readonly Slot[], world: World): void {
  const { random } = world;
  const verifying = lastOfPublic(slots);
  const today = slots.filter((slot) => slot.ms >= END_MS - 16 * 3_600_000 && slot.channel !== 'videoPatrol');
  const chosen = new Set<Slot>(verifying);
  const most = Math.min(WAITING + FRESH, today.filter((slot) => !chosen.has(slot)).length + chosen.size);
  while (chosen.size < most) chosen.add(random.pick(today));
  for (const [k, slot] of [...chosen].entries()) {
    slot.verifying = k < verifying.length;
    slot.waits = k < WAITING;
    slot.fresh = k >= WAITING;
    const ago = slot.verifying
      ? random.between(7, 13)
      : slot.waits
        ? random.between(0.5, 13.5)
        : random.between(15, 21);
    slot.ms = END_MS - ago * MINUTE_MS;
  }
}

/** Every report of the year but those of the stories (`told`), in the order of time. */
export function planSlots(world: World, told: Readonly<Record<Source, number>>): Slot[] {
  const sources: Source[] = ['hotline', 'urban', 'own', 'others'];
  const slots = sources.flatMap((source) => slotsOf(source, YEAR_REPORTS[source] - told[source], world));
  campaign(slots, world);
  lastMinutes(slots, world);
  return slots.sort((a, b) => a.ms - b.ms);
}
