import type { QueueFilter } from '@shared/contract/models';
import { query } from '../../common/client';
import { select, useDesk } from '../state';

/** Where an item stands in the queue, to be taken before a move. */
export interface Spot {
  readonly filter: QueueFilter;
  readonly id: string;
  readonly index: number;
}

export async function spotOf(id: string): Promise<Spot | null> {
  const { filter } = useDesk.getState();
  try {
    const { index } = await query('queue.indexOf', { ...filter, id });
    return index < 0 ? null : { filter, id, index };
  } catch {
    return null;
  }
}

/** Go to what stands now where the item stood, or after it where it stayed. Somebody who went elsewhere meanwhile stays there. */
export async function goOn(spot: Spot | null): Promise<void> {
  if (!spot || useDesk.getState().selected?.id !== spot.id) return;
  try {
    const { rows, total } = await query('queue.page', { ...spot.filter, offset: spot.index, limit: 2 });
    const next = rows.find((row) => row.id !== spot.id);
    if (next) select(next.id);
    else if (total > 0 && spot.index > 0) {
      const before = await query('queue.page', { ...spot.filter, offset: spot.index - 1, limit: 1 });
      const last = before.rows[0];
      if (last) select(last.id);
    }
  } catch {
    // The queue cannot be read now: the item stays selected.
  }
}
