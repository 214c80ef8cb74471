import type { ImportJob, intakeContract } from '@shared/contract/intake';
import type { IntakeState, RowForReview, Settlement } from '@shared/domain/intake/evolve';
import { intakeStream } from '@shared/domain/intake/evolve';
import { settleId } from '@shared/domain/intake/ids';
import { twinsWithoutEffect } from '../projection/twins';
import type { Answers } from './answers';
import type { JobsNow, QueryContext } from './context';

/** An import job as listed; an open one that nobody is at work on was interrupted. */
export function importJob(state: IntakeState, context: QueryContext, now: JobsNow | undefined): ImportJob {
  const running = now?.atWork.has(state.id) ?? false;
  const withdrawing = now?.withdrawing(state.id) ?? false;
  return {
    job: state.id,
    file: state.file,
    sha256: state.sha256,
    status: state.status,
    startedAt: state.startedAt,
    ...(state.endedAt ? { endedAt: state.endedAt } : {}),
    rows: state.rows,
    ...(state.tally ? { tally: state.tally } : {}),
    aside: state.aside.map((row) => asideRow(state, row, context)),
    interrupted: state.status === 'open' && !running,
    ...(withdrawing && !running ? { withdrawing } : {}),
  };
}

function asideRow(
  state: IntakeState,
  aside: RowForReview,
  context: QueryContext,
): ImportJob['aside'][number] {
  const { row, reasons, settled, settlements = [] } = aside;
  if (!settled) return { row, reasons: [...reasons] };
  const all = [...settlements, ...settledInVain(state, row, context)];
  const more = all.length > 1 ? { settlements: all.map(({ how, by, at }) => ({ how, by, at })) } : {};
  return { row, reasons: [...reasons], settled, ...more };
}

/** What another desk did with the same row at the same time, of which this counts once: commits under one id. */
function settledInVain(
  { id: job, startedAt }: IntakeState,
  row: number,
  context: QueryContext,
): Settlement[] {
  return (['takenIn', 'dropped'] as const).flatMap((how) => {
    const id = settleId(job, startedAt, row, how);
    const counts = context.commitOf(id)?.commit;
    return twinsWithoutEffect(id, context.db).flatMap((twin): Settlement[] => {
      const commit = context.commitOf(twin)?.commit;
      if (!commit || commit.device === counts?.device) return [];
      return [{ how, by: commit.actor, at: commit.recordedAt }];
    });
  });
}

/** The import jobs, newest first. */
export function importJobs(context: QueryContext): ImportJob[] {
  const rows = context.db.all<{ job: string }>('SELECT job FROM intake ORDER BY started_at DESC LIMIT 100');
  return rows
    .map((row) => context.get(intakeStream, row.job))
    .filter((state) => state !== null)
    .map((state) => importJob(state, context, context.jobs?.imports));
}

export const answers: Answers<typeof intakeContract> = {
  'import.jobs': (_input, context) => importJobs(context),
};
