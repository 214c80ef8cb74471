import { BATCH_BYTES, BATCH_COMMITS, type Batch, bytesOf } from '@shared/sync/batch';

/**
 * Neighbouring batches of one chain as one, up to the usual size: the last signature speaks for all before it, and a year of batches
 * of one commit each would cost the puller as many proofs and flushes.
 */
export function mergeBatches(batches: readonly Batch[]): Batch[] {
  const merged: Batch[] = [];
  let run: Batch[] = [];
  let commits = 0;
  let bytes = 0;
  const flush = () => {
    const last = run.at(-1);
    const [first] = run;
    if (first && last) merged.push({ ...last, from: first.from, lines: run.flatMap(({ lines }) => lines) });
    run = [];
    commits = 0;
    bytes = 0;
  };
  for (const batch of batches) {
    const size = bytesOf(batch.lines);
    const apart = run[0]?.chain !== batch.chain;
    if (apart || commits + batch.lines.length > BATCH_COMMITS || bytes + size > BATCH_BYTES) flush();
    run.push(batch);
    commits += batch.lines.length;
    bytes += size;
  }
  flush();
  return merged;
}
