import { maskText } from '../rules/intake/personal';
import { DAY_MS, MINUTE_MS, toMs } from '../rules/time';
import { decideAccess } from './access/decide';
import type { CaseCommand } from './case/commands';
import { caseEvent, decideCase } from './case/decide';
import { decideCentre } from './centre/decide';
import { CENTRE } from './centre/events';
import { type Command, type Envelope, LATE_DAYS } from './commands';
import { maskedPlace } from './common';
import type { DecideContext, DerivedIds, Streams } from './context';
import { decideDevice } from './devices/decide';
import { DEVICES } from './devices/events';
import { accept, type Decision, refuse } from './envelope';
import { decideErasure } from './erasure/decide';
import { decideIntake } from './intake/decide';
import { decideNotice } from './notice/decide';
import type { ReportCommand } from './report/commands';
import { decideReport, reportEvent } from './report/decide';

/** When it happened must not lie ahead (a minute of clock difference is borne), nor far back without a reason. */
function checkTime(envelope: Envelope, now: string): Decision | undefined {
  if (envelope.at === undefined) return undefined;
  const ahead = toMs(envelope.at) - toMs(now);
  if (ahead > MINUTE_MS) return refuse('time.future', { at: envelope.at });
  if (-ahead > LATE_DAYS * DAY_MS && !envelope.lateReason)
    return refuse('time.tooOld', { at: envelope.at, days: LATE_DAYS });
  return undefined;
}

function decideFile(
  command: Extract<CaseCommand, { type: 'case.file' }>,
  streams: Streams,
  ctx: DecideContext,
  at: string,
): Decision {
  const report = streams.report(command.reportId);
  if (!report) return refuse('report.unknown', { report: command.reportId });
  if (report.status !== 'received') return refuse('report.notWaiting', { status: report.status });
  const caseId = command.caseId ?? ctx.newId('case');
  if (streams.case(caseId)) return refuse('case.exists', { case: caseId });
  const { classRef, priority, follows } = command;
  const title = maskText(command.title);
  const place = maskedPlace(command.place);
  const no = ctx.newCaseNo(at);
  const { channel, content: description, appealKind } = report;
  const row = ctx.rules.classRow(classRef);
  const named = row ? { className: row.name, catalogue: ctx.rules.catalogue } : {};
  const assign = ctx.rules.grant('assign', { channel, appealKind, classRef, priority }, at);
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

/** The id of the report that a report command is about. */
function reportIdOf(command: ReportCommand, ids: DerivedIds, ctx: DecideContext): string {
  if (command.type === 'report.receive' || command.type === 'report.import') {
    if (command.type === 'report.receive' && command.reportId) return command.reportId;
    return command.outsideNo ? ids.reportOf(command.channel, command.outsideNo) : ctx.newId('report');
  }
  return command.reportId;
}

function decideReportCommand(
  command: ReportCommand,
  streams: Streams,
  ids: DerivedIds,
  ctx: DecideContext,
  at: string,
): Decision {
  const id = reportIdOf(command, ids, ctx);
  const report = streams.report(id);
  const caseId = command.type === 'report.link' ? command.caseId : (report?.caseId ?? ids.caseOf(id));
  return decideReport(report, streams, command, { report: id, case: caseId }, ctx, at);
}

function isReport(command: Command): command is ReportCommand {
  return command.type.startsWith('report.');
}

/**
 * Decide a command: the events it makes, or a refusal. Pure but for `streams`, which folds on demand.
 * Everything that writes goes through here; the desk asks the same tables (`caseMoves`) which buttons to show.
 */
export function decide(envelope: Envelope, streams: Streams, ids: DerivedIds, ctx: DecideContext): Decision {
  const wrong = checkTime(envelope, ctx.now);
  if (wrong) return wrong;
  const { command } = envelope;
  const said = envelope.at !== undefined && envelope.at < ctx.now ? envelope.at : undefined;
  const at = said ?? ctx.now;
  if (isReport(command)) return decideReportCommand(command, streams, ids, ctx, at);
  switch (command.type) {
    case 'case.file':
      return decideFile(command, streams, ctx, at);
    case 'ledger.record':
      return accept(
        command.entries.map((data) => ({
          stream: `ledger:${data.day}`,
          type: 'ledger.recorded',
          v: 1,
          at,
          data,
        })),
      );
    case 'notice.acknowledge':
      return decideNotice(command, at);
    case 'table.set':
      return accept([{ stream: command.stream, type: 'table.set', v: 1, at, data: command.set }]);
    case 'device.enrol':
    case 'device.revoke':
      return decideDevice(streams.devices(DEVICES), command, ctx, at);
    case 'caller.search':
      return decideAccess(command, at);
    case 'centre-key.name':
      return decideCentre(streams.centre(CENTRE), command, at);
    case 'caller.erase':
      return decideErasure(command, streams, ctx, at);
    case 'intake.start':
    case 'intake.setAside':
    case 'intake.view':
    case 'intake.settle':
    case 'intake.finish':
    case 'intake.withdraw':
      return decideIntake(streams.intake(command.job), command, ctx, (row) =>
        decideReportCommand(row, streams, ids, ctx, at),
      );
    default:
      return decideCase(streams.case(command.caseId), command, ctx, said, streams);
  }
}
