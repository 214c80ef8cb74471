import type { DecideContext } from '../context';
import { accept, type Decision, type NewEvent, refuse } from '../envelope';
import type { IntakeCommand } from './commands';
import type { IntakeEventData, IntakeEventType } from './events';
import type { IntakeState } from './evolve';

function intakeEvent<T extends IntakeEventType>(
  stream: string,
  type: T,
  at: string,
  data: IntakeEventData<T>,
): NewEvent {
  return { stream, type, v: 1, at, data: data as Record<string, unknown> };
}

/** What may be done with an import job. Refusals: `intake.unknown`, `intake.ended`, `intake.rowUnknown`. */
export function decideIntake(
  state: IntakeState | null,
  command: IntakeCommand,
  ctx: DecideContext,
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
    case 'intake.settle': {
      const row = state.aside.find((one) => one.row === command.row);
      if (!row) return refuse('intake.rowUnknown', { row: command.row });
      const { row: number, how, reportId } = command;
      return accept([
        intakeEvent(job, 'intake.row-settled', ctx.now, {
          row: number,
          how,
          ...(reportId ? { reportId } : {}),
        }),
      ]);
    }
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
