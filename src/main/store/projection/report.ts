import { channelGroup } from '@shared/domain/common';
import { reports } from '@shared/domain/report';
import type { ReportState } from '@shared/domain/report/evolve';
import { isVerifying } from '@shared/domain/report/moves';
import { linkedCase, owesReply } from '@shared/domain/report/state';
import { dayOf, toMs } from '@shared/rules/time';
import type { DayCount } from './dayCounts';
import { defineProjection, rowsOf, type StateWriter } from './descriptor';
import { type DueTimes, deadlineOf, dueColumns, NO_DEADLINE, placeColumns } from './queue';
import type { RowContext } from './rowContext';
import { ms, type Row } from './rowTables';

/** The row of a report. */
function reportRow(state: ReportState): Row {
  return {
    id: state.id,
    channel: state.channel,
    grp: channelGroup(state.channel),
    status: state.status,
    case_id: linkedCase(state) ?? null,
    outside_no: state.outsideNo ?? null,
    root_no: state.rootNo ?? null,
    received_at: toMs(state.receivedAt),
    received_day: dayOf(state.receivedAt),
    outside_due: ms(state.outside?.due),
    outside_yellow: ms(state.outside?.yellowAt),
    cause: state.cause ?? null,
    owes: owesReply(state) ? 1 : 0,
    replied_at: ms(state.reply?.at),
  };
}

/** Which clock a waiting report is under: the verification while somebody is out, else intake; a refused one's reply. */
function reportClock(state: ReportState): { clock: string | null; stage: DueTimes } {
  const { verification, status } = state;
  if (status === 'received')
    return isVerifying(state)
      ? { clock: 'verify', stage: deadlineOf(verification?.grant) }
      : { clock: 'intake', stage: deadlineOf(state.intake) };
  if (status === 'refused' && owesReply(state))
    return { clock: 'reply', stage: deadlineOf(state.outside ?? state.refusal?.reply) };
  return { clock: null, stage: NO_DEADLINE };
}

const reportStates = {
  received: 'toTakeIn',
  refused: 'refused',
  withdrawn: 'withdrawn',
  linked: 'linked',
} as const;

/**
 * The queue's row of a report that has no case: waiting for intake, refused or withdrawn. Linked ones have one only while stations
 * disagree about them: to which case they belong is then for somebody to decide.
 */
function reportItem(state: ReportState): Row | null {
  const conflict = state.conflicts?.length ? 1 : 0;
  if (state.status === 'linked' && conflict === 0) return null;
  const receivedAt = toMs(state.receivedAt);
  const { clock, stage } = reportClock(state);
  return {
    id: state.id,
    kind: 'report',
    no: state.outsideNo ?? '',
    title: state.title || state.content.slice(0, 60),
    state: isVerifying(state) && state.status === 'received' ? 'verifying' : reportStates[state.status],
    open: state.status === 'received' ? 1 : 0,
    channel: state.channel,
    ...placeColumns(state.place),
    scheme: state.classRef?.scheme ?? null,
    class: state.classRef?.code ?? null,
    class_name: null,
    unit: null,
    priority: 'normal',
    reports: 1,
    returns: 0,
    reworks: 0,
    photos: state.photos.length,
    received_at: receivedAt,
    filed_at: null,
    updated_at: toMs(state.recordedAt),
    closed_at: null,
    handled_at: null,
    on_time: null,
    owner: null,
    hold_until: null,
    to_reply: state.status === 'refused' && owesReply(state) ? 1 : 0,
    supervised: 0,
    urges: 0,
    ask: null,
    follows: null,
    conflict,
    also: null,
    ...dueColumns(clock, stage, NO_DEADLINE, receivedAt),
  };
}

/** What a report adds to the daily counts: withdrawn reports are counted no longer. */
function reportCounts(row: Row): DayCount[] {
  return row.status === 'withdrawn' ? [] : [[String(row.received_day), `reports:${row.grp}`]];
}

/** Writes reports: their table, and of those without a case the queue's row. The rows of their cases follow. */
class ReportWriter implements StateWriter<ReportState> {
  constructor(private readonly to: RowContext) {}

  write(id: string, state: ReportState | null): void {
    const { tables, queue, days, outside } = this.to;
    const old = tables.find('report', id);
    if (!state && !old) return;
    const row = state && reportRow(state);
    days.move(old ? reportCounts(old) : [], row ? reportCounts(row) : []);
    if (row) tables.write('report', row, old);
    else tables.clear('report', 'id', id);
    if (row) outside.add(row);
    queue.write(id, state && reportItem(state), queue.row(id));
    for (const caseId of [old?.case_id, row?.case_id])
      if (typeof caseId === 'string') this.to.rewrite(caseId);
  }
}

/** Reports (诉件). */
export const reportProjection = defineProjection({
  tables: {
    report: {
      create: `CREATE TABLE report (
  id TEXT PRIMARY KEY, channel TEXT NOT NULL, grp TEXT NOT NULL, status TEXT NOT NULL, case_id TEXT, outside_no TEXT, root_no TEXT,
  received_at INTEGER NOT NULL, received_day TEXT NOT NULL, outside_due INTEGER, outside_yellow INTEGER, cause TEXT, owes INTEGER NOT NULL, replied_at INTEGER DEFAULT 0
) WITHOUT ROWID`,
      compared: { order: 'id' },
    },
  },
  indexes: [
    'CREATE INDEX report_received ON report (received_at)',
    'CREATE INDEX report_replied ON report (replied_at) WHERE replied_at IS NOT NULL',
    'CREATE INDEX report_case ON report (case_id, outside_no) WHERE case_id IS NOT NULL',
    'CREATE INDEX report_cause ON report (cause) WHERE cause IS NOT NULL',
    'CREATE INDEX report_root ON report (root_no) WHERE root_no IS NOT NULL',
  ],
  streamRows: rowsOf(reports, (context) => new ReportWriter(context)),
});
