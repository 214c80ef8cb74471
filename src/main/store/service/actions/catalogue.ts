import type { catalogueContract } from '@shared/contract/catalogue';
import type { ActionHandlers } from './context';

export const catalogueActions: ActionHandlers<typeof catalogueContract> = {
  'catalogue.take': ({ token }, { jobs, actor }) => jobs.catalogues.take(token, actor),
};
