import { defineAggregate } from '../aggregate';
import { caseCommands } from './commands';
import { decideCase } from './decide';
import { caseStream } from './evolve';
import { decideFile } from './file';

/** The case (案卷): what one or many reports ask for, from filing to closing. */
export const cases = defineAggregate({
  name: 'case',
  stream: caseStream,
  commands: caseCommands,
  begins: {
    'case.file': ['case.filed'],
    'case.describe': ['case.described'],
    'case.assign': ['case.assigned'],
    'case.addPart': ['case.part-added'],
    'case.accept': ['case.accepted'],
    'case.return': ['case.returned'],
    'case.handle': ['case.handled'],
    'case.confirm': ['case.confirmed'],
    'case.check': ['case.checked'],
    'case.close': ['case.closed'],
    'case.forceClose': ['case.closed'],
    'case.reopen': ['case.reopened'],
    'case.void': ['case.voided'],
    'case.note': ['case.noted'],
    'case.urge': ['case.urged'],
    'case.supervise': ['case.supervised'],
    'case.answerSupervision': ['case.supervision-answered'],
    'case.askExtension': ['case.asked'],
    'case.askHold': ['case.asked'],
    'case.answer': ['case.answered'],
    'case.resume': ['case.resumed'],
    // Reports move first, where there are any.
    'case.merge': ['report.linked', 'case.merged'],
    'case.unmerge': ['report.linked', 'case.split'],
    'case.reckon': ['case.reckoned'],
    'case.undo': ['case.undone'],
    'case.settle': ['case.settled'],
  },
  rights: {
    'case.forceClose': { deed: 'case.approve' },
    'case.answer': { deed: 'case.approve' },
    'case.reckon': { sentBy: 'program' },
  },
  decide: (command, scope) =>
    command.type === 'case.file'
      ? decideFile(command, scope)
      : decideCase(
          scope.streams.get(caseStream, command.caseId),
          command,
          scope.ctx,
          scope.said,
          scope.streams,
        ),
  result: (event) => (event.type === 'case.filed' ? { caseId: event.stream, no: event.data.no } : {}),
});
