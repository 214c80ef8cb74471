import type { StoredEvent } from '@shared/domain/envelope';
import { type KnownEvent, readEvent } from '@shared/domain/knowledge';
import { defineProjection } from './descriptor';

function erasedIn(known: KnownEvent | undefined): string | undefined {
  return known?.type === 'caller.erased' ? known.data.key : undefined;
}

/** The data key that an event erases, if it erases one. */
export function erasedBy(event: StoredEvent): string | undefined {
  return erasedIn(readEvent(event));
}

/** Data keys by name: something is sealed under them, or they were erased, which nothing takes back. */
export const dataKeys = defineProjection({
  tables: {
    key_use: {
      create: 'CREATE TABLE key_use (name TEXT PRIMARY KEY, erased INTEGER NOT NULL) WITHOUT ROWID',
      compared: { order: 'name' },
    },
  },
  eventRows: {
    of: 'allCommits',
    read: ({ sealed }, known, leave) => {
      if (sealed) leave([sealed.key], 0);
      const erased = erasedIn(known);
      if (erased !== undefined) leave([erased], 1);
    },
    merge: Math.max,
    upsert:
      'INSERT INTO key_use VALUES (?,?) ON CONFLICT(name) DO UPDATE SET erased=max(erased, excluded.erased)',
  },
});
