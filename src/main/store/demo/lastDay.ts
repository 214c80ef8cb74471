import { DAY_MS, HOUR_MS, MINUTE_MS, toMs } from '@shared/rules/time';
import { morning } from './cases';
import type { Ending } from './ending';
import { type DraftCase, isPlain } from './life';
import { dueOf, outsideDue } from './limits';
import { type DraftReport, isOwed } from './reports';
import { helperOf, mayHelp, mayWait } from './turns';
import type { World } from './world';

/** Cases that a unit has just sent back; one of them for the second time. */
const RETURNED_CASES = 2;
/** How many wait to be checked (待核查) and to be closed (待结案). */
const TO_CHECK = 9;
const TO_CLOSE = 4;
/** On hold (挂账), until these days of January. */
const HELD_UNTIL = ['2025-01-08T18:00:00.000+08:00', '2025-01-20T18:00:00.000+08:00'];
const ASK_UNTIL = '2025-01-15T18:00:00.000+08:00';
const SUPERVISED_OVERDUE = 2;
const SUPERVISED_ON_TIME = 1;
const EXTENSIONS_ASKED = 2;
const TO_CONFIRM = 4;
const SHARED = 5;
/** Reports whose case is closed and that nobody has replied to yet. */
export const TO_REPLY = 12;

/** Hands out open cases, each once. */
class Hand {
  private readonly left: Set<DraftCase>;

  constructor(drafts: readonly DraftCase[]) {
    this.left = new Set(drafts);
  }

  take(count: number, test: (draft: DraftCase) => boolean): DraftCase[] {
    const taken = [...this.left].filter(test).slice(0, count);
    for (const draft of taken) this.left.delete(draft);
    return taken;
  }
}

/** Two units have just said that a case is not theirs; of one case it is the second unit that says so. */
function sendBack(open: readonly DraftCase[], now: number, world: World): void {
  const { random } = world;
  for (const [k, draft] of open.entries()) {
    draft.failed = undefined;
    draft.urged = undefined;
    if (k === 0) {
      const unit = draft.unit === 'zfd' ? 'cgb' : 'zfd';
      const returned = draft.assigned + random.between(15, 30) * MINUTE_MS;
      draft.rounds.push({ unit, assigned: draft.assigned, returned });
      draft.assigned = returned + random.between(3, 10) * MINUTE_MS;
    }
    const returned = now - (5 + 4 * k + random.between(0, 3)) * MINUTE_MS;
    draft.rounds.push({ unit: draft.unit, assigned: draft.assigned, returned });
    draft.assigned = now + 5 * MINUTE_MS;
  }
}

/** Some units have just answered: their cases wait to be checked, or to be closed. */
function answer(open: readonly DraftCase[], now: number, world: World): void {
  const { random } = world;
  for (const [k, draft] of open.entries()) {
    draft.failed = undefined;
    draft.handled = now - random.between(22, 50) * MINUTE_MS;
    if (k >= TO_CLOSE) continue;
    draft.checked = now - random.between(2, 15) * MINUTE_MS;
    draft.closed = now + 20 * MINUTE_MS;
  }
}

function hold(open: readonly DraftCase[], now: number, world: World): void {
  const { random } = world;
  for (const [k, draft] of open.entries()) {
    const asked = morning(draft.assigned + (now - draft.assigned) * random.between(0.2, 0.4), 60, world);
    const answered = asked + random.between(30, 120) * MINUTE_MS;
    draft.hold = { asked, answered, granted: true, until: toMs(HELD_UNTIL[k] ?? ASK_UNTIL) };
    draft.urged = undefined;
  }
}

/** Units that asked for something which nobody has decided yet. */
function ask(open: readonly DraftCase[], now: number, world: World): void {
  for (const [k, draft] of open.entries()) {
    const asked = now - world.random.between(25, 50) * MINUTE_MS;
    const asking = { asked, answered: now + HOUR_MS, granted: true };
    if (k < EXTENSIONS_ASKED) draft.extension = asking;
    else draft.hold = { ...asking, until: toMs(ASK_UNTIL) };
  }
}

function supervise(open: readonly DraftCase[], now: number, world: World): void {
  for (const draft of open) draft.supervised = { at: now - world.random.between(30, 58) * MINUTE_MS };
}

/** Lets what is open when the demo ends stand in every stage and view. */
export function arrangeLastDay({ overdue, inField }: Ending, now: number, world: World): void {
  const hand = new Hand(inField);
  const quiet = (draft: DraftCase) =>
    isPlain(draft) && draft.lastLink < now - 2 * HOUR_MS && draft.urged === undefined;
  sendBack(
    hand.take(RETURNED_CASES, (draft) => isPlain(draft) && draft.lastLink < now - HOUR_MS),
    now,
    world,
  );
  const settled = (draft: DraftCase) =>
    quiet(draft) && draft.assigned < now - 2 * DAY_MS && mayWait(draft, world);
  hold(hand.take(HELD_UNTIL.length, settled), now, world);
  answer(hand.take(TO_CHECK + TO_CLOSE, quiet), now, world);
  const asking = (draft: DraftCase) => quiet(draft) && !draft.urgent;
  const waiting = hand.take(1, (draft) => asking(draft) && mayWait(draft, world));
  ask([...hand.take(EXTENSIONS_ASKED, asking), ...waiting], now, world);
  supervise([...overdue.slice(0, SUPERVISED_OVERDUE), ...hand.take(SUPERVISED_ON_TIME, quiet)], now, world);
  for (const draft of hand.take(TO_CONFIRM, quiet))
    draft.reported = now - world.random.between(10, 40) * MINUTE_MS;
  for (const draft of hand.take(SHARED, (one) => quiet(one) && mayHelp(one, world))) {
    const helper = helperOf(draft, Math.min(draft.deadline, now + DAY_MS), world);
    if (helper) draft.helpers = [helper];
  }
}

/** The replies that are still to be written when the demo ends: of what was closed last, none of them late. */
export function leaveUnanswered(cases: readonly DraftCase[], now: number, world: World): void {
  const ready = cases
    .filter((draft) => !draft.takenOver && draft.voided === undefined && !draft.again && draft.closed <= now)
    .sort((a, b) => b.closed - a.closed)
    .slice(0, 4 * TO_REPLY);
  const waiting: DraftReport[] = [];
  for (const draft of ready) {
    if (dueOf('reply', draft, draft.closed, world) <= now + HOUR_MS) continue;
    const owed = draft.reports.filter(isOwed);
    if (owed.some((report) => outsideDue(report, world) <= now + HOUR_MS)) continue;
    waiting.push(...owed);
  }
  for (const report of waiting.slice(0, TO_REPLY)) report.unanswered = true;
}
