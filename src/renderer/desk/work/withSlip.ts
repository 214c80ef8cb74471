import type { SlipNames } from '@shared/domain/case/slip';
import { query } from '../../common/client';
import { copySlip } from '../kit/clipboard';
import { joinedSlips } from '../kit/slipSheet';
import { type SlipOrder, slipOf, slipPhotos } from '../kit/slips';
import type { MoveResult } from './moves/props';

/** What was done, with its slip on the clipboard; a slip that fails takes nothing from the move that was written. */
export async function withSlip(
  caseId: string,
  order: SlipOrder,
  names: SlipNames,
  now: string,
  done: MoveResult,
): Promise<MoveResult> {
  try {
    const page = await query('case.page', { id: caseId });
    const units = order.units ?? [order.unit];
    const text = joinedSlips(units.map((unit) => slipOf(page, { ...order, unit }, names, now)));
    const photos = slipPhotos(page, order.kind);
    return { ...done, slip: { kind: order.kind, text, photos, copied: await copySlip(text, photos) } };
  } catch {
    // The slip can be had from the case page at any time.
    return { ...done, stay: true };
  }
}
