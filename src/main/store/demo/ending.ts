import { HOUR_MS, MINUTE_MS, toInstant, toMs } from '@shared/rules/time';
import type { DraftCase } from './cases';
import type { World } from './world';

/** Cases that are open when the demo ends, and how many of them are overdue. */
export const OPEN_CASES = 130;
export const OVERDUE_CASES = 5;
/** How many were just sent back by a unit and wait for another one. */
const RETURNED_CASES = 2;
/** How many wait to be checked (待核查) and to be closed (待结案). */
const TO_CHECK = 9;
const TO_CLOSE = 4;

const DAY_MS = 24 * HOUR_MS;

/** When the clock that runs at `now` is due, the outside deadline included; nothing for a case that is not open then. */
export function dueAtEnd(draft: DraftCase, now: number, world: World): number | undefined {
  if (draft.filed > now || draft.closed <= now) return undefined;
  const stage = (due: number) => Math.min(due, draft.outside);
  if (draft.voided !== undefined || draft.assigned > now) return stage(draft.filed + 15 * MINUTE_MS);
  const { returned } = draft;
  if (returned && returned.at <= now && returned.again > now) return stage(returned.at + 15 * MINUTE_MS);
  if (returned && returned.at > now) return stage(returned.at);
  if (draft.handled > now)
    return draft.failed && draft.failed.handled <= now && draft.failed.checked > now
      ? stage(checkDue(draft.failed.handled, draft, world))
      : stage(draft.deadline);
  if (draft.checked > now) return stage(checkDue(draft.handled, draft, world));
  return draft.outside;
}

function checkDue(handled: number, draft: DraftCase, world: World): number {
  return toMs(world.rules.grant('check', { channel: draft.first.channel }, toInstant(handled)).due);
}

/** Lets a case end before `now`; false when there is no time for it after its last report. */
function endBefore(draft: DraftCase, now: number, world: World): boolean {
  const start =
    Math.max(draft.returned?.again ?? draft.assigned, draft.lastLink, draft.filed) + 12 * MINUTE_MS;
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

function shuffled<T>(list: readonly T[], world: World): T[] {
  const out = [...list];
  for (let k = out.length - 1; k > 0; k--) {
    const j = world.random.int(k + 1);
    [out[k], out[j]] = [out[j] as T, out[k] as T];
  }
  return out;
}

function overdueOnes(cases: readonly DraftCase[], now: number, world: World): Set<DraftCase> {
  const candidates = shuffled(cases, world).filter(
    (draft) =>
      draft.voided === undefined &&
      !draft.returned &&
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

/** Lets some cases end earlier or later so that the demo ends as it must: {@link OPEN_CASES} open, {@link OVERDUE_CASES} overdue. */
export function shapeEnd(cases: readonly DraftCase[], now: number, world: World): void {
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
  let count = open().length;
  for (const draft of shuffled(last, world)) {
    const isOpen = dueAtEnd(draft, now, world) !== undefined;
    if (count > OPEN_CASES && isOpen && !overdue.has(draft) && draft.assigned < now - HOUR_MS) {
      if (endBefore(draft, now, world)) count--;
    }
    const due = Math.min(draft.deadline, draft.outside);
    const mayStay = !isOpen && draft.voided === undefined && due > now + 3 * MINUTE_MS;
    if (count < OPEN_CASES && mayStay) {
      leaveOpen(draft, now);
      count++;
    }
  }
  const rest = open().filter(
    (draft) =>
      !overdue.has(draft) && !draft.returned && draft.assigned < now - HOUR_MS && draft.handled > now,
  );
  sendBack(rest.slice(0, RETURNED_CASES), now, world);
  answer(rest.slice(RETURNED_CASES), now, world);
}

/** Cases filed in the last minutes wait for the dispatcher. */
function justFiled(cases: readonly DraftCase[], now: number, world: World): void {
  for (const draft of cases) {
    if (draft.first.ms < now - 22 * MINUTE_MS || draft.voided !== undefined || draft.takenOver) continue;
    draft.filed = Math.min(draft.first.ms + world.random.between(9, 13) * MINUTE_MS, now - MINUTE_MS);
    draft.assigned = now + 3 * MINUTE_MS;
    leaveOpen(draft, now);
  }
}

/** Some units have just answered: their cases wait to be checked, or to be closed. */
function answer(open: readonly DraftCase[], now: number, world: World): void {
  const { random } = world;
  const answered = open.filter((draft) => draft.lastLink < now - 2 * HOUR_MS && draft.urged === undefined);
  for (const [k, draft] of answered.slice(0, TO_CHECK + TO_CLOSE).entries()) {
    draft.failed = undefined;
    draft.handled = now - random.between(22, 50) * MINUTE_MS;
    if (k >= TO_CLOSE) continue;
    draft.checked = now - random.between(2, 15) * MINUTE_MS;
    draft.closed = now + 20 * MINUTE_MS;
  }
}

/** Two units have just said that a case is not theirs. */
function sendBack(open: readonly DraftCase[], now: number, world: World): void {
  for (const [k, draft] of open.entries()) {
    draft.failed = undefined;
    draft.urged = undefined;
    const at = now - (5 + 4 * k + world.random.between(0, 3)) * MINUTE_MS;
    draft.returned = { by: draft.unit, at, again: now + 5 * MINUTE_MS };
  }
}
