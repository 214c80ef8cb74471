import { intakes } from '@shared/domain/intake';
import { toMs } from '@shared/rules/time';
import { defineProjection, rowsOf } from './descriptor';

/** Imports of sheets (表格导入): which are open, and which have ended. */
export const intakeProjection = defineProjection({
  tables: {
    intake: {
      create:
        'CREATE TABLE intake (job TEXT PRIMARY KEY, status TEXT NOT NULL, started_at INTEGER NOT NULL) WITHOUT ROWID',
      compared: { order: 'job' },
    },
  },
  streamRows: rowsOf(intakes, ({ tables }) => ({
    write: (job, state) => {
      tables.clear('intake', 'job', job);
      if (state) tables.put('intake', { job, status: state.status, started_at: toMs(state.startedAt) });
    },
  })),
});
