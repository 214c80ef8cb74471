import type { LedgerEntryView, LedgerKind } from '@shared/contract/ledger';
import type { Place } from '@shared/domain/common';
import type { LedgerEntryInput } from '@shared/domain/ledger/commands';
import type { Day } from '@shared/rules/time';
import { query } from '../../common/client';
import { newCommandId, send } from '../kit/calls';
import type { LineDraft } from './state';

/** The place of these words, with the community that the gazetteer finds in them. */
async function placeOf(text: string): Promise<Place | undefined> {
  if (text.trim() === '') return undefined;
  const found = await query('place.find', { text }).catch(() => null);
  if (!found) return { text };
  const { lon, lat, gridCode, communityCode } = found;
  return {
    text,
    lon,
    lat,
    ...(gridCode ? { gridCode } : {}),
    ...(communityCode ? { communityCode } : {}),
  };
}

/** Record a line; the entry's id and day, so that it can be taken back. Errors: `refusal.ledger.*`, the journal's. */
export async function recordLine(
  day: Day,
  kind: LedgerKind,
  quantity: number,
  draft: LineDraft,
  lateReason: string,
): Promise<{ day: Day; id: string }> {
  const id = `entry:${crypto.randomUUID()}`;
  const unit = draft.unit ?? kind.by;
  const place = await placeOf(draft.place);
  const note = draft.note.trim();
  const entry: LedgerEntryInput = {
    id,
    day,
    kind: kind.id,
    quantity,
    ...(unit ? { unit } : {}),
    ...(place ? { place } : {}),
    ...(note ? { note } : {}),
    ...(draft.photos.length > 0 ? { photos: [...draft.photos] } : {}),
  };
  await send({
    id: newCommandId(),
    command: { type: 'ledger.record', entries: [entry] },
    ...(lateReason.trim() ? { lateReason: lateReason.trim() } : {}),
  });
  return { day, id };
}

/** Correct an entry as it is seen here; 0 strikes it out. Errors: `refusal.ledger.*`, the journal's. */
export async function correctEntry(
  entry: Pick<LedgerEntryView, 'day' | 'id' | 'corrections'>,
  quantity: number,
  reason: string,
): Promise<void> {
  const after = entry.corrections.filter(({ last }) => last).map(({ id }) => id);
  const { day, id } = entry;
  await send({
    id: newCommandId(),
    command: { type: 'ledger.correct', day, entry: id, quantity, reason, after },
  });
}
