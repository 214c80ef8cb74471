import type { intakeContract } from '@shared/contract/intake';
import type { ActionHandlers } from './context';

export const intakeActions: ActionHandlers<typeof intakeContract> = {
  'import.start': ({ token }, { jobs, actor }) => jobs.imports.start(token, actor),
  'import.finish': ({ job }, { jobs, actor }) => jobs.imports.finish(job, actor),
  'import.withdraw': ({ job }, { jobs, actor }) => jobs.imports.withdraw(job, actor),
  'import.cancel': ({ job }, { jobs }) => {
    jobs.imports.cancel(job);
    return {};
  },
  'import.asideRow': ({ job, row }, { jobs, actor }) => jobs.imports.asideRow(job, row, actor),
  'import.settleRow': ({ job, row, ...how }, { jobs, actor }) => jobs.imports.settle(job, row, how, actor),
};
