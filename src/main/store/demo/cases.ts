import type { ClassRef } from '@shared/domain/common';
import { HOUR_MS, MINUTE_MS, toInstant, toMs } from '@shared/rules/time';
import type { DraftReport } from './reports';
import { clockOf } from './script';
import type { World } from './world';

/** A case as it will go: moments in ms; what lies after the end of the demo simply does not happen. */
export interface DraftCase {
  readonly id: string;
  readonly first: DraftReport;
  readonly reports: DraftReport[];
  readonly classRef: ClassRef;
  readonly urgent: boolean;
  /** Taken over from the hotline's records, before there was a centre. */
  readonly takenOver: boolean;
  filed: number;
  voided?: number;
  unit: string;
  assigned: number;
  returned?: { by: string; at: number; again: number } | undefined;
  /** First to come of the inside limit and the outside deadlines. */
  deadline: number;
  outside: number;
  urged?: number | undefined;
  handled: number;
  failed?: { checked: number; handled: number } | undefined;
  checked: number;
  closed: number;
  lastLink: number;
}

const DAY_END = 21 * 60;
const DAY_BEGIN = 7.5 * 60;
const LATE = 0.026;
const RETURNED = 0.041;
const REWORKED = 0.021;
const WRONG_UNITS = ['cgb', 'zfd', 'szyh', 'hwz', 'swzx', 'zjyl'];

/** Moves a moment at night to the next morning between 8:00 and `spread` minutes later. */
function morning(ms: number, spread: number, world: World): number {
  const minute = clockOf(ms);
  if (minute >= DAY_BEGIN && minute < DAY_END) return ms;
  const wait = (minute >= DAY_END ? 24 * 60 : 0) + 8 * 60 - minute;
  return ms + (wait + world.random.between(2, spread)) * MINUTE_MS;
}

/** When a check after `handled` is made: soon, but not at night. */
function checkAfter(handled: number, world: World): number {
  return morning(handled + world.random.between(8, 75) * MINUTE_MS, 50, world);
}

function handleTime(draft: DraftCase, start: number, continuous: boolean, world: World): number {
  const { random } = world;
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

function grantDue(draft: DraftCase, start: number, world: World) {
  const { channel, appealKind } = draft.first;
  const kind = draft.takenOver ? appealKind : undefined;
  const priority = draft.urgent ? ('urgent' as const) : ('normal' as const);
  const what = { channel, classRef: draft.classRef, priority, appealKind: kind };
  return world.rules.grant('handle', what, toInstant(start));
}

/** The outside deadline of a report, as its command will be granted; infinity where there is none. */
export function outsideDue(report: DraftReport, world: World): number {
  const { channel, appealKind, ms } = report;
  if (channel !== 'hotline12345' || !appealKind || appealKind === 'praise') return Number.POSITIVE_INFINITY;
  return toMs(world.rules.grant('outside', { channel, appealKind }, toInstant(ms)).due);
}

function unitOf(report: DraftReport, world: World): string {
  const unit = world.rules.propose(report.classRef, report.at.place)?.unit;
  if (!unit)
    throw new Error(
      `No unit for ${report.classRef.scheme} ${report.classRef.code} at ${report.at.place.text}`,
    );
  return unit;
}

function handling(draft: DraftCase, world: World): void {
  const { random } = world;
  const start = draft.returned?.again ?? draft.assigned;
  const grant = grantDue(draft, start, world);
  draft.deadline = Math.min(toMs(grant.due), draft.outside);
  const continuous = grant.unit === 'urgentHour';
  draft.handled = handleTime(draft, start, continuous, world);
  draft.checked = checkAfter(draft.handled, world);
  const left = draft.deadline - draft.checked;
  if (random.chance(REWORKED) && !draft.takenOver && left > HOUR_MS) {
    const again = draft.checked + left * random.between(0.2, 0.85);
    draft.failed = { checked: draft.checked, handled: draft.handled };
    draft.handled = again;
    draft.checked = checkAfter(again, world);
  }
  const window = draft.deadline - start;
  const urge = start + window * random.between(0.78, 0.9);
  draft.urged =
    !draft.failed && urge < draft.handled - 10 * MINUTE_MS && random.chance(0.3) ? urge : undefined;
  draft.closed = random.chance(0.7) ? draft.checked : draft.checked + random.between(4, 40) * MINUTE_MS;
}

/** Plans the life of a case that a report opens. */
export function draftCase(report: DraftReport, takenOver: boolean, world: World): DraftCase {
  const { random } = world;
  const filed = takenOver ? report.ms : report.ms + random.between(2, 13) * MINUTE_MS;
  const assigned = takenOver ? report.ms : filed + random.between(1.2, 13) * MINUTE_MS;
  const draft: DraftCase = {
    id: takenOver ? world.ids.caseOf(report.id) : `case:${random.hex(16)}`,
    first: report,
    reports: [report],
    classRef: report.classRef,
    urgent: !takenOver && random.chance(report.matter.urgent),
    takenOver,
    filed,
    unit: unitOf(report, world),
    assigned,
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
  if (!takenOver && random.chance(RETURNED)) {
    const wrong = random.pick(WRONG_UNITS.filter((unit) => unit !== draft.unit));
    const at = morning(assigned + random.between(15, 90) * MINUTE_MS, 40, world);
    draft.returned = { by: wrong, at, again: at + random.between(2, 13) * MINUTE_MS };
  }
  handling(draft, world);
  if (takenOver) draft.closed = draft.handled;
  return draft;
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
