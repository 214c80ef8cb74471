import { DAY_MS, HOUR_MS, MINUTE_MS, toInstant } from '@shared/rules/time';
import type { DraftCase } from './life';
import { atPost, type Script } from './script';
import type { World } from './world';

/** Of how many of the last days cases may still be open, and how many of those are. */
const OPEN_DAYS = 150;
const OPEN = 0.75;

/** Leaves most of the last months' cases somewhere on their way; true where it stays with its unit. */
export function crowdOpen(draft: DraftCase, end: number, world: World): boolean {
  const { random } = world;
  const recent = draft.filed >= end - OPEN_DAYS * DAY_MS;
  if (draft.voided !== undefined || !recent || !random.chance(OPEN)) return false;
  const after = end + HOUR_MS;
  const last = Math.max(draft.lastLink, draft.filed) + 20 * MINUTE_MS;
  draft.failed = undefined;
  draft.urged = undefined;
  const stage = random.next();
  if (stage < 0.06 && draft.lastLink === 0) {
    draft.rounds = [];
    draft.assigned = after;
  } else if (stage < 0.12) {
    const returned = Math.max(draft.assigned + 20 * MINUTE_MS, last);
    draft.rounds.push({ unit: draft.unit, assigned: draft.assigned, returned });
    draft.assigned = after;
  } else if (stage < 0.3) {
    draft.handled = Math.max(draft.handled, last);
    draft.checked = stage < 0.24 ? after : Math.max(draft.checked, draft.handled + 10 * MINUTE_MS);
    // Checked, and not closed yet.
    draft.closed = after;
    return false;
  } else {
    draft.handled = after;
  }
  draft.checked = after + HOUR_MS;
  draft.closed = after + HOUR_MS;
  return stage >= 0.3;
}

/** What happens around a case that stays with its unit: a hold that ends soon or has ended, a supervision, a merger. */
export function tellAround(
  draft: DraftCase,
  script: Script,
  world: World,
  into: string | undefined,
): boolean {
  const { random } = world;
  const { id: caseId, unit } = draft;
  const start = Math.max(draft.assigned, draft.lastLink);
  const at = start + random.between(1, 40) * HOUR_MS;
  const dice = random.next();
  if (dice < 0.1) {
    const until = toInstant(Math.floor(at + random.between(2, 200) * DAY_MS));
    const reason = '等待物料到货';
    script.add(at, atPost('dispatch', at), { type: 'case.askHold', caseId, unit, reason, until, photos: [] });
    const answer = { type: 'case.answer' as const, caseId, granted: true };
    script.add(at + HOUR_MS, atPost('duty', at), answer);
    return false;
  }
  if (dice < 0.17) {
    script.add(at, atPost('supervise', at), { type: 'case.supervise', caseId, unit, text: '请说明进展' });
    if (dice > 0.15) {
      const answer = { type: 'case.answerSupervision' as const, caseId, text: '正在加紧处理' };
      script.add(at + 3 * HOUR_MS, atPost('supervise', at), answer);
    }
    return true;
  }
  if (dice < 0.2 && into) {
    script.add(at, atPost('dispatch', at), { type: 'case.merge', caseId, into });
    return false;
  }
  return true;
}

/** Of the last weeks some replies are still to be written. */
export function leaveSomeUnanswered(draft: DraftCase, end: number, world: World): void {
  for (const report of draft.reports)
    report.unanswered = draft.closed > end - 30 * DAY_MS && world.random.chance(0.3);
}
