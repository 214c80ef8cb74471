import type { Advice } from '@shared/contract/pages';
import { atTime, type CaseState } from '@shared/domain/case/evolve';
import { isFinal } from '@shared/domain/case/moves';
import { isVerifying } from '@shared/domain/report/moves';
import type { ReportState } from '@shared/domain/report/state';
import type { QueryContext } from './context';

/** Somebody said in his last call-back since the reply that stands that it is not solved, or that he is not satisfied. */
function dissatisfied(report: ReportState): boolean {
  const last = report.callBacks.at(-1);
  // What he said before his case was taken up again has been heard.
  if (!last || last.at <= (report.reopenedAt ?? '')) return false;
  return last.solved === false || last.satisfaction === 'poor' || last.satisfaction === 'veryPoor';
}

/** What the desk proposes beside the next move, most pressing first. */
export function adviceOf(kase: CaseState, reports: readonly ReportState[], context: QueryContext): Advice[] {
  const { now, rules } = context;
  const state = atTime(kase, now);
  const advice: Advice[] = [];
  const name = (unit: string): string => rules.unit(unit)?.name ?? unit;
  if (state.stage === 'closed' && reports.some(dissatisfied))
    advice.push({ code: 'reopen', params: { count: reports.filter(dissatisfied).length } });
  if (isFinal(state.stage)) return advice;
  if (state.returns.length >= rules.policy.meetingAfterReturns)
    advice.push({ code: 'meeting', params: { count: state.returns.length } });
  if (state.ask)
    advice.push({ code: 'askOpen', params: { kind: state.ask.kind, unit: name(state.ask.unit) } });
  for (const one of state.supervisions)
    if (one.answeredAt === undefined)
      advice.push({ code: 'supervision', params: { unit: name(one.unit), due: one.grant.due } });
  const late = state.clocks.find(
    (clock) =>
      clock.name === 'handle' && clock.intervals.at(-1)?.to === undefined && clock.grant.yellowAt <= now,
  );
  if (state.stage === 'handling' && late?.unit !== undefined) {
    const urged = state.urges.filter((one) => one.unit === late.unit).length;
    advice.push({ code: 'urge', params: { unit: name(late.unit), due: late.grant.due, urged } });
  }
  return advice;
}

/** What the desk proposes for a report that waits. */
export function reportAdvice(state: ReportState): Advice[] {
  if (state.status !== 'received' || !isVerifying(state)) return [];
  const { verification } = state;
  return verification
    ? [{ code: 'verify', params: { to: verification.to, due: verification.grant.due } }]
    : [];
}
