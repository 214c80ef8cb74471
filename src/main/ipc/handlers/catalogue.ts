import type { catalogueContract } from '@shared/contract/catalogue';
import { openChosen } from '../openChosen';
import type { ShellHandlers } from '../shell';

export const catalogueShell: ShellHandlers<typeof catalogueContract> = {
  'catalogue.open': async ({ file }, context) =>
    (await openChosen('catalogue', file, {}, context))?.preview ?? null,
};
