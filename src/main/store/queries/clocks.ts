import { CodedError } from '@shared/contract/errors';
import type { DeadlineWhy } from '@shared/contract/rules';
import type { CaseState } from '@shared/domain/case/evolve';
import { isFinal } from '@shared/domain/case/moves';
import type { LimitGrant } from '@shared/domain/common';
import type { ReportState } from '@shared/domain/report/evolve';
import type { QueryContext } from './context';

/** A clock of a case or a report with everything that its limit hangs on. */
export interface KnownClock {
  readonly clock: string;
  /** Whose clock it is: its hours count. */
  readonly unit?: string | undefined;
  readonly grant: LimitGrant;
  readonly intervals: readonly { readonly from: string; readonly to?: string | undefined }[];
}

/** What a limit was looked up by. */
export type Subject = Omit<DeadlineWhy['subject'], 'day' | 'className'>;

const till = (from: string, to: string | undefined) => [to === undefined ? { from } : { from, to }];

/** A reply's own limit runs where no deadline from outside says by when. */
function replyClock(report: ReportState, grant: LimitGrant | undefined): KnownClock[] {
  if (!grant || report.outside) return [];
  return [{ clock: 'reply', grant, intervals: till(grant.start, report.reply?.at) }];
}

function reportClocks(report: ReportState): KnownClock[] {
  const { intake, outside, verification, reply, refusal } = report;
  const ended = reply?.at;
  return [
    { clock: 'intake', grant: intake, intervals: report.intakeRan },
    ...(outside ? [{ clock: 'outside', grant: outside, intervals: till(outside.start, ended) }] : []),
    ...(verification
      ? [
          {
            clock: 'verify',
            grant: verification.grant,
            intervals: till(verification.grant.start, verification.doneAt),
          },
        ]
      : []),
    ...replyClock(report, refusal?.reply),
  ];
}

function caseClocks(state: CaseState): KnownClock[] {
  return [
    ...state.clocks.map(({ name, unit, grant, intervals }) => ({ clock: name, unit, grant, intervals })),
    ...state.supervisions.map(({ unit, grant, answeredAt }) => ({
      clock: 'supervise',
      unit,
      grant,
      intervals: [answeredAt === undefined ? { from: grant.start } : { from: grant.start, to: answeredAt }],
    })),
  ];
}

/** The reports of a case whose clocks are told on its page. */
function linkedReports(id: string, context: QueryContext): ReportState[] {
  return context.db
    .all<{ id: string }>('SELECT id FROM report WHERE case_id=? ORDER BY received_at', [id])
    .map((row) => context.state(row.id) as ReportState);
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
    const report = context.state(id) as ReportState | null;
    if (!report) throw new CodedError('report.unknown', { report: id });
    return { clocks: reportClocks(report), subject: subjectOf({ ...report, priority: 'normal' }) };
  }
  const state = context.state(id) as CaseState | null;
  if (!state) throw new CodedError('case.unknown', { case: id });
  const linked = linkedReports(id, context);
  const reports = linked.map(reportClocks);
  const named = (name: string) => (clocks: KnownClock[]) => clocks.filter(({ clock }) => clock === name);
  const clocks = [
    ...(reports[0] ?? []).filter(({ clock }) => clock === 'intake' || clock === 'verify'),
    ...caseClocks(state),
    ...firstDue(reports.flatMap(named('outside'))).map((one) => stoppedBy(state, one)),
    ...firstDue(linked.flatMap((report) => replyClock(report, state.reply))),
  ];
  return { clocks, subject: subjectOf(state) };
}

function subjectOf(of: Pick<CaseState, 'channel' | 'appealKind' | 'classRef' | 'priority'>): Subject {
  const { channel, appealKind, classRef, priority } = of;
  return { channel, priority, ...(appealKind ? { appealKind } : {}), ...(classRef ? { classRef } : {}) };
}
