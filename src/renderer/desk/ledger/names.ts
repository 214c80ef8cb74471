import type { LedgerKind } from '@shared/contract/ledger';
import { useTranslation } from 'react-i18next';
import { countText } from '../../common/format';

/** Name and unit of a kind in the language of the screen. */
export function useKindWords(): {
  name(kind: LedgerKind): string;
  unit(kind: LedgerKind): string;
  amount(kind: LedgerKind, n: number): string;
} {
  const { i18n } = useTranslation();
  const english = i18n.language === 'en';
  const name = (kind: LedgerKind): string => (english ? (kind.nameEn ?? kind.name) : kind.name);
  const unit = (kind: LedgerKind): string => (english ? (kind.unitEn ?? kind.unit) : kind.unit);
  return { name, unit, amount: (kind, n) => `${countText(n)} ${unit(kind)}`.trimEnd() };
}
