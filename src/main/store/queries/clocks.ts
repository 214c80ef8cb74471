import { CodedError } from '@shared/contract/errors';
import type { ClockView } from '@shared/contract/pages';
import type { DeadlineWhy } from '@shared/contract/rules';
import { knownClocks } from '@shared/domain/case/clocks';
import type { CaseState } from '@shared/domain/case/evolve';
import { caseStream } from '@shared/domain/case/evolve';
import { isFinal } from '@shared/domain/case/moves';
import type { Deadline } from '@shared/domain/common';
import type { ReportState } from '@shared/domain/report/evolve';
import { reportStream } from '@shared/domain/report/evolve';
import { ranBy } from '@shared/rules/clockAhead';
import type { QueryContext } from './context';
import { clockView } from './views';

/** A clock of a case or a report with everything that its limit hangs on. */
export interface KnownClock {
  readonly clock: ClockView['name'];
  /** Whose clock it is: its hours count. */
  readonly unit?: string | undefined;
  readonly grant: Deadline;
  readonly intervals: readonly { readonly from: string; readonly to?: string | undefined }[];
}

/** What a limit was looked up by. */
export type Subject = Omit<DeadlineWhy['subject'], 'day' | 'className'>;

const till = (from: string, to: string | undefined) => [to === undefined ? { from } : { from, to }];

function known(
  clock: KnownClock['clock'],
  grant: Deadline,
  intervals: KnownClock['intervals'],
  unit?: string,
): KnownClock {
  return { clock, unit, grant, intervals };
}

/** A reply's own limit runs where no deadline from outside says by when. */
function replyClock(report: ReportState, grant: Deadline | undefined): KnownClock[] {
  if (!grant || report.outside) return [];
  return [known('reply', grant, till(grant.start, report.reply?.at))];
}

/** Whoever was sent out is waited for until he has answered, or until the report left intake without him. */
function verifiedAt(report: ReportState, context: QueryContext): string | undefined {
  const { verification, status, linkedAt, id } = report;
  if (verification?.doneAt !== undefined || status === 'received') return verification?.doneAt;
  if (linkedAt !== undefined) return linkedAt;
  const left = (type: string): boolean => type === 'report.refused' || type === 'report.withdrawn';
  return context.facts(id).findLast(({ type }) => left(type))?.at;
}

function verifyClock(report: ReportState, context: QueryContext): KnownClock[] {
  const { verification } = report;
  if (!verification) return [];
  const { grant, sentAt } = verification;
  return [known('verify', grant, till(sentAt, verifiedAt(report, context)))];
}

/** The intake clock first. */
function reportClocks(report: ReportState, context: QueryContext): KnownClock[] {
  const { intake, outside, reply, refusal } = report;
  return [
    known('intake', intake, ranBy(report.intakeRan, intake.start, context.now)),
    ...verifyClock(report, context),
    ...(outside ? [known('outside', outside, till(outside.start, reply?.at))] : []),
    ...replyClock(report, refusal?.reply),
  ];
}

function caseClocks(state: CaseState, now: string): KnownClock[] {
  return [
    ...knownClocks(state, now).clocks.map(({ name, unit, grant, intervals }) =>
      known(name, grant, intervals, unit),
    ),
    ...state.supervisions.map(({ unit, grant, at, answeredAt }) =>
      known('supervise', grant, till(at, answeredAt), unit),
    ),
  ];
}

/** The reports of a case whose clocks are told on its page. */
function linkedReports(id: string, context: QueryContext): ReportState[] {
  return context.db
    .all<{ id: string }>('SELECT id FROM report WHERE case_id=? ORDER BY received_at', [id])
    .flatMap((row) => context.get(reportStream, row.id) ?? []);
}

/** The outside deadline that binds: the first to come. */
function firstDue(clocks: readonly KnownClock[]): KnownClock[] {
  return [...clocks].sort((a, b) => (a.grant.due < b.grant.due ? -1 : 1)).slice(0, 1);
}

/** On its case's page the outside clock stands once the case has ended: what follows is the reply's. */
function stoppedBy(state: CaseState, clock: KnownClock): KnownClock {
  const { closedAt } = state;
  if (!isFinal(state.stage) || closedAt === undefined) return clock;
  return { ...clock, intervals: till(clock.grant.start, closedAt) };
}

/**
 * The clocks of an item, and what their limits were looked up by. Of a case also the intake clock of its first report, and
 * of its reports the outside deadline and the reply that are due first. Errors: `case.unknown`, `report.unknown`.
 */
export function clocksOf(id: string, context: QueryContext): { clocks: KnownClock[]; subject: Subject } {
  if (id.startsWith('report:')) {
    const report = context.get(reportStream, id);
    if (!report) throw new CodedError('report.unknown', { report: id });
    return { clocks: reportClocks(report, context), subject: subjectOf({ ...report, priority: 'normal' }) };
  }
  const state = context.get(caseStream, id);
  if (!state) throw new CodedError('case.unknown', { case: id });
  const linked = linkedReports(id, context);
  const reports = linked.map((report) => reportClocks(report, context));
  const named = (name: string) => (clocks: KnownClock[]) => clocks.filter(({ clock }) => clock === name);
  const clocks = [
    ...(reports[0] ?? []).filter(({ clock }) => clock === 'intake' || clock === 'verify'),
    ...caseClocks(state, context.now),
    ...firstDue(reports.flatMap(named('outside'))).map((one) => stoppedBy(state, one)),
    ...firstDue(linked.flatMap((report) => replyClock(report, state.reply))),
  ];
  return { clocks, subject: subjectOf(state) };
}

function subjectOf(of: Pick<CaseState, 'channel' | 'appealKind' | 'classRef' | 'priority'>): Subject {
  const { channel, appealKind, classRef, priority } = of;
  return { channel, priority, ...(appealKind ? { appealKind } : {}), ...(classRef ? { classRef } : {}) };
}

/** An item's clocks as its page draws them. What each reply is due by stands beside the reports themselves. */
export function clockViewsOf(id: string, context: QueryContext): ClockView[] {
  return clocksOf(id, context)
    .clocks.filter(({ clock }) => clock !== 'reply')
    .map(({ clock, grant, intervals, unit }) => clockView(clock, grant, intervals, context.now, unit));
}
