import { dayOf, HOUR_MS, MINUTE_MS, toInstant, toMs } from '@shared/rules/time';
import type { DraftCase, Round } from './life';
import { handleDeadline, outsideDue } from './limits';
import type { DraftReport } from './reports';
import { clockOf } from './script';
import type { World } from './world';

const DAY_END = 21 * 60;
const DAY_BEGIN = 7.5 * 60;
const LATE = 0.028;
const RETURNED = 0.041;
/** Of those that were sent back, how many once more. */
const TWICE = 0.08;
const REWORKED = 0.021;
const WRONG_UNITS = ['cgb', 'zfd', 'szyh', 'hwz', 'swzx', 'zjyl'];

/** Moves a moment at night to the next morning between 8:00 and `spread` minutes later. */
export function morning(ms: number, spread: number, world: World): number {
  const minute = clockOf(ms);
  if (minute >= DAY_BEGIN && minute < DAY_END) return ms;
  const wait = (minute >= DAY_END ? 24 * 60 : 0) + 8 * 60 - minute;
  return ms + (wait + world.random.between(2, spread)) * MINUTE_MS;
}

/** When a check after `handled` is made: soon, but not at night. */
function checkAfter(handled: number, world: World): number {
  return morning(handled + world.random.between(8, 75) * MINUTE_MS, 50, world);
}

function handleTime(draft: DraftCase, continuous: boolean, world: World): number {
  const { random } = world;
  const start = draft.assigned;
  const window = draft.deadline - start;
  if (random.chance(LATE)) {
    const over = continuous ? random.between(15, 100) : random.between(60, 1500);
    return continuous
      ? draft.deadline + over * MINUTE_MS
      : morning(draft.deadline + over * MINUTE_MS, 120, world);
  }
  const at = start + window * (0.08 + 0.42 * (random.next() + random.next()));
  if (continuous) return at;
  const day = morning(at, 90, world);
  return day < draft.deadline ? day : at;
}

function unitOf(report: DraftReport, world: World): string {
  const unit = world.rules.propose(report.classRef, report.at.place, dayOf(toInstant(report.ms)))?.unit;
  if (!unit)
    throw new Error(
      `No unit for ${report.classRef.scheme} ${report.classRef.code} at ${report.at.place.text}`,
    );
  return unit;
}

/** Plans when the case is handled, checked and closed by its unit, from its assignment on. */
function handling(draft: DraftCase, world: World): void {
  const { random } = world;
  const { assigned, unit } = draft;
  const grant = handleDeadline(draft, unit, assigned, world);
  draft.deadline = Math.min(toMs(grant.due), draft.outside);
  const continuous = grant.unit === 'urgentHour';
  draft.handled = handleTime(draft, continuous, world);
  draft.checked = checkAfter(draft.handled, world);
  const left = draft.deadline - draft.checked;
  if (random.chance(REWORKED) && !draft.takenOver && left > HOUR_MS) {
    const again = draft.checked + left * random.between(0.2, 0.85);
    draft.failed = { checked: draft.checked, handled: draft.handled };
    draft.handled = again;
    draft.checked = checkAfter(again, world);
  }
  const urge = assigned + (draft.deadline - assigned) * random.between(0.78, 0.9);
  draft.urged =
    !draft.failed && urge < draft.handled - 10 * MINUTE_MS && random.chance(0.3) ? urge : undefined;
  draft.closed = random.chance(0.7) ? draft.checked : draft.checked + random.between(4, 40) * MINUTE_MS;
}

/** The units that send it back first, all others than its own; the last one's successor is found soon, or by a meeting. */
function sentBack(draft: DraftCase, world: World): void {
  const { random } = world;
  const others = WRONG_UNITS.filter((unit) => unit !== draft.unit);
  const round = (units: readonly string[]): Round => {
    const unit = random.pick(units);
    const returned = morning(draft.assigned + random.between(15, 90) * MINUTE_MS, 40, world);
    const made = { unit, assigned: draft.assigned, returned };
    draft.assigned = returned + random.between(2, 13) * MINUTE_MS;
    return made;
  };
  const first = round(others);
  draft.rounds = [first];
  if (draft.urgent || !random.chance(TWICE)) return;
  const second = round(others.filter((unit) => unit !== first.unit));
  draft.rounds.push(second);
  draft.meeting = morning(second.returned + random.between(50, 160) * MINUTE_MS, 60, world);
  draft.assigned = draft.meeting + random.between(5, 25) * MINUTE_MS;
}

/** Plans the life of a case that a report opens, not before `from` (when it was seen to be real). */
export function draftCase(
  report: DraftReport,
  takenOver: boolean,
  world: World,
  from = report.ms,
): DraftCase {
  const { random } = world;
  const filed = takenOver ? report.ms : from + random.between(2, 13) * MINUTE_MS;
  const draft: DraftCase = {
    id: takenOver ? world.ids.caseOf(report.id) : `case:${random.hex(16)}`,
    first: report,
    reports: [report],
    classRef: report.classRef,
    urgent: !takenOver && random.chance(report.matter.urgent),
    takenOver,
    filed,
    rounds: [],
    unit: unitOf(report, world),
    assigned: takenOver ? report.ms : filed + random.between(1.2, 13) * MINUTE_MS,
    helpers: [],
    deadline: 0,
    outside: outsideDue(report, world),
    handled: 0,
    checked: 0,
    closed: 0,
    lastLink: 0,
  };
  if (!takenOver && random.chance(0.006)) {
    draft.voided = filed + random.between(15, 240) * MINUTE_MS;
    draft.closed = draft.voided;
    return draft;
  }
  if (!takenOver && random.chance(RETURNED)) sentBack(draft, world);
  handling(draft, world);
  if (takenOver) draft.closed = draft.handled;
  return draft;
}

/** A case filed once more for a matter that `into` is about already: it is merged, and by mistake split again. */
export function mergeInto(draft: DraftCase, into: string, at: number, mistaken: boolean, world: World): void {
  draft.voided = undefined;
  draft.rounds = [];
  draft.meeting = undefined;
  if (!mistaken) {
    draft.merged = { into, at };
    return;
  }
  const split = at + world.random.between(12, 30) * MINUTE_MS;
  draft.merged = { into, at, split };
  draft.assigned = split + world.random.between(3, 11) * MINUTE_MS;
  draft.failed = undefined;
  handling(draft, world);
}

/** Joins a later report to a case; false when the case would be closed by then. */
export function joinCase(draft: DraftCase, report: DraftReport, linkAt: number, world: World): boolean {
  if (draft.voided !== undefined || draft.handled < linkAt + 30 * MINUTE_MS || linkAt <= draft.filed)
    return false;
  draft.reports.push(report);
  draft.outside = Math.min(draft.outside, outsideDue(report, world));
  draft.lastLink = linkAt;
  return true;
}
