import { useTranslation } from 'react-i18next';

/** The standard phrases of a move in the language of the desk. */
export function usePhrases(name: 'assign' | 'handle' | 'passed' | 'failed' | 'refuse' | 'urge'): string[] {
  const { t } = useTranslation('work');
  return Object.values(t(`phrases.${name}`, { returnObjects: true }) as unknown as Record<string, string>);
}
