import { defineProjection } from './descriptor';

/** Events of a newer program: kept in the journal, counted here, folded after the upgrade. */
export const parked = defineProjection({
  tables: {
    parked: {
      create: 'CREATE TABLE parked (type TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID',
      compared: { order: 'type' },
    },
  },
  eventRows: {
    of: 'firstOfCommand',
    read: ({ type }, known, leave) => {
      if (!known) leave([type], 1);
    },
    merge: (held, value) => held + value,
    upsert: 'INSERT INTO parked VALUES (?,?) ON CONFLICT(type) DO UPDATE SET n=n+excluded.n',
  },
});
