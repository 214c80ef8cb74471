import { defineAggregate } from '../aggregate';
import { reportCommands } from './commands';
import { decideReportCommand } from './decideCommand';
import { reportStream } from './evolve';

/** The report (诉件): what one person told the centre through one channel. */
export const reports = defineAggregate({
  name: 'report',
  stream: reportStream,
  commands: reportCommands,
  begins: {
    'report.receive': ['report.received'],
    'report.import': ['report.received', 'report.sheet-updated'],
    'report.describe': ['report.described'],
    'report.link': ['report.linked'],
    'report.unlink': ['report.unlinked'],
    'report.refuse': ['report.refused'],
    'report.reply': ['report.replied'],
    'report.sendVerify': ['report.verify-sent'],
    'report.verify': ['report.verified'],
    'report.callBack': ['report.called-back'],
    'report.reckon': ['report.reckoned'],
    'report.undo': ['report.undone'],
    'report.settle': ['report.settled'],
    'report.reveal': ['report.caller-viewed'],
    'report.withdraw': ['report.withdrawn'],
  },
  rights: {
    'report.import': { sentBy: 'program' },
    'report.withdraw': { sentBy: 'program' },
    'report.reckon': { sentBy: 'program' },
  },
  decide: decideReportCommand,
  result: ({ type, stream }) => {
    if (type === 'report.received') return { reportId: stream, outcome: 'created' };
    if (type === 'report.sheet-updated') return { reportId: stream, outcome: 'updated' };
    return type === 'report.caller-viewed' ? { reveal: stream } : {};
  },
});
