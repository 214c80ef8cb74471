import type { DecideScope } from '../aggregate';
import type { Decision } from '../envelope';
import type { ReportCommand } from './commands';
import { decideReport } from './decide';
import { reportStream } from './evolve';

/** The id of the report that a report command is about. */
function reportIdOf(command: ReportCommand, { ids, ctx }: DecideScope): string {
  if (command.type === 'report.receive' || command.type === 'report.import') {
    if (command.type === 'report.receive' && command.reportId) return command.reportId;
    return command.outsideNo ? ids.reportOf(command.channel, command.outsideNo) : ctx.newId('report');
  }
  return command.reportId;
}

/** Decide a command about the report that it names, or would make. Refusals: those of `decideReport`. */
export function decideReportCommand(command: ReportCommand, scope: DecideScope): Decision {
  const { streams, ids, ctx, at } = scope;
  const id = reportIdOf(command, scope);
  const report = streams.get(reportStream, id);
  const caseId = command.type === 'report.link' ? command.caseId : (report?.caseId ?? ids.caseOf(id));
  return decideReport(report, streams, command, { report: id, case: caseId }, ctx, at);
}
