import type { DecideContext } from '../context';
import { accept, type Decision, type NewEvent, refuse } from '../envelope';
import type { ReportCommand } from '../report/commands';
import type { IntakeCommand } from './commands';
import type { IntakeEventData, IntakeEventType } from './events';
import type { IntakeState } from './evolve';

function intakeEvent<T extends IntakeEventType>(
  stream: string,
  type: T,
  at: string,
  data: IntakeEventData<T>,
): NewEvent {
  return { stream, type, at, data: data as Record<string, unknown> };
}

/** Drop a row, or take it in: its report is decided by `takeIn`. */
function settled(
  state: IntakeState,
  command: Extract<IntakeCommand, { type: 'intake.settle' }>,
  ctx: DecideContext,
  takeIn: TakeIn,
): Decision {
  const { job, row: number, how, mended } = command;
  const row = state.aside.find((one) => one.row === number);
  if (!row) return refuse('intake.rowUnknown', { row: number });
  if (state.status === 'withdrawn') return refuse('intake.ended');
  if (row.settled) return refuse('intake.settled', { row: number });
  const event = (more: { reportId?: string }): NewEvent =>
    intakeEvent(job, 'intake.row-settled', ctx.now, { row: number, how, ...more });
  if (how === 'dropped') return accept([event({})], { job });
  if (!mended) return refuse('row.incomplete', { row: number });
  const taken = takeIn(mended);
  if (!taken.ok) return taken;
  const reportId = String(taken.result?.reportId);
  return accept([event({ reportId }), ...taken.events], { ...taken.result, job });
}

type TakeIn = (row: Extract<ReportCommand, { type: 'report.import' }>) => Decision;

/**
 * What may be done with an import job; `takeIn` decides what a mended row makes. Refusals: `intake.unknown`, `intake.ended`,
 * `intake.rowUnknown`, `intake.settled`, `row.incomplete`, and those of the row.
 */
export function decideIntake(
  state: IntakeState | null,
  command: IntakeCommand,
  ctx: DecideContext,
  takeIn: TakeIn,
): Decision {
  const { job } = command;
  if (command.type === 'intake.start') {
    if (state?.status === 'open') return accept([], { job, resumed: true });
    return accept([intakeEvent(job, 'intake.started', ctx.now, command.sheet)], { job });
  }
  if (!state) return refuse('intake.unknown', { job });
  switch (command.type) {
    case 'intake.setAside': {
      if (state.aside.some((one) => one.row === command.row)) return accept([]);
      const event = intakeEvent(job, 'intake.row-set-aside', ctx.now, {
        row: command.row,
        reasons: command.reasons,
      });
      return accept([{ ...event, secret: { keyId: job, value: command.original } }]);
    }
    case 'intake.view':
      if (!state.aside.some((one) => one.row === command.row))
        return refuse('intake.rowUnknown', { row: command.row });
      return accept([intakeEvent(job, 'intake.row-viewed', ctx.now, { row: command.row })]);
    case 'intake.settle':
      return settled(state, command, ctx, takeIn);
    case 'intake.finish':
      if (state.status !== 'open') return refuse('intake.ended');
      return accept([intakeEvent(job, 'intake.finished', ctx.now, command.tally)]);
    case 'intake.withdraw':
      if (state.status === 'withdrawn') return refuse('intake.ended');
      return accept([
        intakeEvent(job, 'intake.withdrawn', ctx.now, { reason: command.reason, reports: command.reports }),
      ]);
  }
}
