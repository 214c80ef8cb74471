import { defineAggregate } from '../aggregate';
import { accept } from '../envelope';
import { recordLedger } from './commands';
import { ledgerStream } from './evolve';

/** The work ledger (作业台账): daily work that is no case. */
export const ledger = defineAggregate({
  name: 'ledger',
  stream: ledgerStream,
  commands: [recordLedger],
  begins: { 'ledger.record': ['ledger.recorded'] },
  rights: { 'ledger.record': { sentBy: 'program' } },
  decide: ({ entries }, { at }) =>
    accept(entries.map((data) => ({ stream: `ledger:${data.day}`, type: 'ledger.recorded', at, data }))),
});
