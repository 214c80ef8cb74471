import type { Capability, Entries, QueryEntry } from '@shared/contract/capability';
import type { Health } from '@shared/contract/models';
import type { SyncStatus } from '@shared/contract/sync';
import type { z } from 'zod';
import type { QueryContext } from './context';

/** What may be told while there is no store. */
export interface StatusContext {
  readonly health: Health;
  readonly sharing: SyncStatus;
}

type Answer<E extends QueryEntry> = (
  input: z.output<E['input']>,
  context: E extends { readonly withoutStore: true } ? StatusContext : QueryContext,
) => z.output<E['output']>;

/** An answer for each question of a capability: what its file of this folder exports as `answers`. */
export type Answers<C extends Capability> = {
  readonly [N in keyof Entries<C, 'queries'>]: Entries<C, 'queries'>[N] extends QueryEntry
    ? Answer<Entries<C, 'queries'>[N]>
    : never;
};
