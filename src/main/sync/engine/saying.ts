import { CodedError, toWireError } from '@shared/contract/errors';
import type { Saying } from '@shared/contract/sync';

/** An error in words for a screen: its code with its parameters. */
export function sayingOf(error: unknown): Saying {
  const wire = toWireError(error, 'sync');
  if (!(error instanceof CodedError)) console.error('sync:', error);
  return { code: wire.code, params: { ...wire.params } };
}
