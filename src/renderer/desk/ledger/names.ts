import type { LedgerKindRow } from '@shared/rules/ledgerKinds';
import { useTranslation } from 'react-i18next';
import { countText } from '../../common/format';

/** Name and unit of a kind in the language of the screen. */
export function useKindWords(): {
  name(kind: LedgerKindRow): string;
  unit(kind: LedgerKindRow): string;
  amount(kind: LedgerKindRow, n: number): string;
} {
  const { i18n } = useTranslation();
  const english = i18n.language === 'en';
  const name = (kind: LedgerKindRow): string => (english ? (kind.nameEn ?? kind.name) : kind.name);
  const unit = (kind: LedgerKindRow): string => (english ? (kind.unitEn ?? kind.unit) : kind.unit);
  return { name, unit, amount: (kind, n) => `${countText(n)} ${unit(kind)}`.trimEnd() };
}
