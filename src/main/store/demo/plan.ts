import type { DerivedIds } from '@shared/domain/context';
import { HOUR_MS, MINUTE_MS, startOfDay, toMs } from '@shared/rules/time';
import type { ReadResource } from '../seed/resources';
import { draftCase, joinCase, mergeInto } from './cases';
import { CENTRE_DAY } from './days';
import { shapeEnd } from './ending';
import { arrangeLastDay, leaveUnanswered } from './lastDay';
import { tellLedger } from './ledger';
import type { DraftCase } from './life';
import { type DraftReport, writeReport } from './reports';
import { atPost, type PlanItem, Script } from './script';
import { PUBLIC, type Slot } from './slot';
import { planSlots } from './slots';
import { readStories, tellStories } from './stories';
import { tellCase, tellTakenOver } from './tellCase';
import { importRow, tellLink, tellRefusal, tellReport, tellVerify } from './tellReports';
import { addTurns } from './turns';
import { DEMO_NOW, makeWorld, type World } from './world';

export type { PlanItem } from './script';
export { DEMO_NOW } from './world';

/** The seed of the demo that is shipped. */
export const DEMO_SEED = 20_240_501;

/** About how many wishes the shipped plan has: for a progress bar. */
export const DEMO_COMMANDS = 58_600;

const CENTRE_MS = toMs(startOfDay(CENTRE_DAY));
const REFUSED = 0.014;
const REPEATED = 0.34;
/** How many of what people told us themselves is seen to first, and how much of that was not so. */
const VERIFIED = 0.3;
const UNREAL = 0.12;
/** How many repeats are filed as a case of their own before somebody sees it (并案). */
const FILED_TWICE = 0.012;
/** Which of these mergers was a mistake, and is taken back. */
const MISTAKEN = 4;
/** How many of the last cases of a matter are looked at when a report repeats one. */
const REMEMBERED = 6;

class Year {
  /** Cases that live until they are closed. */
  readonly cases: DraftCase[] = [];
  /** Cases that ended in another one. */
  readonly merged: DraftCase[] = [];
  private readonly recent = new Map<string, DraftCase[]>();
  private mergers = 0;

  constructor(
    private readonly script: Script,
    private readonly world: World,
  ) {}

  report(slot: Slot): void {
    const { world } = this;
    const takenOver = slot.ms < CENTRE_MS;
    const outside = slot.source === 'hotline' || slot.source === 'urban';
    if (slot.waits) this.wait(slot);
    else if (outside && !slot.fresh && world.random.chance(REFUSED))
      this.refuse(writeReport(slot, world), takenOver);
    else if (slot.fresh || !world.random.chance(REPEATED) || !this.repeat(slot, takenOver))
      this.open(slot, takenOver);
  }

  private wait(slot: Slot): void {
    const { world, script } = this;
    const report = writeReport(slot, world);
    tellReport(report, script);
    if (!slot.verifying) return;
    report.verify = { sent: report.ms + world.random.between(2, 5) * MINUTE_MS, done: script.end + HOUR_MS };
    tellVerify(report, true, script, world);
  }

  /** A report that opens a case. */
  private open(slot: Slot, takenOver: boolean): void {
    const { world, script } = this;
    const { random } = world;
    const report = writeReport(slot, world);
    if (!takenOver) tellReport(report, script);
    if (PUBLIC.has(slot.channel) && !slot.fresh && random.chance(VERIFIED)) {
      const sent = report.ms + random.between(1.5, 5) * MINUTE_MS;
      const real = !random.chance(UNREAL);
      const { real: seen, unreal } = world.texts.phrases;
      const said = random.pick(real ? seen : unreal);
      report.verify = { sent, done: sent + random.between(9, 27) * MINUTE_MS, said };
      tellVerify(report, real, script, world);
      if (!real) {
        tellRefusal(report, script, world, true);
        return;
      }
    }
    const draft = draftCase(report, takenOver, world, report.verify?.done);
    this.cases.push(draft);
    const key = `${slot.matter.key}/${takenOver}`;
    this.recent.set(key, [draft, ...(this.recent.get(key) ?? [])].slice(0, REMEMBERED));
  }

  private refuse(report: DraftReport, takenOver: boolean): void {
    const { world, script } = this;
    if (takenOver) {
      const at = report.ms + world.random.between(1, 9) * MINUTE_MS;
      const state = world.random.chance(0.7) ? 'returned' : 'void';
      script.add(at, 'takeover', importRow(report, state, at, world));
      return;
    }
    tellReport(report, script);
    tellRefusal(report, script, world);
  }

  /** The same matter at the same place, while its case is still worked on. */
  private repeat(slot: Slot, takenOver: boolean): boolean {
    const { world, script } = this;
    const { random } = world;
    const open = this.recent.get(`${slot.matter.key}/${takenOver}`) ?? [];
    const linkAt = slot.ms + random.between(takenOver ? 10 : 2, takenOver ? 25 : 13) * MINUTE_MS;
    const draft = open.find((one) => one.handled > linkAt + 30 * MINUTE_MS && one.filed < linkAt - MINUTE_MS);
    if (!draft) return false;
    const report = writeReport(slot, world, draft.first);
    if (!takenOver && random.chance(FILED_TWICE) && this.fileTwice(draft, report)) return true;
    if (!joinCase(draft, report, linkAt, world)) return false;
    if (takenOver) {
      const at = slot.ms + random.between(1, 9) * MINUTE_MS;
      script.add(at, 'takeover', importRow(report, 'toSign', at, world));
      tellLink(report, draft.id, linkAt, script, 'takeover');
    } else {
      tellReport(report, script);
      tellLink(report, draft.id, linkAt, script, atPost('intake', linkAt));
    }
    return true;
  }

  /** A repeat that gets a case of its own, which is merged a little later; false where there is no time for that. */
  private fileTwice(draft: DraftCase, report: DraftReport): boolean {
    const { world, script } = this;
    const twin = draftCase(report, false, world);
    const at = twin.filed + world.random.between(4, 9) * MINUTE_MS;
    const mistaken = this.mergers + 1 === MISTAKEN;
    // While the report lies in the other case, that one must stay open; it goes back before its end.
    if (mistaken ? draft.handled < at + 60 * MINUTE_MS : !joinCase(draft, report, at, world)) return false;
    this.mergers++;
    mergeInto(twin, draft.id, at, mistaken, world);
    tellReport(report, script);
    (mistaken ? this.cases : this.merged).push(twin);
    return true;
  }
}

/**
 * The demo's year as timed wishes, in the order of time: each is to be decided with `now` as the time, on top of
 * `seedTables`. The same resources, seed and ids give the same plan. `ids` are the store's own, since reports with an
 * outside number have computed ids.
 * @throws Error naming the resource that is wrong.
 */
export function demoPlan(read: ReadResource, seed: number, ids: DerivedIds): Iterable<PlanItem> {
  const world = makeWorld(read, seed, ids);
  const stories = readStories(read, world);
  const end = toMs(DEMO_NOW);
  const script = new Script(end);
  const year = new Year(script, world);
  for (const slot of planSlots(world, stories.reports)) year.report(slot);
  arrangeLastDay(shapeEnd(year.cases, end, world), end, world);
  addTurns(year.cases, end, world);
  leaveUnanswered(year.cases, end, world);
  for (const draft of [...year.cases, ...year.merged]) {
    if (draft.takenOver) tellTakenOver(draft, script, world);
    else tellCase(draft, script, world);
  }
  tellLedger(script, world);
  tellStories(stories, script);
  return { [Symbol.iterator]: () => script.items() };
}
