import type { Channel } from '@shared/domain/common';
import type { DerivedIds } from '@shared/domain/context';
import {
  addDays,
  DAY_MS,
  type Day,
  dayFromNumber,
  dayNumber,
  dayNumberToMs,
  MINUTE_MS,
} from '@shared/rules/time';
import type { ReadResource } from '../seed/resources';
import { draftCase, joinCase } from './cases';
import { crowdOpen, leaveSomeUnanswered, tellAround } from './crowdOpen';
import { LAST_DAY, minuteOf, type Source, seasonFactor } from './days';
import type { DraftCase } from './life';
import { makeRandom, runningSums } from './random';
import { writeReport } from './reports';
import { atPost, type PlanItem, Script } from './script';
import type { Slot } from './slot';
import { tellCase } from './tellCase';
import { tellLink, tellRefusal, tellReport } from './tellReports';
import type { Matter } from './texts';
import { makeWorld, type World } from './world';

/** A crowd of cases for measurements: how many, over how many years up to the demo's last day. */
export interface Crowd {
  readonly cases: number;
  readonly years: number;
  readonly seed: number;
}

/** About how many commands a case takes: for a progress bar. */
export const COMMANDS_PER_CASE = 6.9;

/** The crowd's last moment: the demo's, so that its clock stands where tests and tours expect it. */
const END_MS = dayNumberToMs(dayNumber(LAST_DAY)) + 16 * 60 * MINUTE_MS;
const SOURCES: readonly Source[] = ['hotline', 'urban', 'own', 'others'];
const SOURCE_SUMS = runningSums([8470, 2785, 500, 240]);
const CHANNELS: Readonly<Record<Source, readonly Channel[]>> = {
  hotline: ['hotline12345'],
  urban: ['urban12319'],
  own: ['snapshot', 'dailyPatrol', 'videoPatrol'],
  others: ['phone', 'phone', 'walkIn', 'delegate', 'unit'],
};
/** Cameras see streets, not estates. */
const SEEN = new Set(['road', 'metro', 'hot', 'bridge', 'bar', 'square', 'tunnel']);
const REFUSED = 0.014;
const REPEATED = 0.2;
/** Reports of the last minutes that wait for intake, for every thousand cases. */
const WAITING_PER_MILLE = 3;

type Choose = (source: Source, channel: Channel, day: Day) => Matter;

/** Matters by weight and month, as the demo's year chooses them. */
function chooser(world: World): Choose {
  const memo = new Map<string, { from: readonly Matter[]; sums: number[] }>();
  return (source, channel, day) => {
    const video = channel === 'videoPatrol';
    const key = `${source}${video}${day.slice(5, 7)}`;
    let choice = memo.get(key);
    if (!choice) {
      const from = world.texts.matters.filter(
        ({ weight, where }) =>
          (weight[SOURCES.indexOf(source)] ?? 0) > 0 && (!video || where.some((kind) => SEEN.has(kind))),
      );
      const weights = from.map(
        (one) => (one.weight[SOURCES.indexOf(source)] ?? 0) * seasonFactor(one.season, day),
      );
      choice = { from, sums: runningSums(weights) };
      memo.set(key, choice);
    }
    return choice.from[world.random.index(choice.sums)] as Matter;
  };
}

function slotOn(day: Day, world: World, choose: Choose): Slot {
  const { random } = world;
  const source = SOURCES[random.index(SOURCE_SUMS)] ?? 'hotline';
  const channel = random.pick(CHANNELS[source]);
  const matter = choose(source, channel, day);
  const ms = dayNumberToMs(dayNumber(day)) + minuteOf(source, matter.time, random) * MINUTE_MS;
  return { ms, source, channel, matter };
}

/** Another report of the same matter, while the case is worked on. */
function repeat(draft: DraftCase, slot: Slot, script: Script, world: World): void {
  const { random } = world;
  const linkAt = draft.filed + (draft.handled - draft.filed) * random.between(0.2, 0.6);
  const ms = linkAt - random.between(2, 13) * MINUTE_MS;
  if (draft.voided !== undefined || ms <= draft.filed + MINUTE_MS) return;
  const again = writeReport({ ...slot, ms }, world, draft.first);
  if (!joinCase(draft, again, linkAt, world)) return;
  tellReport(again, script);
  tellLink(again, draft.id, linkAt, script, atPost('intake', linkAt));
}

/** Tells one report and the case that it opens. */
function tellOne(slot: Slot, script: Script, world: World, open: { id?: string }): void {
  const { random } = world;
  const report = writeReport(slot, world);
  tellReport(report, script);
  if (slot.waits) return;
  if (slot.channel === 'hotline12345' && random.chance(REFUSED)) {
    tellRefusal(report, script, world);
    return;
  }
  const draft = draftCase(report, false, world);
  if (random.chance(REPEATED)) repeat(draft, slot, script, world);
  const stays = crowdOpen(draft, END_MS, world);
  leaveSomeUnanswered(draft, END_MS, world);
  tellCase(draft, script, world);
  if (stays && tellAround(draft, script, world, open.id)) open.id = draft.id;
}

/**
 * A crowd of cases as timed wishes, in the order of time: the demo's own reports, lives and words, over years instead of
 * one, decided one by one as everything else. A month is planned at a time, so that any number fits into memory.
 */
export function* crowdPlan(read: ReadResource, crowd: Crowd, ids: DerivedIds): Generator<PlanItem> {
  const world = makeWorld(read, crowd.seed, ids);
  const choose = chooser(world);
  const spread = makeRandom(crowd.seed + 1);
  const first = addDays(LAST_DAY, -Math.round(crowd.years * 365));
  const days = dayNumber(LAST_DAY) - dayNumber(first) + 1;
  /** The last case that stays with its unit: others may be merged into it. */
  const open: { id?: string } = {};
  let told = 0;
  let n = 0;
  let carried: PlanItem[] = [];
  for (let k = 0; k < days; k += 30) {
    const script = new Script(END_MS);
    const until = Math.min(k + 30, days);
    const slots: Slot[] = [];
    for (let day = k; day < until; day += 1) {
      // As many as are due by then, so that the number is met exactly.
      const due = Math.round((crowd.cases * (day + 1)) / days);
      for (; told < due; told += 1) slots.push(slotOn(dayFromNumber(dayNumber(first) + day), world, choose));
    }
    for (const slot of lastMinutes(slots, until === days ? crowd.cases : 0, spread))
      tellOne(slot, script, world, open);
    const next = until === days ? Number.POSITIVE_INFINITY : dayNumberToMs(dayNumber(first) + until);
    const planned = merged(carried, script);
    carried = [];
    for (const item of planned) {
      if (Date.parse(item.now) >= next) carried.push(item);
      else {
        n += 1;
        yield { ...item, envelope: { ...item.envelope, id: `crowd-${String(n).padStart(7, '0')}` } };
      }
    }
  }
}

/** What came over from earlier months and what this month tells, in the order of time. */
function merged(carried: readonly PlanItem[], script: Script): PlanItem[] {
  return [...carried, ...script.items()].sort((a, b) => (a.now < b.now ? -1 : a.now > b.now ? 1 : 0));
}

/** Nothing comes after the end; some reports of the last day still wait for intake. */
function lastMinutes(slots: readonly Slot[], cases: number, random: ReturnType<typeof makeRandom>): Slot[] {
  const inTime = slots.map((slot) =>
    slot.ms < END_MS - DAY_MS / 12 ? slot : { ...slot, ms: END_MS - random.between(2, 10) * 60 * MINUTE_MS },
  );
  const waiting = Math.round((cases * WAITING_PER_MILLE) / 1000);
  const from = Math.max(0, inTime.length - waiting);
  return inTime
    .map((slot, k) =>
      cases > 0 && k >= from
        ? { ...slot, waits: true, ms: END_MS - random.between(0.5, 14) * MINUTE_MS }
        : slot,
    )
    .sort((a, b) => a.ms - b.ms);
}
