/**
 * Command ids of an import (导入任务), bound to job, run and row, so that another operator, or the next start, can finish what was cut
 * off. `run` is when the job was started: one that was withdrawn and repeated asks anew. What a row asks for stands behind it, so
 * that one id never stands for two kinds of command.
 */
export function rowId(job: string, run: string, row: number): string {
  return `${job}/${run}/${row}`;
}

/** The id under which a row is set aside. Programs before this one used the row's own. */
export function reviewRowId(job: string, run: string, row: number): string {
  return `${rowId(job, run, row)}/aside`;
}

/** The id under which a row that was set aside is settled; two desks that do the same at once do it once. */
export function settleId(job: string, run: string, row: number, how: 'takenIn' | 'dropped'): string {
  return `${rowId(job, run, row)}/${how}`;
}
