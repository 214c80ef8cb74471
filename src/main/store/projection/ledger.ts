import { keyOf } from '@shared/domain/envelope';
import { ledger } from '@shared/domain/ledger';
import { dayTotals } from '@shared/domain/ledger/evolve';
import { defineProjection, rowsOf } from './descriptor';

/** The work ledger (作业台账): how much of each kind was done on each day. */
export const ledgerProjection = defineProjection({
  tables: {
    ledger: {
      create:
        'CREATE TABLE ledger (day TEXT NOT NULL, kind TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (day, kind)) WITHOUT ROWID',
      compared: { order: 'day, kind' },
    },
  },
  streamRows: rowsOf(ledger, ({ tables }) => ({
    write: (stream, state) => {
      const day = keyOf(stream);
      tables.clear('ledger', 'day', day);
      for (const [kind, n] of dayTotals(state)) tables.put('ledger', { day, kind, n });
    },
  })),
});
