import type { QueueView } from '@shared/contract/models';

/** The standard views as the column shows them; Alt and a digit go to the first nine. */
export const viewGroups: readonly { readonly key: string; readonly views: readonly QueueView[] }[] = [
  {
    key: 'steps',
    views: ['toTakeIn', 'toAssign', 'handling', 'returned', 'toCheck', 'toClose', 'toReply'],
  },
  { key: 'limits', views: ['overdue', 'dueSoon', 'onHold', 'supervised', 'conflict'] },
  { key: 'whole', views: ['mine', 'open', 'ended', 'all'] },
];

export const standardViews: readonly QueueView[] = viewGroups.flatMap(({ views }) => views);

/** The key of a view among the first nine. */
export function viewKey(view: QueueView): string | undefined {
  const at = standardViews.indexOf(view);
  return at >= 0 && at < 9 ? `Alt+${at + 1}` : undefined;
}
