import type { DerivedIds } from '@shared/domain/context';
import { MINUTE_MS, startOfDay, toMs } from '@shared/rules/time';
import type { ReadResource } from '../seed/resources';
import { type DraftCase, draftCase, joinCase } from './cases';
import { CENTRE_DAY } from './days';
import { shapeEnd } from './ending';
import { tellLedger } from './ledger';
import { type DraftReport, writeReport } from './reports';
import { atPost, type PlanItem, Script } from './script';
import { planSlots, type Slot } from './slots';
import { readStories, tellStories } from './stories';
import { importRow, tellCase, tellLink, tellRefusal, tellReport, tellTakenOver } from './telling';
import { DEMO_NOW, makeWorld, type World } from './world';

export type { PlanItem } from './script';
export { DEMO_NOW } from './world';

/** The seed of the demo that is shipped. */
export const DEMO_SEED = 20_240_501;

/** About how many wishes the shipped plan has: for a progress bar. */
export const DEMO_COMMANDS = 50_200;

const CENTRE_MS = toMs(startOfDay(CENTRE_DAY));
const REFUSED = 0.014;
const REPEATED = 0.34;
/** How many of the last cases of a matter are looked at when a report repeats one. */
const REMEMBERED = 6;

class Year {
  readonly cases: DraftCase[] = [];
  private readonly recent = new Map<string, DraftCase[]>();

  constructor(
    private readonly script: Script,
    private readonly world: World,
  ) {}

  report(slot: Slot): void {
    const { world, script } = this;
    const takenOver = slot.ms < CENTRE_MS;
    const outside = slot.source === 'hotline' || slot.source === 'urban';
    if (slot.waits) tellReport(writeReport(slot, world), script);
    else if (outside && !slot.fresh && world.random.chance(REFUSED))
      this.refuse(writeReport(slot, world), takenOver);
    else if (slot.fresh || !world.random.chance(REPEATED) || !this.repeat(slot, takenOver))
      this.open(slot, takenOver);
  }

  /** A report that opens a case. */
  private open(slot: Slot, takenOver: boolean): void {
    const { world, script } = this;
    const report = writeReport(slot, world);
    const draft = draftCase(report, takenOver, world);
    this.cases.push(draft);
    const key = `${slot.matter.key}/${takenOver}`;
    this.recent.set(key, [draft, ...(this.recent.get(key) ?? [])].slice(0, REMEMBERED));
    if (!takenOver) tellReport(report, script);
  }

  private refuse(report: DraftReport, takenOver: boolean): void {
    const { world, script } = this;
    if (takenOver) {
      const at = report.ms + world.random.between(1, 9) * MINUTE_MS;
      script.add(
        at,
        'takeover',
        importRow(report, world.random.chance(0.7) ? 'returned' : 'void', at, world),
      );
      return;
    }
    tellReport(report, script);
    tellRefusal(report, script, world);
  }

  /** The same matter at the same place, while its case is still worked on. */
  private repeat(slot: Slot, takenOver: boolean): boolean {
    const { world, script } = this;
    const open = this.recent.get(`${slot.matter.key}/${takenOver}`) ?? [];
    const linkAt = slot.ms + world.random.between(takenOver ? 10 : 2, takenOver ? 25 : 13) * MINUTE_MS;
    const draft = open.find((one) => one.handled > linkAt + 30 * MINUTE_MS && one.filed < linkAt - MINUTE_MS);
    if (!draft) return false;
    const report = writeReport(slot, world, draft.first);
    if (!joinCase(draft, report, linkAt, world)) return false;
    if (takenOver) {
      const at = slot.ms + world.random.between(1, 9) * MINUTE_MS;
      script.add(at, 'takeover', importRow(report, 'toSign', at, world));
      tellLink(report, draft.id, linkAt, script, 'takeover');
    } else {
      tellReport(report, script);
      tellLink(report, draft.id, linkAt, script, atPost('intake', linkAt));
    }
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
  shapeEnd(year.cases, end, world);
  for (const draft of year.cases) {
    if (draft.takenOver) tellTakenOver(draft, script, world);
    else tellCase(draft, script, world);
  }
  tellLedger(script, world);
  tellStories(stories, script);
  return { [Symbol.iterator]: () => script.items() };
}
