import { maskText } from '../../rules/intake/personal';
import type { DecideScope } from '../aggregate';
import { maskedPlace } from '../common';
import { accept, type Decision, refuse } from '../envelope';
import { reportEvent } from '../report/event';
import { reportStream } from '../report/evolve';
import type { CaseCommandOf } from './commands';
import { caseEvent } from './deciding';
import { caseStream } from './evolve';

/**
 * File a report as a case (立案): the case begins, and the report is linked to it. Refusals: `report.unknown`, `report.notWaiting`,
 * `case.exists`.
 */
export function decideFile(command: CaseCommandOf<'case.file'>, { streams, ctx, at }: DecideScope): Decision {
  const report = streams.get(reportStream, command.reportId);
  if (!report) return refuse('report.unknown', { report: command.reportId });
  if (report.status !== 'received') return refuse('report.notWaiting', { status: report.status });
  const caseId = command.caseId ?? ctx.newId('case');
  if (streams.get(caseStream, caseId)) return refuse('case.exists', { case: caseId });
  const { classRef, priority, follows } = command;
  const title = maskText(command.title);
  const place = maskedPlace(command.place);
  const no = ctx.newCaseNo(at);
  const { channel, content: description, appealKind } = report;
  const row = ctx.rules.classRow(classRef);
  const named = row ? { className: row.name, catalogue: ctx.rules.catalogue } : {};
  const assign = ctx.rules.deadline('assign', { channel, appealKind, classRef, priority }, at);
  const about = { title, description, channel, appealKind, classRef, ...named, place, priority };
  const filed = { no, ...about, follows, assign };
  return accept(
    [
      caseEvent(caseId, 'case.filed', at, filed),
      reportEvent(report.id, 'report.linked', at, { caseId, why: 'filed' as const }),
    ],
    { caseId, no },
  );
}
