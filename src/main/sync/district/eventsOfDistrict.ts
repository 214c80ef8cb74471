import type { accessEvents } from '@shared/domain/access/events';
import type { CaseEventType } from '@shared/domain/case/events';
import type { centreEvents } from '@shared/domain/centre/events';
import type { deviceEvents } from '@shared/domain/devices/events';
import type { erasureEvents } from '@shared/domain/erasure/events';
import type { intakeEvents } from '@shared/domain/intake/events';
import type { ledgerEvents } from '@shared/domain/ledger/events';
import type { noticeEvents } from '@shared/domain/notice/events';
import type { tableEvents } from '@shared/domain/registry/events';
import type { ReportEventType } from '@shared/domain/report/events';

type EventName =
  | CaseEventType
  | ReportEventType
  | keyof typeof accessEvents
  | keyof typeof centreEvents
  | keyof typeof deviceEvents
  | keyof typeof erasureEvents
  | keyof typeof intakeEvents
  | keyof typeof ledgerEvents
  | keyof typeof noticeEvents
  | keyof typeof tableEvents;

/** What the hub's SQL makes of an event type: which versions its fold reads, or why none. Every version has to be in one of the two. */
export interface OfDistrict {
  readonly reads: readonly number[];
  /** Why the district's views do without the others (or without all). */
  readonly without?: string;
}

const first: OfDistrict = { reads: [1] };
const without = (why: string): OfDistrict => ({ reads: [], without: why });

const IMPORTS = 'how an import went is the desk’s own business; what it brought is in reports and cases';
const LEDGER =
  'the views count reports and cases; daily work beside them is not among the national indicators';

/**
 * Every event type, with what the district's fold (`resources/hub/003` and `006`, which is held to the program's fold by a test)
 * makes of it. Who adds a type or a version says here what becomes of it; see “How an event reaches the district's views” in
 * `docs/hub-schema.md`.
 */
export const eventsOfDistrict: Readonly<Record<EventName, OfDistrict>> = {
  'report.received': first,
  'report.described': first,
  'report.linked': first,
  'report.unlinked': first,
  'report.verify-sent': first,
  'report.verified': first,
  'report.refused': first,
  'report.replied': first,
  'report.reopened': first,
  'report.called-back': first,
  'report.reckoned': first,
  'report.sheet-updated': first,
  'report.undone': first,
  'report.settled': first,
  'report.withdrawn': first,
  'report.caller-viewed': without('who looked at a caller changes nothing of the report'),
  'case.filed': first,
  'case.described': first,
  'case.assigned': first,
  'case.part-added': first,
  'case.accepted': first,
  'case.returned': first,
  'case.handled': first,
  'case.confirmed': first,
  'case.checked': first,
  'case.closed': first,
  'case.reopened': first,
  'case.voided': first,
  'case.noted': first,
  'case.urged': first,
  'case.supervised': first,
  'case.supervision-answered': first,
  'case.asked': first,
  'case.answered': first,
  'case.resumed': first,
  'case.merged': first,
  'case.split': first,
  'case.reckoned': first,
  'case.undone': first,
  'case.settled': first,
  // Both versions say the same of units, classes and communities, and of other tables nothing is read.
  'table.set': { reads: [1, 2] },
  'device.revoked': first,
  'device.enrolled': without('who may write is the hub’s own table of devices'),
  'caller.erased': without('erases keys where commits are taken in (005), not in the views'),
  'centre-key.named': without('the district has no key'),
  'access.caller-searched': without('callers are not in the views'),
  'notice.acknowledged': without('what a desk was told of is its own business'),
  'intake.started': without(IMPORTS),
  'intake.row-set-aside': without(IMPORTS),
  'intake.row-viewed': without(IMPORTS),
  'intake.row-settled': without(IMPORTS),
  'intake.finished': without(IMPORTS),
  'intake.withdrawn': without(IMPORTS),
  'ledger.recorded': without(LEDGER),
  'ledger.corrected': without(LEDGER),
};
