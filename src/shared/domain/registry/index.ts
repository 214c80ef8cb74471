import { defineAggregate } from '../aggregate';
import { accept } from '../envelope';
import { setTable } from './commands';
import { tablesStream } from './evolve';

/** Tables of registry and rules, set whole (名录和规则). */
export const tables = defineAggregate({
  name: 'table',
  stream: tablesStream,
  commands: [setTable],
  begins: { 'table.set': ['table.set'] },
  // Set by `rules.set` and `catalogue.take`, which check the rows first and count running deadlines again.
  rights: { 'table.set': { deed: 'rules.set', sentBy: 'program' } },
  decide: ({ stream, set }, { at }) => accept([{ stream, type: 'table.set', at, data: set }]),
});
