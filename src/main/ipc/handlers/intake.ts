import type { intakeContract } from '@shared/contract/intake';
import { openChosen } from '../openChosen';
import type { ShellHandlers } from '../shell';

export const intakeShell: ShellHandlers<typeof intakeContract> = {
  'sheet.open': async ({ file }, context) => (await openChosen('sheet', file, {}, context))?.preview ?? null,
};
