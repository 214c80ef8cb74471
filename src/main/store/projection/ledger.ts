import { keyOf } from '@shared/domain/envelope';
import { ledger } from '@shared/domain/ledger';
import { dayTotals, isDisputed, type LedgerEntry, quantityOf } from '@shared/domain/ledger/evolve';
import { defineProjection, rowsOf } from './descriptor';
import { ms, type Row } from './rowTables';

/** An entry as it is found by day, kind and unit; `n` as corrected last, 0 where it was struck out. */
function entryRow(day: string, entry: LedgerEntry): Row {
  return {
    day,
    id: entry.id,
    kind: entry.kind,
    unit: entry.unit ?? null,
    n: quantityOf(entry),
    at: ms(entry.recordedAt),
    late: entry.late ? 1 : 0,
    corrected: entry.corrections.length > 0 ? 1 : 0,
    disputed: isDisputed(entry) ? 1 : 0,
  };
}

/** The work ledger (作业台账): how much of each kind was done on each day, and the entries behind it. */
export const ledgerProjection = defineProjection({
  tables: {
    ledger: {
      create:
        'CREATE TABLE ledger (day TEXT NOT NULL, kind TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (day, kind)) WITHOUT ROWID',
      compared: { order: 'day, kind' },
    },
    ledger_entry: {
      create: `CREATE TABLE ledger_entry (
  day TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, unit TEXT, n INTEGER NOT NULL, at INTEGER NOT NULL,
  late INTEGER NOT NULL, corrected INTEGER NOT NULL, disputed INTEGER NOT NULL, PRIMARY KEY (day, id)
) WITHOUT ROWID`,
      compared: { order: 'day, id' },
    },
  },
  indexes: ['CREATE INDEX ledger_entry_kind ON ledger_entry (kind, day)'],
  streamRows: rowsOf(ledger, ({ tables }) => ({
    write: (stream, state) => {
      const day = keyOf(stream);
      tables.clear('ledger', 'day', day);
      for (const [kind, n] of dayTotals(state)) tables.put('ledger', { day, kind, n });
      tables.clear('ledger_entry', 'day', day);
      for (const entry of state?.entries ?? []) tables.put('ledger_entry', entryRow(day, entry));
    },
  })),
});
