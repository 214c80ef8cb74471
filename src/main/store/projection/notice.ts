import { keyOf } from '@shared/domain/envelope';
import { notices } from '@shared/domain/notice';
import { toMs } from '@shared/rules/time';
import { defineProjection, rowsOf } from './descriptor';

/** Notices that somebody acknowledged (知悉), by day. */
export const noticeProjection = defineProjection({
  tables: {
    acked: {
      create:
        'CREATE TABLE acked (key TEXT NOT NULL, day TEXT NOT NULL, at INTEGER NOT NULL, "by" TEXT NOT NULL, PRIMARY KEY (key, day)) WITHOUT ROWID',
      compared: { order: 'key, day' },
    },
  },
  streamRows: rowsOf(notices, ({ tables }) => ({
    write: (stream, state) => {
      const day = keyOf(stream);
      tables.clear('acked', 'day', day);
      for (const [key, { at, by }] of Object.entries(state?.seen ?? {}))
        tables.put('acked', { key, day, at: toMs(at), by });
    },
  })),
});
