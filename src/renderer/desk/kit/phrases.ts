import type { ClassRef } from '@shared/domain/common';
import type { TextRow } from '@shared/rules/tables';
import { useTranslation } from 'react-i18next';
import { useNames } from './directory';
import { type TextValues, textsFor } from './texts';

/** Phrases that the program brings, for a house without standard texts of its own. */
const fallback: Readonly<Record<TextRow['use'], readonly string[]>> = {
  assign: ['assign'],
  return: [],
  handle: ['handle'],
  check: ['passed', 'failed'],
  refuse: ['refuse'],
  urge: ['urge'],
  supervise: [],
  close: [],
  reply: [],
  verify: [],
};

/** The standard texts of a move, of the house's table, filled with what is known; else those of the program. */
export function usePhrases(use: TextRow['use'], ref?: ClassRef | null, values: TextValues = {}): string[] {
  const { t } = useTranslation('work');
  const { directory } = useNames();
  const rows = directory?.texts ?? [];
  const own = textsFor(rows, use, ref, directory?.classes ?? [], values);
  if (own.length > 0) return own;
  return fallback[use].flatMap((name) =>
    Object.values(t(`phrases.${name}`, { returnObjects: true }) as unknown as Record<string, string>),
  );
}
