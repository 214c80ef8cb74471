import { HOUR_MS, MINUTE_MS, toInstant, toMs } from '@shared/rules/time';
import { morning } from './cases';
import { type DraftCase, isPlain } from './life';
import { dueOf, handleDeadline } from './limits';
import { shuffled } from './random';
import type { World } from './world';

/** Cases that are open when the demo ends, and how many of them are overdue. */
export const OPEN_CASES = 130;
export const OVERDUE_CASES = 5;
/** How many of the open ones were given more time (延期): at least so many, and more where too few are open. */
const PROLONGED = 5;

const DAY_MS = 24 * HOUR_MS;

/** The stage clock before the final unit has it: assigning, or a unit that will send it back. */
function dueBefore(draft: DraftCase, now: number, world: World): number {
  const round = draft.rounds.findLast(({ assigned }) => assigned <= now);
  if (!round) return dueOf('assign', draft, draft.filed, world);
  if (round.returned <= now) return dueOf('assign', draft, round.returned, world);
  return toMs(handleDeadline(draft, round.unit, round.assigned, world).due);
}

/** When the clock that runs at `now` is due, the outside deadline included; nothing for a case that is not open then. */
export function dueAtEnd(draft: DraftCase, now: number, world: World): number | undefined {
  if (draft.filed > now || draft.closed <= now) return undefined;
  const stage = (due: number) => Math.min(due, draft.outside);
  const checkDue = (handled: number) => stage(dueOf('check', draft, handled, world));
  if (draft.voided !== undefined) return stage(dueOf('assign', draft, draft.filed, world));
  if (draft.assigned > now) return stage(dueBefore(draft, now, world));
  const { failed } = draft;
  if (draft.handled > now)
    return failed && failed.handled <= now && failed.checked > now
      ? checkDue(failed.handled)
      : stage(draft.deadline);
  return draft.checked > now ? checkDue(draft.handled) : draft.outside;
}

/** Lets a case end before `now`; false when there is no time for it after its last report. */
function endBefore(draft: DraftCase, now: number, world: World): boolean {
  const start = Math.max(draft.assigned, draft.lastLink, draft.filed) + 12 * MINUTE_MS;
  const latest = Math.min(now - 35 * MINUTE_MS, Math.max(draft.deadline - MINUTE_MS, start));
  if (draft.voided !== undefined || start > latest) return false;
  draft.handled = start + (latest - start) * world.random.between(0.5, 1);
  draft.checked = draft.handled + world.random.between(6, 16) * MINUTE_MS;
  draft.closed = draft.checked + world.random.between(0, 12) * MINUTE_MS;
  draft.failed = undefined;
  draft.urged = undefined;
  return true;
}

/** Leaves a case with its unit beyond `now`. */
function leaveOpen(draft: DraftCase, now: number): void {
  draft.failed = undefined;
  draft.handled = now + HOUR_MS;
  draft.checked = now + 2 * HOUR_MS;
  draft.closed = draft.checked;
  if (draft.urged !== undefined && draft.urged > now) draft.urged = undefined;
}

/** Leaves a case with its unit under more time than it had (延期); false where that would not be enough. */
function prolong(draft: DraftCase, now: number, world: World): boolean {
  const { random, rules } = world;
  const { assigned, unit } = draft;
  if (draft.urgent || !isPlain(draft)) return false;
  const grant = handleDeadline(draft, unit, assigned, world);
  const value = grant.value * (1 + rules.policy.extensionShare);
  const more = rules.fixed({ value, unit: grant.unit }, grant.rule, toInstant(assigned), unit);
  const deadline = Math.min(toMs(more.due), draft.outside);
  const due = toMs(grant.due);
  const asked = morning(assigned + (due - assigned) * random.between(0.4, 0.7), 60, world);
  const answered = asked + random.between(20, 120) * MINUTE_MS;
  if (asked > due - HOUR_MS || answered > now - HOUR_MS || deadline <= now + HOUR_MS) return false;
  draft.extension = { asked, answered, granted: true };
  draft.deadline = deadline;
  draft.urged = undefined;
  leaveOpen(draft, now);
  return true;
}

/** In an order of chance, those with something to look at before the others. */
function picturedFirst(cases: readonly DraftCase[], world: World): DraftCase[] {
  return shuffled(cases, world.random).sort((a, b) => Number(!a.first.scene) - Number(!b.first.scene));
}

/** Lets closed cases go on under more time, `count` of them if there are so many. */
function prolongSome(cases: readonly DraftCase[], count: number, now: number, world: World): void {
  let left = count;
  for (const draft of picturedFirst(cases, world)) {
    if (left <= 0) return;
    if (dueAtEnd(draft, now, world) === undefined && prolong(draft, now, world)) left--;
  }
}

function overdueOnes(cases: readonly DraftCase[], now: number, world: World): Set<DraftCase> {
  const candidates = shuffled(cases, world.random).filter(
    (draft) =>
      draft.voided === undefined &&
      draft.rounds.length === 0 &&
      draft.assigned < now - 2 * HOUR_MS &&
      draft.deadline < now - 40 * MINUTE_MS &&
      draft.deadline > now - 3 * DAY_MS,
  );
  const chosen = new Set<DraftCase>();
  const units = new Map<string, number>();
  for (const draft of candidates) {
    // Not all with one unit: the wall shows with whom.
    const count = units.get(draft.unit) ?? 0;
    if (chosen.size >= OVERDUE_CASES || count >= 2) continue;
    leaveOpen(draft, now);
    draft.urged = draft.deadline - 0.12 * (draft.deadline - draft.assigned);
    units.set(draft.unit, count + 1);
    chosen.add(draft);
  }
  return chosen;
}

/** What is open when the demo ends, for the last touches. */
export interface Ending {
  /** Open and overdue. */
  readonly overdue: readonly DraftCase[];
  /** With their only unit for more than an hour, and on time. */
  readonly inField: readonly DraftCase[];
}

/** Lets some cases end earlier or later so that the demo ends as it must: {@link OPEN_CASES} open, {@link OVERDUE_CASES} overdue. */
export function shapeEnd(cases: readonly DraftCase[], now: number, world: World): Ending {
  justFiled(cases, now, world);
  const last = cases.filter(
    (draft) => !draft.takenOver && draft.filed > now - 40 * DAY_MS && draft.filed <= now,
  );
  const overdue = overdueOnes(last, now, world);
  const open = () => last.filter((draft) => dueAtEnd(draft, now, world) !== undefined);
  for (const draft of open()) {
    if (!overdue.has(draft) && (dueAtEnd(draft, now, world) ?? now) <= now + 2 * MINUTE_MS)
      endBefore(draft, now, world);
  }
  prolongSome(last, PROLONGED, now, world);
  let count = open().length;
  for (const draft of picturedFirst(last, world)) {
    const isOpen = dueAtEnd(draft, now, world) !== undefined;
    const mayEnd =
      isOpen &&
      !overdue.has(draft) &&
      !draft.extension &&
      !draft.first.scene &&
      draft.assigned < now - HOUR_MS;
    if (count > OPEN_CASES && mayEnd && endBefore(draft, now, world)) count--;
    const due = Math.min(draft.deadline, draft.outside);
    const mayStay = !isOpen && draft.voided === undefined && due > now + 3 * MINUTE_MS;
    if (count < OPEN_CASES && mayStay) {
      leaveOpen(draft, now);
      count++;
    }
  }
  prolongSome(last, OPEN_CASES - count, now, world);
  const inField = open().filter(
    (draft) =>
      !overdue.has(draft) &&
      draft.voided === undefined &&
      draft.rounds.length === 0 &&
      draft.assigned < now - HOUR_MS &&
      draft.handled > now,
  );
  return { overdue: [...overdue], inField };
}

/** Cases filed in the last minutes wait for the dispatcher. */
function justFiled(cases: readonly DraftCase[], now: number, world: World): void {
  for (const draft of cases) {
    if (draft.first.ms < now - 22 * MINUTE_MS || draft.voided !== undefined || draft.takenOver) continue;
    draft.filed = Math.min(draft.first.ms + world.random.between(9, 13) * MINUTE_MS, now - MINUTE_MS);
    draft.rounds = [];
    draft.assigned = now + 3 * MINUTE_MS;
    leaveOpen(draft, now);
  }
}
