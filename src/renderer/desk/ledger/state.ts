import type { Photo } from '@shared/domain/common';
import type { Day } from '@shared/rules/time';
import { create } from 'zustand';
import type { Span } from './period';

/** Entries of a figure that somebody pressed: of a kind, a unit, or what has to be looked at. */
export interface Shown {
  readonly kind?: string | undefined;
  readonly unit?: string | undefined;
  readonly only?: 'late' | 'corrected' | 'disputed' | undefined;
  /** Of this day alone. */
  readonly day?: Day | undefined;
}

/** What is being typed on a line and not yet recorded. */
export interface LineDraft {
  readonly quantity: string;
  readonly unit?: string | undefined;
  readonly place: string;
  readonly note: string;
  readonly photos: readonly Photo[];
}

interface LedgerView {
  readonly span: Span;
  /** The day, or a day in the week or month; null is today. */
  readonly day: Day | null;
  /** The kind whose days the chart shows; null is the first. */
  readonly charted: string | null;
  readonly shown: Shown;
  /** By day and kind: nothing typed is lost by looking elsewhere. */
  readonly drafts: Readonly<Record<string, LineDraft>>;
}

/** What of the ledger is looked at, while the window lives. */
export const useLedger = create<LedgerView>()(() => ({
  span: 'day',
  day: null,
  charted: null,
  shown: {},
  drafts: {},
}));

export function look(change: Partial<Omit<LedgerView, 'drafts'>>): void {
  useLedger.setState(change);
}

const keyOf = (day: Day, kind: string): string => `${day}/${kind}`;

const emptyDraft: LineDraft = { quantity: '', place: '', note: '', photos: [] };

/** What is being typed for a kind on a day, and how it is changed or cleared. */
export function useLineDraft(
  day: Day,
  kind: string,
): readonly [LineDraft, (change: Partial<LineDraft> | null) => void] {
  const key = keyOf(day, kind);
  const draft = useLedger((state) => state.drafts[key]) ?? emptyDraft;
  const set = (change: Partial<LineDraft> | null): void =>
    useLedger.setState(({ drafts }) => {
      if (change !== null)
        return { drafts: { ...drafts, [key]: { ...emptyDraft, ...drafts[key], ...change } } };
      const { [key]: _cleared, ...others } = drafts;
      return { drafts: others };
    });
  return [draft, set];
}
