import type { CasePage } from '@shared/contract/pages';
import { type SlipKind, type SlipNames, slipText } from '@shared/domain/case/slip';
import type { Photo } from '@shared/domain/common';
import { useTranslation } from 'react-i18next';
import type { Copied } from './clipboard';
import { useNames } from './directory';

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
