import type { Say } from '../../kit/say';

/** A reason for setting a row aside in words; an unknown code stands as it is, so that nothing is hidden. */
export function reasonText(code: string, t: Say): string {
  return t(`dialogs:reason.${code.replace(/^row\./, '')}`, { defaultValue: code });
}
