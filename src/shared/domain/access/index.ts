import { defineAggregate } from '../aggregate';
import { searchCaller } from './commands';
import { decideAccess } from './decide';
import { accessStream } from './evolve';

/** Looks for personal data that concern no single report. */
export const accesses = defineAggregate({
  name: 'access',
  stream: accessStream,
  commands: [searchCaller],
  begins: { 'caller.search': ['access.caller-searched'] },
  // Recorded by `caller.find` with what it found.
  rights: { 'caller.search': { sentBy: 'program' } },
  decide: (command, { at }) => decideAccess(command, at),
});
