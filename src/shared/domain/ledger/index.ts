import { defineAggregate } from '../aggregate';
import { correctLedger, recordLedger } from './commands';
import { correct, record } from './decide';
import { ledgerStream } from './evolve';

/** The work ledger (作业台账): daily work that is no case. */
export const ledger = defineAggregate({
  name: 'ledger',
  stream: ledgerStream,
  commands: [recordLedger, correctLedger],
  begins: { 'ledger.record': ['ledger.recorded'], 'ledger.correct': ['ledger.corrected'] },
  decide: (command, scope) =>
    command.type === 'ledger.record' ? record(command, scope) : correct(command, scope),
});
