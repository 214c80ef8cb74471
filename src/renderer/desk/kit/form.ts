import { isWrittenBefore } from './sending';

/**
 * Send what a form stands for. Where its id turns out to stand for other words, written before, `renew` gives the form another
 * one, and the error tells what to do: the operator looks, and presses again if it is to be recorded as well.
 */
export async function underOneId<T>(sending: () => Promise<T>, renew: () => void): Promise<T> {
  try {
    return await sending();
  } catch (error) {
    if (isWrittenBefore(error)) renew();
    throw error;
  }
}

/** An optional field: nothing where the words are empty. */
export function words<K extends string>(name: K, text: string): { [P in K]?: string } {
  const clean = text.trim();
  return (clean === '' ? {} : { [name]: clean }) as { [P in K]?: string };
}

/** The stream of the case that an answer names, if it does. */
export function caseIdOf(result: Record<string, unknown>): string | undefined {
  return typeof result.caseId === 'string' ? result.caseId : undefined;
}
