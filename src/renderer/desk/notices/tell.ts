import type { Notice, NoticeKind } from '@shared/contract/notices';
import type { Say } from '../kit/say';

/** The kinds, what presses most first. */
export const noticeKinds: readonly NoticeKind[] = [
  'red',
  'conflict',
  'returned',
  'askOpen',
  'supervision',
  'replyDue',
  'holdEnds',
  'yellow',
];

/** Numbers named in one notice of the system. */
const NAMED = 3;

/** What is said aloud. */
export interface Said {
  readonly title: string;
  readonly body: string;
  readonly itemId?: string;
}

/**
 * Several notices in one: `3 件变红，1 件退单`, and below numbers with their units. No words of a case or a caller: it stands
 * on a screen that others see.
 */
export function sayNotices(rows: readonly Notice[], t: Say, unit: (id: string) => string): Said | undefined {
  const [first] = rows;
  if (!first) return undefined;
  const counts = noticeKinds
    .map((kind) => ({ kind, count: rows.filter((row) => row.kind === kind).length }))
    .filter(({ count }) => count > 0);
  const items = [...new Map(rows.map((row) => [row.itemId, row])).values()];
  const named = items
    .slice(0, NAMED)
    .map((row) => [row.no, row.unit ? unit(row.unit) : ''].filter((word) => word !== '').join(' '))
    .filter((words) => words !== '');
  const rest = items.length > named.length ? [t('notices:others', { count: items.length })] : [];
  return {
    title: counts.map(({ kind, count }) => t(`notices:said.${kind}`, { count })).join(t('common:comma')),
    body: [...named, ...rest].join(t('common:semicolon')),
    ...(items.length === 1 ? { itemId: first.itemId } : {}),
  };
}

/**
 * Which notices are new since the last look. What lay there when the desk opened was turned before: the bell shows it, and
 * nothing is said.
 */
export class Fresh {
  private known: Set<string> | undefined;

  /** The new ones among these, once each. */
  take(rows: readonly Notice[]): Notice[] {
    const { known } = this;
    const fresh = known ? rows.filter(({ key }) => !known.has(key)) : [];
    this.known = new Set([...(known ?? []), ...rows.map(({ key }) => key)]);
    return fresh;
  }
}
