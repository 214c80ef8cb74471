import type { rulesContract } from '@shared/contract/rules';
import type { ActionHandlers } from './context';

export const rulesActions: ActionHandlers<typeof rulesContract> = {
  'rules.check': ({ table, rows }, { jobs }) => jobs.rules.check(table, rows),
  'rules.set': (input, { jobs, actor }) => jobs.rules.set(input, actor),
  'rules.reckon': (_input, { jobs, actor }) => jobs.rules.reckon(actor),
  'rules.cancel': (_input, { jobs }) => {
    jobs.rules.cancel();
    return {};
  },
  'rules.readYear': ({ name, text }, { jobs }) => jobs.rules.readYear(name, text),
};
