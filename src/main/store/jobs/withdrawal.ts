import { randomUUID } from 'node:crypto';
import { CodedError } from '@shared/contract/errors';
import type { CommandInput } from '@shared/domain/commands';
import { rowId } from '@shared/domain/intake/ids';
import { toMs } from '@shared/rules/time';
import type { Store } from '../service/store';
import { allEnded } from './atWork';

/** Rows in flight at once: they share flushes, and a cancelled job stops within one round. */
export const TOGETHER = 64;
/** Another desk whose last row is not older than this is taken to be at work on its import. */
const AT_WORK_MS = 10 * 60_000;

/** How far a withdrawal came. */
export interface TakenBack {
  /** Numbers of the cases that somebody worked on since the import: they were left alone. */
  readonly kept: readonly string[];
  /** Reports of the import that were taken back, by this withdrawal and by earlier tries. */
  readonly reports: number;
  readonly done: number;
  readonly total: number;
}

/**
 * Take back the reports that an import brought and that are not taken back yet, so that one that was cut off goes on. Stops between
 * two rounds where it was cancelled. Errors: the journal's.
 */
export async function takeBack(
  store: Store,
  { job, reason, actor }: { readonly job: string; readonly reason: string; readonly actor: string },
  tell: (done: number, total: number) => void,
  cancelled: () => boolean,
): Promise<TakenBack> {
  const { db } = store.projection;
  const ids = db
    .all<{ id: string }>("SELECT id FROM report WHERE cause=? AND status<>'withdrawn' ORDER BY id", [job])
    .map((row) => row.id);
  const kept: string[] = [];
  let done = 0;
  while (done < ids.length && !cancelled()) {
    const round = ids.slice(done, done + TOGETHER);
    await allEnded(
      round.map(async (reportId) => {
        const no = await takeOneBack(store, { type: 'report.withdraw', reportId, job, reason }, actor);
        if (no !== undefined) kept.push(no);
      }),
    );
    done += round.length;
    tell(done, ids.length);
  }
  const reports = db.number("SELECT count(*) FROM report WHERE cause=? AND status='withdrawn'", [job]);
  return { kept, reports, done, total: ids.length };
}

/** The number of the case that was left alone, where one was. A report that came by another import meanwhile is that one's. */
async function takeOneBack(store: Store, command: CommandInput, actor: string): Promise<string | undefined> {
  const { job } = command as { job: string };
  try {
    await store.execute({ id: randomUUID(), command, cause: job }, actor);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    if (error.code === 'report.touched') return String(error.params.case);
    if (error.code !== 'report.notOfThisImport') throw error;
  }
  return undefined;
}

/** Refuse where another desk is at work on this run of the import, as far as its rows have come here. Errors: `intake.runningElsewhere`. */
export function refuseWhileElsewhere(store: Store, job: string, run: string): void {
  const first = rowId(job, run, 0).slice(0, -1);
  const row = store.projection.db.get<{ id: string }>(
    'SELECT id FROM commits WHERE id>=? AND id<? ORDER BY pos DESC LIMIT 1',
    [first, `${first.slice(0, -1)}0`],
  );
  const commit = row && store.reader.commitOf(row.id)?.commit;
  if (commit?.device === store.identity.device) return;
  const last = toMs(commit?.recordedAt ?? run);
  if (Math.abs(store.clock.nowMs() - last) < AT_WORK_MS)
    throw new CodedError('intake.runningElsewhere', { minutes: AT_WORK_MS / 60_000 });
}
