import { DAY_MS, HOUR_MS, MINUTE_MS } from '@shared/rules/time';
import type { DraftCase } from './cases';
import type { World } from './world';

/** Of how many of the last days cases may still be open, and how many of those are. */
const OPEN_DAYS = 150;
const OPEN = 0.75;

/** Leaves most of the last months' cases somewhere on their way: in every state, due soon, overdue for long. */
export function crowdOpen(draft: DraftCase, end: number, world: World): void {
  const { random } = world;
  if (draft.voided !== undefined || draft.filed < end - OPEN_DAYS * DAY_MS || !random.chance(OPEN)) return;
  const after = end + HOUR_MS;
  const last = Math.max(draft.lastLink, draft.filed) + 20 * MINUTE_MS;
  draft.failed = undefined;
  draft.urged = undefined;
  const stage = random.next();
  if (stage < 0.06 && draft.lastLink === 0) {
    draft.returned = undefined;
    draft.assigned = after;
  } else if (stage < 0.12) {
    const at = Math.max(draft.assigned + 20 * MINUTE_MS, last);
    draft.returned = { by: draft.returned?.by ?? draft.unit, at, again: after };
  } else if (stage < 0.3) {
    draft.handled = Math.max(draft.handled, last);
    draft.checked = stage < 0.24 ? after : Math.max(draft.checked, draft.handled + 10 * MINUTE_MS);
    // Checked, and not closed yet.
    draft.closed = after;
    return;
  } else {
    draft.handled = after;
  }
  draft.checked = after + HOUR_MS;
  draft.closed = after + HOUR_MS;
}
