import { defineAggregate } from '../aggregate';
import { decideReportCommand } from '../report/decideCommand';
import { intakeCommands } from './commands';
import { decideIntake } from './decide';
import { intakeStream } from './evolve';

/** An import of a sheet (表格导入), from its start to its end. */
export const intakes = defineAggregate({
  name: 'intake',
  stream: intakeStream,
  commands: intakeCommands,
  begins: {
    'intake.start': ['intake.started'],
    'intake.setAside': ['intake.row-set-aside'],
    'intake.view': ['intake.row-viewed'],
    'intake.settle': ['intake.row-settled'],
    'intake.finish': ['intake.finished'],
    'intake.withdraw': ['intake.withdrawn'],
  },
  rights: {
    'intake.start': { sentBy: 'program' },
    'intake.setAside': { sentBy: 'program' },
    'intake.view': { sentBy: 'program' },
    'intake.settle': { sentBy: 'program' },
    'intake.finish': { sentBy: 'program' },
    'intake.withdraw': { sentBy: 'program' },
  },
  decide: (command, scope) =>
    decideIntake(scope.streams.get(intakeStream, command.job), command, scope.ctx, (row) =>
      decideReportCommand(row, scope),
    ),
  result: ({ type, stream, data }) =>
    type.startsWith('intake.')
      ? { job: stream, ...(data.reportId === undefined ? {} : { reportId: data.reportId }) }
      : {},
});
