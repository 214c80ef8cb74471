import { type Batch, MAX_COMMIT_BYTES } from '@shared/sync/batch';
import type { TooLarge } from '@shared/sync/hub';
import { chainOf } from '@shared/sync/vector';

/** A row of `xiuhua.pull`: one batch, or without a device the word that there is more. */
export interface PulledRow {
  device: string | null;
  incarnation: number;
  from_seq: number;
  lengths: number[];
  blob: Buffer;
  signature: Buffer;
}

/** A batch; or, where its bytes were kept back, which commit is too large. */
export function batchOf(device: string, row: PulledRow): Batch | TooLarge {
  const chain = chainOf(device, row.incarnation);
  const bytes = row.lengths.reduce((sum, length) => sum + length, 0);
  if (bytes > row.blob.length) {
    const at = row.lengths.findIndex((length) => length > MAX_COMMIT_BYTES);
    return { chain, seq: row.from_seq + Math.max(0, at), bytes };
  }
  let end = 0;
  const lines = row.lengths.map((length) => {
    end += length;
    return row.blob.subarray(end - length, end);
  });
  return { chain, from: row.from_seq, lines, signature: row.signature };
}
