import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** The translation function in the plain form that helpers take; keys name their namespace (`work:…`). */
export type Say = (key: string, options?: Record<string, unknown>) => string;

export function useSay(): Say {
  const { t } = useTranslation();
  return useMemo(() => {
    const plain = t as unknown as Say;
    return (key, options) => plain(key, options ?? {});
  }, [t]);
}
