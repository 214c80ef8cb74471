import type { CasePage } from '@shared/contract/pages';
import { type SlipKind, type SlipNames, slipText } from '@shared/domain/case/slip';
import type { Photo } from '@shared/domain/common';
import { useTranslation } from 'react-i18next';
import { ask } from '../../parts/client';
import { type Copied, copySlip } from './clipboard';
import { useNames } from './directory';
import type { MoveResult } from './moves/props';
import { joinedSlips } from './slipSheet';

/** A slip as it was written, to be copied again. */
export interface Slip {
  readonly kind: SlipKind;
  readonly text: string;
  readonly photos: readonly Photo[];
  readonly copied: Copied;
}

/** What a slip says beside the case. */
export interface SlipOrder {
  readonly kind: SlipKind;
  readonly unit?: string | undefined;
  /** Several units get a slip each; they stand one after the other. */
  readonly units?: readonly string[] | undefined;
  readonly task?: string | undefined;
  readonly reason?: string | undefined;
}

/** The names that a slip needs; always in Chinese, as slips go to units. */
export function useSlipNames(): SlipNames {
  const { directory } = useNames();
  const { t } = useTranslation('common', { lng: 'zh-CN' });
  return {
    centre: t('centre'),
    unit: (id) => directory?.units.find((unit) => unit.id === id)?.name ?? id,
    community: (code) => directory?.communities.find((one) => one.code === code)?.name,
  };
}

/** What is to be seen on a slip: what was found; of a rework what the check and the units sent last. */
export function slipPhotos(page: Pick<CasePage, 'photos'>, kind: SlipKind): Photo[] {
  const unique = [...new Map(page.photos.map((photo) => [photo.sha256, photo])).values()];
  const before = unique.filter((photo) => photo.kind !== 'after');
  const after = unique.filter((photo) => photo.kind === 'after');
  return kind === 'rework' ? [...after.slice(-2).reverse(), ...before.slice(0, 2)] : before;
}

/** The text of a slip of a case as it stands. */
export function slipOf(page: CasePage, order: SlipOrder, names: SlipNames, now: string): string {
  return slipText({ ...page, ...order, now }, names);
}

/** What was done, with its slip on the clipboard; a slip that fails takes nothing from the move that was written. */
export async function withSlip(
  caseId: string,
  order: SlipOrder,
  names: SlipNames,
  now: string,
  done: MoveResult,
): Promise<MoveResult> {
  try {
    const page = await ask('case.page', { id: caseId });
    const units = order.units ?? [order.unit];
    const text = joinedSlips(units.map((unit) => slipOf(page, { ...order, unit }, names, now)));
    const photos = slipPhotos(page, order.kind);
    return { ...done, slip: { kind: order.kind, text, photos, copied: await copySlip(text, photos) } };
  } catch {
    // The slip can be had from the case page at any time.
    return { ...done, stay: true };
  }
}
